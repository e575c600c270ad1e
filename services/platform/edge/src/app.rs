use database::Database;
use decider::Decider;
use eventlog::{Done, EventLog};
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
        (request_id, occurred_on): When,
        request: &impl Message,
        id: Uuid,
        command: D::Command,
    ) -> Result<Done<D>, Failure> {
        let by = call.command(&self.keyring, request_id, occurred_on, request).await?;
        Ok(self.log.execute::<D>(&by, id, &command).await?)
    }
}
