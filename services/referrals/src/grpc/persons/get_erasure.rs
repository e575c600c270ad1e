use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::referrals::v1::{GetErasureRequest, GetErasureResponse};

use crate::queries::person;

pub(super) async fn get_erasure(
    app: &App,
    call: Call,
    request: GetErasureRequest,
) -> Result<Reply<GetErasureResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("erasure_id", &request.erasure_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let erasure = person::erasure(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    tx.commit().await?;
    Ok(Reply::showing(erasure, Shown::NOBODY))
}
