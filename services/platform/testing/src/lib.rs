//! Fixtures of real NATS and Postgres. Each test gets an installation of its own: databases, streams, keys and
//! districts that no other test knows. The servers are those that `./x` started and named in the environment.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a fixture that cannot be set up fails its test")]

mod cluster;
mod counter;
mod counting;
mod eventually;
mod ground;
mod postgres;
mod running;
mod servers;

pub use cluster::Cluster;
pub use counter::{Added, Counted, Counter, CounterCommand, CounterEvent, CounterRejection, Opened};
pub use counting::{CountedRows, Counting, Echoing, command};
pub use eventually::{eventually, eventually_within};
pub use ground::Ground;
pub use postgres::ServiceDatabase;
pub use running::{As, Running};
pub use servers::{OwnServers, Servers, last_lines};

/// A new random id.
#[expect(clippy::disallowed_methods, reason = "tests need ids that no other run had")]
pub fn random_id() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}
