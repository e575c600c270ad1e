use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::Match;
use proto::matching::v1::{CancelMatchRequest, CancelMatchResponse, CancelReason};

use crate::commands::cancel;

pub(super) async fn cancel_match(
    app: &App,
    call: Call,
    request: CancelMatchRequest,
) -> Result<Reply<CancelMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let reason = violations.choice::<CancelReason>("reason", request.reason);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let by = app.context(&call, when, &request).await?;
    let done = cancel(app, &by, id, &folded.state, reason).await?;
    Ok(Reply::done(&done, CancelMatchResponse {}))
}
