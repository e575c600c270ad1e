use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::Proposal;
use proto::{
    matching::v1::{
        AnswerLinkedProposalRequest, AnswerLinkedProposalResponse, DeclineReason, LinkAction, ProposalAnswered,
        ProposalDecline,
    },
    referrals::v1::GivenBy,
};

use super::held::Held;
use crate::{commands::answer_by_link, grpc::sealed};

/// On the day it is sent: a link cannot answer for a day that has passed.
pub(super) async fn answer_linked_proposal(
    app: &App,
    call: Call,
    request: AnswerLinkedProposalRequest,
) -> Result<Reply<AnswerLinkedProposalResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, "");
    let reason = violations.optional_choice::<DeclineReason>("decline_reason", request.decline_reason);
    if request.yes && reason != DeclineReason::Unspecified {
        violations.add("decline_reason", "belongs to a no");
    }
    violations.settled()?;

    let held = Held::by_token(app, &call, LinkAction::AnswerProposal).await?;
    // One that was used gets its first answer, or is told that it was used.
    let held = if held.is_used() { held } else { held.lives(app, &call).await? };
    let folded = app.found::<Proposal>(&call, held.object).await?;
    let decline = (!request.yes).then_some(ProposalDecline { reason: request.decline_reason });
    let answered = ProposalAnswered {
        side: held.side().into(),
        yes: request.yes,
        given_by: GivenBy::Link.into(),
        decline: sealed(app, call.district(), held.person()?, decline.as_ref()).await?,
        note: None,
    };
    let by = app.context(&call, when, &request).await?;
    let done = answer_by_link(app, &by, held.object, &folded.state, answered, held.using).await?;
    Ok(Reply::done(&done, AnswerLinkedProposalResponse {}))
}
