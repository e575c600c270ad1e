mod keep_person;
mod list_retention;
mod propose_erasure;

use edge::{App, Call, Failure};
use proto::referrals::v1 as pb;
use rpc::referrals::v1::retention_service_server::RetentionService;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

use super::RetentionGrpc;
use crate::queries::retention;

edge::service! {
    "rinnalla.referrals.v1", RetentionService for RetentionGrpc;
    list_retention: "ListRetention", pb::ListRetentionRequest => pb::ListRetentionResponse;
    propose_erasure: "ProposeErasure", pb::ProposeErasureRequest => pb::ProposeErasureResponse;
    keep_person: "KeepPerson", pb::KeepPersonRequest => pb::KeepPersonResponse;
}

/// How long a command waits for rows as new as what may have happened with her.
const AS_NEW_WITHIN: Duration = Duration::from_secs(2);

/// Whether all purposes have run out for somebody, by rows as new as the streams they are made from: what happened with
/// her a moment ago keeps her.
pub(super) async fn has_run_out(app: &App, call: &Call, person: Uuid) -> Result<bool, Failure> {
    rows_as_new(app, call).await?;
    let purposes = retention::Purposes::of(app.installation.known().purposes());
    let mut tx = app.database.district(call.district()).await?;
    let has_run_out = retention::has_run_out(&mut tx, &purposes, person, call.today()).await?;
    tx.commit().await?;
    Ok(has_run_out)
}

/// Waits for rows as new as the streams they are made from.
pub(super) async fn rows_as_new(app: &App, call: &Call) -> Result<(), Failure> {
    for stream in retention::streams(call.district()) {
        app.rows_as_new_as(&stream, Instant::now() + AS_NEW_WITHIN)
            .await
            .map_err(|behind| Failure::Unavailable(behind.into()))?;
    }
    Ok(())
}
