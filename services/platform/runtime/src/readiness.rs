use std::time::Duration;

use edge::App;
use eventlog::{StreamName, newest};
use opentelemetry::{KeyValue, global};
use projection::parked;
use serde_json::{Value, json};

/// A lane further behind than this many commits is not ready to answer for its district.
const BEHIND_AT_MOST: u64 = 1_000;
const WITHIN: Duration = Duration::from_secs(4);

/// Whether the service can answer, and where it stands. Also sets the gauges.
pub(crate) async fn readiness(app: &App) -> (bool, Value) {
    match tokio::time::timeout(WITHIN, look(app)).await {
        Ok(Ok((ready, report))) => (ready, report),
        Ok(Err(error)) => (false, json!({ "ready": false, "because": error.to_string() })),
        Err(_) => (false, json!({ "ready": false, "because": "the event log or the read model does not answer" })),
    }
}

async fn look(app: &App) -> Result<(bool, Value), Box<dyn std::error::Error + Send + Sync>> {
    app.database.ping().await?;
    let parked = parked(&app.database).await?;
    let meter = global::meter("rinnalla");
    let behind_gauge = meter.u64_gauge("projection_behind").with_description("Commits a lane has not applied").build();
    let parked_gauge =
        meter.u64_gauge("projection_parked").with_description("Commits that could not be applied").build();
    parked_gauge.record(parked.len() as u64, &[]);
    let mut lanes = Vec::new();
    let mut ready = true;
    let mut heads: Vec<(StreamName, u64)> = Vec::new();
    for (name, stream, at) in app.positions.all() {
        let head = if let Some((_, head)) = heads.iter().find(|(known, _)| *known == stream) {
            *head
        } else {
            let head = newest(app.log.client(), &stream).await?;
            heads.push((stream.clone(), head));
            head
        };
        let behind = head.saturating_sub(at);
        behind_gauge
            .record(behind, &[KeyValue::new("lane", name.clone()), KeyValue::new("stream", stream.to_string())]);
        ready &= behind <= BEHIND_AT_MOST;
        lanes.push(json!({ "lane": name, "stream": stream.to_string(), "at": at, "behind": behind }));
    }
    let districts = app.installation.known().districts.len();
    Ok((ready, json!({ "ready": ready, "districts": districts, "parked": parked.len(), "lanes": lanes })))
}
