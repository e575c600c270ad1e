use std::time::Duration;

use edge::App;
use eventlog::{StreamName, newest};
use opentelemetry::{KeyValue, global};
use projection::{Stopped, parked};
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
    let meter = global::meter("rinnalla");
    let stopped = app.positions.stopped();
    for (name, stream, _) in app.positions.all() {
        record_stopped(false, &name, &stream.to_string());
    }
    for stop in &stopped {
        record_stopped(true, &stop.name, &stop.at);
    }
    app.database.ping().await?;
    let parked = parked(&app.database).await?;
    let behind_gauge = meter.u64_gauge("projection_behind").with_description("Commits a lane has not applied").build();
    let parked_gauge =
        meter.u64_gauge("projection_parked").with_description("Commits that could not be applied").build();
    parked_gauge.record(parked.len() as u64, &[]);
    let mut lanes = Vec::new();
    // Rows that stay as they are make a service unready as rows far behind do. A process that waits does not: before
    // an upgrade is through, every old instance may have one.
    let mut ready = !stopped.iter().any(|stop| stop.lasting);
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
        behind_gauge.record(behind, &place(&name, &stream.to_string()));
        ready &= behind <= BEHIND_AT_MOST;
        lanes.push(json!({ "lane": name, "stream": stream.to_string(), "at": at, "behind": behind }));
    }
    let districts = app.installation.known().districts.len();
    let because = because(&stopped, ready);
    let stopped: Vec<Value> =
        stopped.iter().map(|stop| json!({ "name": stop.name, "at": stop.at, "why": stop.why })).collect();
    let report = json!({
        "ready": ready, "because": because, "districts": districts,
        "parked": parked.len(), "stopped": stopped, "lanes": lanes,
    });
    Ok((ready, report))
}

/// What has to be mended before the service is ready.
fn because(stopped: &[Stopped], ready: bool) -> Option<String> {
    let lasting = stopped.iter().find(|stop| stop.lasting);
    let told = lasting.map(|stop| format!("{} on {} does not go on: {}", stop.name, stop.at, stop.why));
    told.or_else(|| (!ready).then(|| "a lane is far behind".to_owned()))
}

/// Sets the gauge of a lane, process or sweep.
pub(crate) fn record_stopped(stopped: bool, name: &str, at: &str) {
    let meter = global::meter("rinnalla");
    meter
        .u64_gauge("stopped")
        .with_description("1 while a lane, process or sweep does not go on")
        .build()
        .record(stopped.into(), &place(name, at));
}

fn place(name: &str, at: &str) -> [KeyValue; 2] {
    [KeyValue::new("lane", name.to_owned()), KeyValue::new("stream", at.to_owned())]
}
