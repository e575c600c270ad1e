//! The operator's hand on the installation's own stream.

use std::sync::Arc;

use async_nats::Client;
use decider::{ActorId, CommandId, Decider, DistrictId, Env};
use eventlog::{CommandContext, Context, EventLog, Refused, StreamError, ensure_installation_stream};
use installation::{FollowError, Installation, Known};
use prost::Message;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Failed, Settings, Surroundings};

/// Names the operator in commits and tokens.
pub(crate) const OPERATOR: &str = "operator";

pub(crate) struct Operator {
    pub(crate) client: Client,
    installation: DistrictId,
    replicas: usize,
    log: EventLog,
    surroundings: Surroundings,
}

impl Operator {
    pub(crate) async fn connect(settings: &Settings, surroundings: Surroundings) -> Result<Self, Failed> {
        let (installation, replicas) = (settings.installation()?, settings.replicas()?);
        let client = runtime::nats(&settings.nats()?, "rinnalla", settings.allow_unsynced()).await?;
        let log = EventLog::without_saved(client.clone(), Context::Installation);
        Ok(Self { client, installation, replicas, log, surroundings })
    }

    /// Makes the installation's stream. Repeating it changes nothing.
    pub(crate) async fn ensure_stream(&self) -> Result<(), StreamError> {
        ensure_installation_stream(&self.client, &self.installation, self.replicas).await
    }

    /// Real time.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.surroundings.now()
    }

    /// The installation as its stream tells it now.
    pub(crate) async fn known(&self) -> Result<Arc<Known>, FollowError> {
        let (installation, _) =
            Installation::follow(self.client.clone(), &self.installation, CancellationToken::new()).await?;
        Ok(installation.known())
    }

    /// Carries out a command on an aggregate of the installation. `said` is what it asks for, as a message.
    /// False when nothing remained to be done.
    pub(crate) async fn commit<D: Decider>(
        &self,
        known: &Known,
        name: &str,
        command: &D::Command,
        said: &impl Message,
    ) -> Result<bool, Refused<D::Rejection>> {
        let command_id = self.surroundings.random_id();
        let by = CommandContext {
            district: self.installation.clone(),
            command: CommandId(command_id),
            digest: digest(command_id, said),
            actor: ActorId::new(OPERATOR),
            purpose: access::Role::Operator.purpose(),
            env: Env::at(known.at(self.surroundings.now()), None),
            causation: None,
        };
        let done = self.log.execute::<D>(&by, installation::aggregate_id(D::KIND, name), command).await?;
        Ok(!done.events.is_empty())
    }
}

/// In the clear: the installation's stream holds nothing that a guess could confirm.
fn digest(command: Uuid, said: &impl Message) -> [u8; 32] {
    eventlog::hash(&[OPERATOR.as_bytes(), command.as_bytes(), &said.encode_to_vec()].concat())
}
