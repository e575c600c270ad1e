use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{PauseReason, PauseVolunteerRequest, PauseVolunteerResponse, VolunteerPause};

pub(super) async fn pause_volunteer(
    app: &App,
    call: Call,
    request: PauseVolunteerRequest,
) -> Result<Reply<PauseVolunteerResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.choice::<PauseReason>("reason", request.reason);
    let until = violations.optional_date("until", &request.until);
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let reason = app.keyring.seal(call.district(), person, &VolunteerPause { reason: request.reason }).await?;
    let command = VolunteerCommand::Pause { until, reason };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, PauseVolunteerResponse {}))
}
