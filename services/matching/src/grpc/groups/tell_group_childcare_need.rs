use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{TellGroupChildcareNeedRequest, TellGroupChildcareNeedResponse};

pub(super) async fn tell_group_childcare_need(
    app: &App,
    call: Call,
    request: TellGroupChildcareNeedRequest,
) -> Result<Reply<TellGroupChildcareNeedResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    super::read_children(&mut violations, request.children);
    violations.settled()?;

    let person_id = super::as_known_there(app, &call, group, person).await?.to_string();
    let command = GroupCommand::TellChildcareNeed { person_id: person_id.clone(), children: request.children };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    let waits_for_childcare = done.folded.state.waits_for_childcare(&person_id);
    Ok(Reply::done(&done, TellGroupChildcareNeedResponse { waits_for_childcare }))
}
