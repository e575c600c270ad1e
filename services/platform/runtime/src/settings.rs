use std::{collections::HashMap, net::SocketAddr, path::PathBuf, time::Duration};

use decider::DistrictId;

/// Variables of the process, read once. Names are without the prefix `RINNALLA_`.
#[derive(Debug, Clone, Default)]
pub struct Environment(HashMap<String, String>);

const PREFIX: &str = "RINNALLA_";

impl Environment {
    pub fn of_process() -> Self {
        Self::from_pairs(std::env::vars())
    }

    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let own = |(name, value): (String, String)| Some((name.strip_prefix(PREFIX)?.to_owned(), value));
        Self(pairs.into_iter().filter_map(own).collect())
    }

    /// The value of a variable, by its name without the prefix; none when it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// How to reach the event log.
#[derive(Debug, Clone)]
pub struct NatsSettings {
    /// Comma-separated server URLs.
    pub url: String,
    pub user: String,
    pub password: String,
    /// Monitoring page of every node: durability is not visible elsewhere.
    pub monitors: Vec<String>,
}

/// Settings of a service process.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub http_listen: SocketAddr,
    pub nats: NatsSettings,
    pub database_url: String,
    pub keyring_url: String,
    pub installation_key: PathBuf,
    pub token_verifying_key: PathBuf,
    /// Id of the installation; its own stream is named by it.
    pub installation: DistrictId,
    /// Connections to the read model, for each of the durable and the rebuildable pool.
    pub connections: u32,
    /// How long unwrapped keys stay in memory; an erasure waits as long. At most a minute.
    pub keys_kept_for: Duration,
    /// Serve although the event log acknowledges before it syncs. For development alone.
    pub allow_unsynced: bool,
    /// Where a service finds what it alone is told.
    pub own: Environment,
}

/// The environment does not fit: every fault at once.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("settings: {}", .0.join("; "))]
pub struct SettingsError(pub Vec<String>);

/// Reads settings, gathering what is wrong.
pub(crate) struct Reader<'e> {
    environment: &'e Environment,
    faults: Vec<String>,
}

impl<'e> Reader<'e> {
    pub(crate) fn new(environment: &'e Environment) -> Self {
        Self { environment, faults: Vec::new() }
    }

    pub(crate) fn text(&mut self, name: &str) -> String {
        if let Some(value) = self.environment.get(name) {
            return value.to_owned();
        }
        self.faults.push(format!("{PREFIX}{name} is not set"));
        String::new()
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, default: T, what: &str) -> T {
        match self.environment.get(name).map(str::parse) {
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.faults.push(format!("{PREFIX}{name} is not {what}"));
                default
            }
            None => default,
        }
    }

    fn address(&mut self, name: &str) -> SocketAddr {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        if self.environment.get(name).is_none() {
            self.faults.push(format!("{PREFIX}{name} is not set"));
        }
        self.parsed(name, nowhere, "an address like 127.0.0.1:8080")
    }

    pub(crate) fn settled<T>(self, settings: T) -> Result<T, SettingsError> {
        if self.faults.is_empty() { Ok(settings) } else { Err(SettingsError(self.faults)) }
    }

    fn nats(&mut self) -> NatsSettings {
        let monitors = self.text("NATS_MONITOR");
        NatsSettings {
            url: self.text("NATS_URL"),
            user: self.text("NATS_USER"),
            password: self.text("NATS_PASSWORD"),
            monitors: monitors.split(',').map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()).collect(),
        }
    }

    fn installation(&mut self) -> DistrictId {
        let text = self.environment.get("INSTALLATION").unwrap_or("installation");
        text.parse().unwrap_or_else(|_| {
            self.faults.push(format!("{PREFIX}INSTALLATION is not a slug"));
            "installation".parse().expect("a constant slug")
        })
    }
}

impl Settings {
    pub fn read(environment: &Environment) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(environment);
        let settings = Self {
            listen: reader.address("LISTEN"),
            http_listen: reader.address("HTTP_LISTEN"),
            nats: reader.nats(),
            database_url: reader.text("DATABASE_URL"),
            keyring_url: reader.text("KEYRING_URL"),
            installation_key: reader.text("INSTALLATION_KEY").into(),
            token_verifying_key: reader.text("TOKEN_VERIFYING_KEY").into(),
            installation: reader.installation(),
            connections: reader.parsed("CONNECTIONS", 16, "a number"),
            keys_kept_for: Duration::from_secs(reader.parsed("KEYS_KEPT_SECONDS", 60_u64, "a number").min(60)),
            allow_unsynced: reader.parsed("ALLOW_UNSYNCED", false, "true or false"),
            own: environment.clone(),
        };
        reader.settled(settings)
    }
}

/// Settings of a process that holds no keys and belongs to no context of the event log.
#[derive(Debug, Clone)]
pub struct KeylessSettings {
    pub listen: SocketAddr,
    pub http_listen: SocketAddr,
    pub nats: NatsSettings,
    pub database_url: String,
    pub token_verifying_key: PathBuf,
    pub connections: u32,
    /// Serve although NATS acknowledges before it syncs. For development alone.
    pub allow_unsynced: bool,
}

impl KeylessSettings {
    pub fn read(environment: &Environment) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(environment);
        let settings = Self {
            listen: reader.address("LISTEN"),
            http_listen: reader.address("HTTP_LISTEN"),
            nats: reader.nats(),
            database_url: reader.text("DATABASE_URL"),
            token_verifying_key: reader.text("TOKEN_VERIFYING_KEY").into(),
            connections: reader.parsed("CONNECTIONS", 16, "a number"),
            allow_unsynced: reader.parsed("ALLOW_UNSYNCED", false, "true or false"),
        };
        reader.settled(settings)
    }
}

/// Settings of the one-shot commands that change the database.
#[derive(Debug, Clone)]
pub struct OwnerSettings {
    pub owner_url: String,
}

impl OwnerSettings {
    pub fn read(environment: &Environment) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(environment);
        let settings = Self { owner_url: reader.text("DATABASE_OWNER_URL") };
        reader.settled(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_pairs(pairs.iter().map(|(name, value)| (format!("RINNALLA_{name}"), (*value).to_owned())))
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = Settings::read(&environment(&[("LISTEN", "nowhere"), ("CONNECTIONS", "many")])).unwrap_err().0;
        assert!(faults.contains(&"RINNALLA_LISTEN is not an address like 127.0.0.1:8080".to_owned()));
        assert!(faults.contains(&"RINNALLA_HTTP_LISTEN is not set".to_owned()));
        assert!(faults.contains(&"RINNALLA_NATS_URL is not set".to_owned()));
        assert!(faults.contains(&"RINNALLA_CONNECTIONS is not a number".to_owned()));
    }
}
