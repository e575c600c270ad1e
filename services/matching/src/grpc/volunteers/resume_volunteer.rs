use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{ResumeVolunteerRequest, ResumeVolunteerResponse};

pub(super) async fn resume_volunteer(
    app: &App,
    call: Call,
    request: ResumeVolunteerRequest,
) -> Result<Reply<ResumeVolunteerResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.settled()?;

    let command = VolunteerCommand::Resume;
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, ResumeVolunteerResponse {}))
}
