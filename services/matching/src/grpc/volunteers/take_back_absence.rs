use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{TakeBackAbsenceRequest, TakeBackAbsenceResponse};

pub(super) async fn take_back_absence(
    app: &App,
    call: Call,
    request: TakeBackAbsenceRequest,
) -> Result<Reply<TakeBackAbsenceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let absence_id = violations.id("absence_id", &request.absence_id).to_string();
    violations.settled()?;

    let command = VolunteerCommand::TakeBackAbsence { absence_id };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, TakeBackAbsenceResponse {}))
}
