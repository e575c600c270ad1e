use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{CloseSupportRequestRequest, CloseSupportRequestResponse, SupportRequestCloseReason};

pub(super) async fn close_support_request(
    app: &App,
    call: Call,
    request: CloseSupportRequestRequest,
) -> Result<Reply<CloseSupportRequestResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    let reason = violations.choice::<SupportRequestCloseReason>("reason", request.reason);
    violations.settled()?;

    let close = SupportRequestCommand::Close { reason, ended_match_id: None };
    let done = app.execute::<SupportRequest>(&call, when, &request, id, close).await?;
    Ok(Reply::done(&done, CloseSupportRequestResponse {}))
}
