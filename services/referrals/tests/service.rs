//! The referrals service on real NATS and Postgres, through gRPC alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service {
    mod behind;
    mod district;
    mod duplicates;
    mod erasure;
    mod held;
    mod intake;
    mod isolation;
    mod journey;
    mod mail;
    mod merging;
    mod messages;
    mod messages_delivered;
    mod notice;
    mod organisations;
    mod purposes;
    mod rebuild;
    mod repeats;
    mod retention;
    mod sms;
    mod today;
    mod views;
    mod visible;
    mod waiting;
}
