use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{CloseGroupRequest, CloseGroupResponse, GroupCloseReason};

pub(super) async fn close_group(
    app: &App,
    call: Call,
    request: CloseGroupRequest,
) -> Result<Reply<CloseGroupResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let reason = violations.choice::<GroupCloseReason>("reason", request.reason);
    violations.settled()?;

    let command = GroupCommand::Close { reason };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, CloseGroupResponse {}))
}
