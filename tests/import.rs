//! A district that joins with its own list: sixty pairs, brought in by the operator into running services.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod import {
    mod coordinator;
    mod district;
    mod file;
    mod refused;
    mod sixty_pairs;
}
