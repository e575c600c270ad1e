//! Acknowledged means on disk: refuses servers that acknowledge before.

use serde::Deserialize;

/// The oldest nats-server whose replicated streams sync each append.
const OLDEST: (u64, u64) = (2, 15);

/// A server must not be used.
#[derive(Debug, thiserror::Error)]
pub enum ServerRefused {
    #[error("the monitoring page of {url} does not answer")]
    Unreachable {
        url: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{url} runs nats-server {version}; 2.15 or newer is needed")]
    TooOld { url: String, version: String },
    #[error("{url} acknowledges before it syncs; set jetstream {{ sync_interval: always }}")]
    NotSyncing { url: String },
}

#[derive(Deserialize)]
struct Varz {
    version: String,
    jetstream: Option<JetStream>,
}

#[derive(Deserialize)]
struct JetStream {
    config: Option<JetStreamConfig>,
}

#[derive(Deserialize)]
struct JetStreamConfig {
    #[serde(default)]
    sync_always: bool,
}

/// Reads `/varz` as it was fetched from the node at `url`.
pub fn check_servers(url: &str, varz: &[u8]) -> Result<(), ServerRefused> {
    let varz: Varz = serde_json::from_slice(varz)
        .map_err(|source| ServerRefused::Unreachable { url: url.to_owned(), source: source.into() })?;
    let mut parts = varz.version.split(['.', '-']).map_while(|part| part.parse::<u64>().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < OLDEST {
        return Err(ServerRefused::TooOld { url: url.to_owned(), version: varz.version });
    }
    let syncs = varz.jetstream.and_then(|jetstream| jetstream.config).is_some_and(|config| config.sync_always);
    if syncs { Ok(()) } else { Err(ServerRefused::NotSyncing { url: url.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varz(version: &str, sync_always: bool) -> String {
        format!(r#"{{"version":"{version}","jetstream":{{"config":{{"sync_always":{sync_always}}}}}}}"#)
    }

    #[test]
    fn an_old_server_is_refused() {
        let refused = check_servers("a", varz("2.14.6", true).as_bytes());
        assert!(matches!(refused, Err(ServerRefused::TooOld { .. })));
    }

    #[test]
    fn a_server_that_does_not_sync_is_refused() {
        let refused = check_servers("a", varz("2.15.1", false).as_bytes());
        assert!(matches!(refused, Err(ServerRefused::NotSyncing { .. })));
        let refused = check_servers("a", br#"{"version":"2.15.1"}"#);
        assert!(matches!(refused, Err(ServerRefused::NotSyncing { .. })));
    }

    #[test]
    fn a_newer_server_that_syncs_is_taken() {
        assert!(check_servers("a", varz("2.16.0-beta.1", true).as_bytes()).is_ok());
        assert!(check_servers("a", varz("3.0.0", true).as_bytes()).is_ok());
    }
}
