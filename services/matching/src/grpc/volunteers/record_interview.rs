use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{RecordInterviewRequest, RecordInterviewResponse, VolunteerInterviewed};

use crate::grpc::{note, sealed};

pub(super) async fn record_interview(
    app: &App,
    call: Call,
    request: RecordInterviewRequest,
) -> Result<Reply<RecordInterviewResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.text("note", &request.note, Limits::NOTE);
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let note = sealed(app, call.district(), person, note(&request.note).as_ref()).await?;
    let command = VolunteerCommand::RecordInterview(VolunteerInterviewed { note });
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordInterviewResponse {}))
}
