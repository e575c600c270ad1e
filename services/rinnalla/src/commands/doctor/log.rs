//! The nodes of the event log: reachable, new enough, acknowledging only what is on disk, and with room left.

use eventlog::{ServerRefused, check_servers};
use serde::Deserialize;

use super::Finding;
use crate::{Failed, Settings, SettingsError, answer::chain};

/// Past this share of the room a node may use, somebody has to act.
const FULL_PERCENT: u64 = 80;

#[derive(Default, Deserialize)]
struct Varz {
    #[serde(default)]
    version: String,
    jetstream: Option<JetStream>,
}

#[derive(Deserialize)]
struct JetStream {
    config: Option<Config>,
    stats: Option<Stats>,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    max_storage: u64,
}

#[derive(Deserialize)]
struct Stats {
    #[serde(default)]
    storage: u64,
}

pub(super) async fn nodes(settings: &Settings) -> Vec<Finding> {
    let monitors = settings.monitors();
    if monitors.is_empty() {
        let missing = SettingsError(vec!["RINNALLA_NATS_MONITOR is not set".to_owned()]);
        return vec![Finding::not_checked("event log nodes", &missing)];
    }
    let mut findings = Vec::new();
    for url in monitors {
        findings.extend(node(&url).await);
    }
    findings
}

async fn node(url: &str) -> Vec<Finding> {
    let check = format!("event log node {url}");
    let page = async { reqwest::get(format!("{}/varz", url.trim_end_matches('/'))).await?.bytes().await };
    let page = match page.await {
        Ok(page) => page,
        Err(error) => {
            let remedy = "start nats-server there, and let this machine reach its monitoring port";
            return vec![Finding::fault(check, chain(&error), remedy)];
        }
    };
    if let Err(refused) = check_servers(url, &page) {
        let remedy = match refused {
            ServerRefused::Unreachable { .. } => "RINNALLA_NATS_MONITOR must name the monitoring page of nats-server",
            ServerRefused::TooOld { .. } => "update nats-server",
            ServerRefused::NotSyncing { .. } => {
                "set jetstream { sync_interval: always } in the server's configuration and start it again"
            }
        };
        return vec![Finding::fault(check, chain(&refused), remedy)];
    }
    let varz: Varz = serde_json::from_slice(&page).unwrap_or_default();
    let synced = Finding::good(&check, format!("nats-server {}, synced before it acknowledges", varz.version));
    std::iter::once(synced).chain(varz.jetstream.and_then(|jetstream| room(&check, &jetstream))).collect()
}

/// `None` when the node does not say.
fn room(node: &str, jetstream: &JetStream) -> Option<Finding> {
    let used = jetstream.stats.as_ref()?.storage;
    let most = jetstream.config.as_ref()?.max_storage;
    let percent = used.saturating_mul(100).checked_div(most)?;
    let (check, found) = (format!("room on {node}"), format!("{percent} % of {} MiB used", most >> 20));
    Some(if percent < FULL_PERCENT {
        Finding::good(check, found)
    } else {
        Finding::fault(check, found, "give the store a larger disk; a full log takes no command")
    })
}

pub(super) fn connected() -> Finding {
    Finding::good("event log", "connected as the operator")
}

pub(super) fn not_connected(error: &Failed) -> Finding {
    match error.downcast_ref::<SettingsError>() {
        Some(missing) => Finding::not_checked("event log", missing),
        None => Finding::fault(
            "event log",
            chain(error.as_ref()),
            "start nats-server; RINNALLA_NATS_URL, _USER and _PASSWORD must be those of its operator",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::State;

    fn room_of(storage: u64, max_storage: u64) -> Option<State> {
        let jetstream = JetStream { config: Some(Config { max_storage }), stats: Some(Stats { storage }) };
        room("node", &jetstream).map(|finding| finding.state)
    }

    #[test]
    fn a_log_that_is_four_fifths_full_is_a_fault() {
        assert_eq!(room_of(79, 100), Some(State::Good));
        assert_eq!(room_of(80, 100), Some(State::Fault));
        assert_eq!(room_of(80, 0), None);
    }
}
