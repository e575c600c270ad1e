//! Postgres under row-level security. A [`DistrictTx`] is the only way to an executor that sees rows of people,
//! and it sees one district's.

mod connect;
mod district_tx;
mod migrate;

pub use connect::{Database, connect, connect_to};
pub use district_tx::DistrictTx;
pub use migrate::{MigrateError, apply, run};
