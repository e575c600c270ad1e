use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetSupportRequestRequest, GetSupportRequestResponse};

use crate::queries::support_request;

pub(super) async fn get_support_request(
    app: &App,
    call: Call,
    request: GetSupportRequestRequest,
) -> Result<Reply<GetSupportRequestResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("support_request_id", &request.support_request_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (persons, found) = support_request::get(app, &mut tx, id, call.today()).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(GetSupportRequestResponse { support_request: Some(found) }, shown))
}
