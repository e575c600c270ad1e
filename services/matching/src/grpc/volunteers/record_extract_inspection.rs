use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{RecordExtractInspectionRequest, RecordExtractInspectionResponse};

pub(super) async fn record_extract_inspection(
    app: &App,
    call: Call,
    request: RecordExtractInspectionRequest,
) -> Result<Reply<RecordExtractInspectionResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let issued_on = violations.date("issued_on", &request.issued_on);
    violations.settled()?;

    let command = VolunteerCommand::RecordExtractInspection { issued_on, inspected_by: call.caller.actor.clone() };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordExtractInspectionResponse {}))
}
