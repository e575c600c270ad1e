use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{ChangeGroupLeadersRequest, ChangeGroupLeadersResponse};

pub(super) async fn change_group_leaders(
    app: &App,
    call: Call,
    request: ChangeGroupLeadersRequest,
) -> Result<Reply<ChangeGroupLeadersResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    super::read_leaders(&mut violations, &request.leader_person_ids);
    violations.settled()?;

    let command = GroupCommand::ChangeLeaders { leader_person_ids: request.leader_person_ids.clone() };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, ChangeGroupLeadersResponse {}))
}
