use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use eventlog::{ServerRefused, check_servers};

use crate::settings::NatsSettings;

/// A server that hangs counts as one that is down.
const MONITOR_WITHIN: Duration = Duration::from_secs(3);

/// The event log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("no server of the event log can be reached")]
    Connect(#[from] async_nats::ConnectError),
    #[error(transparent)]
    Refused(#[from] ServerRefused),
    #[error("only {checked} of {of} monitoring pages answer")]
    TooFew { checked: usize, of: usize },
    #[error("no monitoring page is named, so durability cannot be checked")]
    NoMonitor,
}

/// Connects, and refuses servers that acknowledge before they sync unless told not to.
pub async fn nats(settings: &NatsSettings, name: &str, allow_unsynced: bool) -> Result<Client, ConnectError> {
    if settings.monitors.is_empty() && !allow_unsynced {
        return Err(ConnectError::NoMonitor);
    }
    let mut checked = 0;
    for url in &settings.monitors {
        match check(url).await {
            // A minority may be down: the log goes on without it, and so must a service that starts.
            Err(away @ ServerRefused::Unreachable { .. }) if settings.monitors.len() > 1 => {
                tracing::warn!(error = &away as &dyn std::error::Error, "the durability of a server was not checked");
                continue;
            }
            Err(refused @ ServerRefused::NotSyncing { .. }) if allow_unsynced => {
                tracing::warn!(
                    error = &refused as &dyn std::error::Error,
                    "acknowledged commits may be lost in a power failure"
                );
            }
            outcome => outcome?,
        }
        checked += 1;
    }
    if checked * 2 <= settings.monitors.len() && !settings.monitors.is_empty() {
        return Err(ConnectError::TooFew { checked, of: settings.monitors.len() });
    }
    let servers: Vec<&str> = settings.url.split(',').map(str::trim).collect();
    let client = ConnectOptions::with_user_and_password(settings.user.clone(), settings.password.clone())
        .name(name)
        // Answers to one user are no other user's to hear.
        .custom_inbox_prefix(format!("_INBOX.{}", settings.user))
        .request_timeout(Some(Duration::from_secs(5)))
        .reconnect_delay_callback(|attempt| Duration::from_millis(50 * u64::try_from(attempt).unwrap_or(20).min(20)))
        .event_callback(|event| async move { tracing::info!(%event, "event log connection") })
        .connect(servers)
        .await?;
    Ok(client)
}

async fn check(monitor: &str) -> Result<(), ServerRefused> {
    let unreachable =
        |source: reqwest::Error| ServerRefused::Unreachable { url: monitor.to_owned(), source: source.into() };
    let client = reqwest::Client::builder().timeout(MONITOR_WITHIN).build().map_err(unreachable)?;
    let page = format!("{}/varz", monitor.trim_end_matches('/'));
    let answer = client.get(page).send().await.map_err(unreachable)?;
    check_servers(monitor, &answer.bytes().await.map_err(unreachable)?)
}
