use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{AssessRoleRequest, AssessRoleResponse, volunteer_event::Event};

use crate::grpc::read_code;

pub(super) async fn assess_role(
    app: &App,
    call: Call,
    request: AssessRoleRequest,
) -> Result<Reply<AssessRoleResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let role = read_code(&mut violations, "role", &request.role);
    let conditions = violations.message("conditions", request.conditions);
    violations.settled()?;

    let assess = VolunteerCommand::AssessRole { role, conditions, assessed_by: call.caller.actor.clone() };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, assess).await?;
    let extract_required =
        matches!(done.events.first(), Some(Event::RoleAssessed(assessed)) if assessed.extract_required);
    let message = AssessRoleResponse {
        extract_required,
        extract_inspected: extract_required && !done.folded.state.lacks_extract(),
    };
    Ok(Reply::done(&done, message))
}
