use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{ConfirmSessionRequest, ConfirmSessionResponse};
use scheduling_domain::{Session, SessionCommand};

pub(super) async fn confirm_session(
    app: &App,
    call: Call,
    request: ConfirmSessionRequest,
) -> Result<Reply<ConfirmSessionResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    violations.settled()?;

    let done = app.execute::<Session>(&call, when, &request, session, SessionCommand::Confirm).await?;
    Ok(Reply::done(&done, ConfirmSessionResponse {}))
}
