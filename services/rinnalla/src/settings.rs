//! Settings of the command: variables of the process, read once. Each command asks for what it needs, and every
//! missing one is told at once.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use decider::DistrictId;
use eventlog::Context;
use runtime::NatsSettings;

const PREFIX: &str = "RINNALLA_";

/// What settings name beside the service of each context.
const OTHERS: [&str; 2] = ["national", "console"];

/// Variables by their name without the prefix `RINNALLA_`.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, String>);

/// The environment does not fit: every fault at once.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("settings: {}", .0.join("; "))]
pub struct SettingsError(pub Vec<String>);

/// How to reach the keyring as its owner.
#[derive(Debug)]
pub struct KeyringSettings {
    pub url: String,
    pub installation_key: PathBuf,
}

impl Settings {
    pub fn of_process() -> Self {
        Self::from_pairs(std::env::vars())
    }

    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let own = |(name, value): (String, String)| {
            (!value.is_empty()).then_some(())?;
            Some((name.strip_prefix(PREFIX)?.to_owned(), value))
        };
        Self(pairs.into_iter().filter_map(own).collect())
    }

    /// Id of the installation; its own stream is named by it.
    pub fn installation(&self) -> Result<DistrictId, SettingsError> {
        self.get("INSTALLATION").unwrap_or("installation").parse().map_err(|_| fault("INSTALLATION", "is not a slug"))
    }

    /// Copies of each stream: 1 on one machine, 3 in a cluster.
    pub fn replicas(&self) -> Result<usize, SettingsError> {
        let replicas = self.get("REPLICAS").unwrap_or("1").parse().ok();
        replicas.filter(|replicas| [1, 3, 5].contains(replicas)).ok_or_else(|| fault("REPLICAS", "is not 1, 3 or 5"))
    }

    pub fn nats(&self) -> Result<NatsSettings, SettingsError> {
        let [url, user, password] = self.all(["NATS_URL", "NATS_USER", "NATS_PASSWORD"])?;
        Ok(NatsSettings { url, user, password, monitors: self.monitors() })
    }

    /// The operator of the account that published figures are in; on the same servers.
    pub fn national_nats(&self) -> Result<NatsSettings, SettingsError> {
        let [url, user, password] = self.all(["NATS_URL", "NATIONAL_NATS_USER", "NATIONAL_NATS_PASSWORD"])?;
        Ok(NatsSettings { url, user, password, monitors: self.monitors() })
    }

    /// A service's own user: each stream of the log is written by the service whose it is, and by nobody else.
    pub fn nats_as(&self, service: &str) -> Result<NatsSettings, SettingsError> {
        let password = format!("{}_NATS_PASSWORD", service.to_uppercase());
        let [url, password] = self.all(["NATS_URL", &password])?;
        let user = self.get(&format!("{}_NATS_USER", service.to_uppercase())).unwrap_or(service).to_owned();
        Ok(NatsSettings { url, user, password, monitors: self.monitors() })
    }

    /// Monitoring page of every node.
    pub fn monitors(&self) -> Vec<String> {
        let listed = self.get("NATS_MONITOR").unwrap_or_default();
        listed.split(',').map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()).collect()
    }

    /// Goes on although the event log acknowledges before it syncs. For development alone.
    pub fn allow_unsynced(&self) -> bool {
        self.get("ALLOW_UNSYNCED") == Some("true")
    }

    pub fn keyring(&self) -> Result<KeyringSettings, SettingsError> {
        let [url, key] = self.all(["KEYRING_URL", "INSTALLATION_KEY"])?;
        Ok(KeyringSettings { url, installation_key: key.into() })
    }

    /// Those of the log and the keyring that are not set, with others that a command asks for: so that it can tell all
    /// that it misses at once.
    pub(crate) fn missing<'n>(&self, others: impl IntoIterator<Item = &'n str>) -> Vec<String> {
        let common = ["NATS_URL", "NATS_USER", "NATS_PASSWORD", "KEYRING_URL", "INSTALLATION_KEY"];
        let missing = common.into_iter().chain(others).filter(|name| self.get(name).is_none());
        missing.map(|name| format!("{PREFIX}{name} is not set")).collect()
    }

    pub fn backup_key(&self) -> Result<PathBuf, SettingsError> {
        self.all(["BACKUP_KEY"]).map(|[path]| path.into())
    }

    pub fn signing_key(&self) -> Result<PathBuf, SettingsError> {
        self.all(["TOKEN_SIGNING_KEY"]).map(|[path]| path.into())
    }

    pub fn verifying_key(&self) -> Result<PathBuf, SettingsError> {
        self.all(["TOKEN_VERIFYING_KEY"]).map(|[path]| path.into())
    }

    /// Where a service answers gRPC, and the key that signs tokens for it.
    pub fn calling(&self, service: &str) -> Result<(String, PathBuf), SettingsError> {
        let [url, key] = self.all([&format!("{}_URL", service.to_uppercase()), "TOKEN_SIGNING_KEY"])?;
        Ok((url, key.into()))
    }

    /// Where a service answers gRPC.
    pub fn service_url(&self, service: &str) -> Result<String, SettingsError> {
        self.all([&format!("{}_URL", service.to_uppercase())]).map(|[url]| url)
    }

    /// Health pages of the services that are named, e.g. `RINNALLA_REFERRALS_HTTP_URL`.
    pub fn health_pages(&self) -> Vec<(&'static str, String)> {
        self.of_services("HTTP_URL")
    }

    /// Databases of the services that are named, e.g. `RINNALLA_REFERRALS_DATABASE_URL`.
    pub fn databases(&self) -> Vec<(&'static str, String)> {
        self.of_services("DATABASE_URL")
    }

    /// A service's database as the role that owns it.
    pub fn database_owner(&self, service: &str) -> Result<String, SettingsError> {
        self.all([&format!("{}_DATABASE_OWNER_URL", service.to_uppercase())]).map(|[url]| url)
    }

    fn of_services(&self, suffix: &str) -> Vec<(&'static str, String)> {
        let named = |service: &'static str| {
            Some((service, self.get(&format!("{}_{suffix}", service.to_uppercase()))?.to_owned()))
        };
        Context::OF_DISTRICT.map(Context::as_str).into_iter().chain(OTHERS).filter_map(named).collect()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn all<const N: usize>(&self, names: [&str; N]) -> Result<[String; N], SettingsError> {
        let missing: Vec<_> = names.iter().filter(|name| self.get(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(names.map(|name| self.get(name).unwrap_or_default().to_owned()));
        }
        Err(SettingsError(missing.iter().map(|name| format!("{PREFIX}{name} is not set")).collect()))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl SettingsError {
    /// Fails when anything is missing.
    pub(crate) fn unless_none(missing: Vec<String>) -> Result<(), Self> {
        if missing.is_empty() { Ok(()) } else { Err(Self(missing)) }
    }
}

fn fault(name: &str, what: &str) -> SettingsError {
    SettingsError(vec![format!("{PREFIX}{name} {what}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        Settings::from_pairs(pairs.iter().map(|(name, value)| (format!("RINNALLA_{name}"), (*value).to_owned())))
    }

    #[test]
    fn every_missing_setting_is_told_at_once() {
        let SettingsError(faults) = settings(&[("NATS_URL", "nats://here"), ("NATS_USER", "")]).nats().unwrap_err();
        assert_eq!(faults, ["RINNALLA_NATS_USER is not set", "RINNALLA_NATS_PASSWORD is not set"]);
    }

    #[test]
    fn a_cluster_has_an_odd_number_of_copies() {
        assert_eq!(settings(&[]).replicas(), Ok(1));
        assert_eq!(settings(&[("REPLICAS", "3")]).replicas(), Ok(3));
        assert!(settings(&[("REPLICAS", "2")]).replicas().is_err());
    }

    #[test]
    fn a_printed_setting_shows_no_value() {
        assert_eq!(format!("{:?}", settings(&[("NATS_PASSWORD", "secret")])), r#"{"NATS_PASSWORD"}"#);
    }

    #[test]
    fn every_context_is_a_service_that_settings_may_name() {
        let named = Context::OF_DISTRICT.map(Context::as_str).into_iter().chain(OTHERS);
        let pairs =
            named.clone().map(|name| (format!("RINNALLA_{}_DATABASE_URL", name.to_uppercase()), "db".to_owned()));
        let databases = Settings::from_pairs(pairs).databases();
        assert_eq!(databases, named.map(|name| (name, "db".to_owned())).collect::<Vec<_>>());
    }

    #[test]
    fn only_named_services_are_asked() {
        let pages = settings(&[("MATCHING_HTTP_URL", "http://m"), ("OTHER_HTTP_URL", "http://o")]).health_pages();
        assert_eq!(pages, [("matching", "http://m".to_owned())]);
    }
}
