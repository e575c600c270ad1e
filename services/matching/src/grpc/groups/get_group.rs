use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetGroupRequest, GetGroupResponse};

use crate::queries::group;

pub(super) async fn get_group(
    app: &App,
    call: Call,
    request: GetGroupRequest,
) -> Result<Reply<GetGroupResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("group_id", &request.group_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (persons, found) = group::get(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(GetGroupResponse { group: Some(found) }, shown))
}
