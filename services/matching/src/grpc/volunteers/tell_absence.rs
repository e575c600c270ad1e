use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{TellAbsenceRequest, TellAbsenceResponse};

pub(super) async fn tell_absence(
    app: &App,
    call: Call,
    request: TellAbsenceRequest,
) -> Result<Reply<TellAbsenceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let first_day = violations.date("first_day", &request.first_day);
    let last_day = violations.date("last_day", &request.last_day);
    violations.settled()?;

    let by = app.context(&call, when, &request).await?;
    let absence_id = by.creates("absence", 0).to_string();
    let command = VolunteerCommand::TellAbsence { absence_id: absence_id.clone(), first_day, last_day };
    let done = app.log.execute::<Volunteer>(&by, volunteer, &command).await?;
    Ok(Reply::done(&done, TellAbsenceResponse { absence_id }))
}
