use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{CancelEnrolmentRequest, CancelEnrolmentResponse};
use scheduling_domain::{Session, SessionCommand};

pub(super) async fn cancel_enrolment(
    app: &App,
    call: Call,
    request: CancelEnrolmentRequest,
) -> Result<Reply<CancelEnrolmentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let person_id = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let command = SessionCommand::CancelEnrolment { person_id };
    let done = app.execute::<Session>(&call, when, &request, session, command).await?;
    Ok(Reply::done(&done, CancelEnrolmentResponse {}))
}
