use database::Database;
use eventlog::EventLog;
use installation::Installation;
use keyring::Keyring;
use projection::Positions;

/// What every handler and process of a service works with.
#[derive(Debug, Clone)]
pub struct App {
    pub log: EventLog,
    pub database: Database,
    pub keyring: Keyring,
    pub installation: Installation,
    pub positions: Positions,
}
