//! The scheduling service on real NATS and Postgres: through gRPC, and events of other services in their streams.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service {
    mod attendance;
    mod district;
    mod erasure;
    mod first_meetings;
    mod held;
    mod isolation;
    mod leaders;
    mod neighbours;
    mod processes;
    mod rebuild;
    mod series;
    mod today;
    mod violations;
}
