//! Time and randomness, taken from the machine here and nowhere else. Real time: sessions and tokens do not follow
//! the clock of a demo installation.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

#[derive(Clone)]
pub struct Surroundings {
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Surroundings {
    pub fn of_this_machine() -> Self {
        Self::with_clock(machine_time)
    }

    pub fn with_clock(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock) }
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Bytes that nobody can guess.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    pub fn random_id(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.random()).into_uuid()
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}
