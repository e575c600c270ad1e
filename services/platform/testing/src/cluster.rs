use runtime::NatsSettings;

use crate::variable;

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

    /// How a user of the log reaches it.
    pub fn settings(self, user: &str) -> NatsSettings {
        let (url, monitor) = match self {
            Self::R1 => ("RINNALLA_TEST_NATS", "RINNALLA_TEST_NATS_MONITOR"),
            Self::R3 => ("RINNALLA_TEST_NATS_CLUSTER", "RINNALLA_TEST_NATS_CLUSTER_MONITOR"),
        };
        NatsSettings {
            url: variable(url),
            user: user.to_owned(),
            password: variable("RINNALLA_TEST_NATS_PASSWORD"),
            monitors: variable(monitor).split(',').map(str::to_owned).collect(),
        }
    }
}
