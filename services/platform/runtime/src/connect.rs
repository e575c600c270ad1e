use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use eventlog::{ServerRefused, check_servers};

use crate::settings::NatsSettings;

/// The event log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("no server of the event log can be reached")]
    Connect(#[from] async_nats::ConnectError),
    #[error(transparent)]
    Refused(#[from] ServerRefused),
    #[error("no monitoring page is named, so durability cannot be checked")]
    NoMonitor,
}

/// Connects, and refuses servers that acknowledge before they sync unless told not to.
pub async fn nats(settings: &NatsSettings, name: &str, allow_unsynced: bool) -> Result<Client, ConnectError> {
    if settings.monitors.is_empty() && !allow_unsynced {
        return Err(ConnectError::NoMonitor);
    }
    for url in &settings.monitors {
        match check(url).await {
            Err(refused @ ServerRefused::NotSyncing { .. }) if allow_unsynced => {
                tracing::warn!(
                    error = &refused as &dyn std::error::Error,
                    "acknowledged commits may be lost in a power failure"
                );
            }
            checked => checked?,
        }
    }
    let servers: Vec<&str> = settings.url.split(',').map(str::trim).collect();
    let client = ConnectOptions::with_user_and_password(settings.user.clone(), settings.password.clone())
        .name(name)
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
    let answer = reqwest::get(format!("{}/varz", monitor.trim_end_matches('/'))).await.map_err(unreachable)?;
    check_servers(monitor, &answer.bytes().await.map_err(unreachable)?)
}
