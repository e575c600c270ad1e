//! The reporting service and the national view on real NATS and Postgres. What other services would record is told
//! straight to their streams, by their own rules.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service {
    mod counting;
    mod erasure;
    mod figures;
    mod keys;
    mod merged;
    mod publication;
    mod script;
    mod waits;
    mod year;
}
