use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{ChangeGroupChildcareRequest, ChangeGroupChildcareResponse};

use crate::grpc::read_capacity;

pub(super) async fn change_group_childcare(
    app: &App,
    call: Call,
    request: ChangeGroupChildcareRequest,
) -> Result<Reply<ChangeGroupChildcareResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    read_capacity(&mut violations, "capacity", request.capacity);
    violations.settled()?;

    let command = GroupCommand::ChangeChildcare { capacity: request.capacity };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, ChangeGroupChildcareResponse {}))
}
