//! The event log on real NATS, alone and as a cluster of three.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod log {
    mod bursts;
    mod field;
    mod loading;
    mod races;
    mod refusals;
    mod rejections;
    mod repeats;
    mod shared;
    mod streams;
    mod tail;
    mod together;
}
