use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{LeaveReason, RecordVolunteerLeftRequest, RecordVolunteerLeftResponse, VolunteerLeaving};

pub(super) async fn record_volunteer_left(
    app: &App,
    call: Call,
    request: RecordVolunteerLeftRequest,
) -> Result<Reply<RecordVolunteerLeftResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.choice::<LeaveReason>("reason", request.reason);
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let reason = app.keyring.seal(call.district(), person, &VolunteerLeaving { reason: request.reason }).await?;
    let command = VolunteerCommand::Leave { reason, thanked: request.thanked };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordVolunteerLeftResponse {}))
}
