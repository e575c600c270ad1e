use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Proposal, ProposalCommand};
use proto::matching::v1::{LinkAction, WishCallRequest, WishCallResponse};

use super::held::Held;

/// Uses nothing up: after the call she may answer by the same link.
pub(super) async fn wish_call(
    app: &App,
    call: Call,
    request: WishCallRequest,
) -> Result<Reply<WishCallResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, "");
    violations.settled()?;

    let held = Held::by_token(app, &call, LinkAction::AnswerProposal).await?.lives(app, &call).await?;
    let wish = ProposalCommand::WishCall { side: held.side() };
    let done = app.execute::<Proposal>(&call, when, &request, held.object, wish).await?;
    Ok(Reply::done(&done, WishCallResponse {}))
}
