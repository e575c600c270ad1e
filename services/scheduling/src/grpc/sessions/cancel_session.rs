use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{CancelSessionRequest, CancelSessionResponse, SessionCancelReason};
use scheduling_domain::{Session, SessionCommand};

pub(super) async fn cancel_session(
    app: &App,
    call: Call,
    request: CancelSessionRequest,
) -> Result<Reply<CancelSessionResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let reason = violations.choice::<SessionCancelReason>("reason", request.reason);
    violations.settled()?;

    let done = app.execute::<Session>(&call, when, &request, session, SessionCommand::Cancel { reason }).await?;
    Ok(Reply::done(&done, CancelSessionResponse {}))
}
