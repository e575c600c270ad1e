//! The matching service on real NATS and Postgres, through gRPC alone, beside the referrals service whose events it
//! follows.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service {
    mod away;
    mod closing;
    mod contention;
    mod district;
    mod erasure;
    mod groups;
    mod isolation;
    mod journey;
    mod links;
    mod links_at_once;
    mod pipeline;
    mod places;
    mod plan;
    mod rebuild;
    mod today;
}
