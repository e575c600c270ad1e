use runtime::NatsSettings;

use crate::Servers;

/// Which of the two event logs a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cluster {
    /// One server.
    R1,
    /// Three servers, every stream on each.
    R3,
}

impl Cluster {
    pub const BOTH: [Self; 2] = [Self::R1, Self::R3];

    pub fn replicas(self) -> usize {
        match self {
            Self::R1 => 1,
            Self::R3 => 3,
        }
    }

    /// How a user of the log reaches it on the servers that tests share.
    pub fn settings(self, user: &str) -> NatsSettings {
        Servers::shared().nats(self, user)
    }
}
