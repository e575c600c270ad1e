//! The matching service on real NATS and Postgres, through gRPC alone, beside the referrals service whose events it
//! follows.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service {
    mod away;
    mod closing;
    mod consents;
    mod contention;
    mod district;
    mod erasure;
    mod family;
    mod goals;
    mod groups;
    mod held;
    mod isolation;
    mod journey;
    mod left_open;
    mod links;
    mod links_answered;
    mod links_at_once;
    mod links_shown;
    mod merged;
    mod offers;
    mod pipeline;
    mod places;
    mod plan;
    mod rebuild;
    mod today;
    mod volunteers;
    mod way;
}
