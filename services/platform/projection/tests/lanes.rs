//! Lanes, rebuilds and processes on real NATS and Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod lanes {
    mod damage;
    mod field;
    mod instances;
    mod outage;
    mod parking;
    mod process;
    mod rebuild;
    mod statistics;
    mod upgrade;
}
