//! An installation lost and brought back: backed up from one server, restored onto a cluster of three.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod restore {
    mod before;
    mod destroyed;
    mod drill;
    mod tampered;
}
