use decider::Decider as _;
use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{GroupStarted, StartGroupRequest, StartGroupResponse};

use crate::grpc::{read_capacity, read_municipality};

/// Longest name of a group, in characters.
const NAME: usize = 120;

pub(super) async fn start_group(
    app: &App,
    call: Call,
    request: StartGroupRequest,
) -> Result<Reply<StartGroupResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let name = violations.required_text("name", &request.name, NAME).to_owned();
    call.programme(&app.installation, &mut violations, &request.programme_id, occurred_on);
    read_municipality(&mut violations, "municipality_code", &request.municipality_code);
    super::read_leaders(&mut violations, &request.leader_person_ids);
    read_capacity(&mut violations, "capacity", request.capacity);
    read_capacity(&mut violations, "childcare_capacity", request.childcare_capacity);
    violations.settled()?;

    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let group = by.creates(Group::KIND, 0);
    let started = GroupStarted {
        name,
        programme_id: request.programme_id.clone(),
        municipality_code: request.municipality_code.clone(),
        leader_person_ids: request.leader_person_ids.clone(),
        capacity: request.capacity,
        childcare_capacity: request.childcare_capacity,
    };
    let done = app.log.create::<Group>(&by, group, &GroupCommand::Start(started)).await?;
    Ok(Reply::done(&done, StartGroupResponse { group_id: group.to_string() }))
}
