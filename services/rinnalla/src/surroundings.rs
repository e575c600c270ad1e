//! Time and randomness, taken from the machine here and nowhere else.

use jiff::Timestamp;
use uuid::Uuid;

/// What a command takes from the machine it runs on. Tests stop its clock.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    clock: fn() -> Timestamp,
}

impl Surroundings {
    pub fn of_this_machine() -> Self {
        Self { clock: machine_time }
    }

    pub fn with_clock(clock: fn() -> Timestamp) -> Self {
        Self { clock }
    }

    /// Real time, never the installation's.
    pub fn now(self) -> Timestamp {
        (self.clock)()
    }

    /// Bytes that nobody can guess.
    pub fn random<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    pub fn random_id(self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random()).into_uuid()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}
