use std::sync::Arc;

use database::Database;
use decider::Decider;
use eventlog::{CommandContext, Done, EventLog, Folded};
use installation::Installation;
use keyring::Keyring;
use projection::Positions;
use prost::Message;
use uuid::Uuid;

use crate::{Call, Failure, When};

/// What every handler and process of a service works with.
#[derive(Debug, Clone)]
pub struct App {
    pub log: EventLog,
    pub database: Database,
    pub keyring: Keyring,
    pub installation: Installation,
    pub positions: Positions,
}

impl App {
    /// Carries out a command that a call asks for, on one aggregate of its district.
    pub async fn execute<D: Decider>(
        &self,
        call: &Call,
        when: When,
        request: &impl Message,
        id: Uuid,
        command: D::Command,
    ) -> Result<Done<D>, Failure> {
        let by = self.context(call, when, request).await?;
        Ok(self.log.execute::<D>(&by, id, &command).await?)
    }

    /// The aggregate as the stream's leader knows it; not found when the call's district has none by that id.
    pub async fn found<D: Decider>(&self, call: &Call, id: Uuid) -> Result<Arc<Folded<D::State>>, Failure> {
        let folded = self.log.load_newest::<D>(call.district(), id).await?;
        if folded.revision == 0 { Err(Failure::NotFound) } else { Ok(folded) }
    }

    /// What a command of a call says beside itself, for one that concerns more than one aggregate.
    pub async fn context(
        &self,
        call: &Call,
        (request_id, occurred_on): When,
        request: &impl Message,
    ) -> Result<CommandContext, Failure> {
        call.command(&self.keyring, request_id, occurred_on, request).await
    }
}
