use std::sync::Arc;

use database::Database;
use decider::Decider;
use eventlog::{CommandContext, Done, EventLog, Folded, StreamName, TailError};
use installation::Installation;
use keyring::Keyring;
use projection::{Positions, Stale};
use prost::Message;
use tokio::time::Instant;
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

/// Rows may lack some of what their stream holds.
#[derive(Debug, thiserror::Error)]
pub enum NotAsNew {
    #[error(transparent)]
    Behind(#[from] Stale),
    #[error("nobody says how far the stream goes")]
    Stream(#[from] TailError),
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

    /// Waits until this service's rows show all that a stream holds by now, or `until`. An answer of no is given only by
    /// rows that are as new.
    pub async fn rows_as_new_as(&self, stream: &StreamName, until: Instant) -> Result<(), NotAsNew> {
        let newest = eventlog::newest(self.log.client(), stream).await?;
        Ok(self.positions.wait_rows(stream, newest, until).await?)
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
