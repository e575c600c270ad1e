use edge::{App, Call, Failure, Reply, date};
use matching_domain::Proposal;
use proto::matching::v1::{GetLinkedProposalRequest, GetLinkedProposalResponse, LinkAction};

use super::held::Held;
use crate::queries::proposal::for_side;

pub(super) async fn get_linked_proposal(
    app: &App,
    call: Call,
    _: GetLinkedProposalRequest,
) -> Result<Reply<GetLinkedProposalResponse>, Failure> {
    let held = Held::by_token(app, &call, LinkAction::AnswerProposal).await?.lives(app, &call).await?;
    let proposal = app.found::<Proposal>(&call, held.object).await?;
    let mut tx = app.database.district(call.district()).await?;
    let (shown, other) = for_side(&mut tx, held.object, held.side(), call.today()).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &[shown]).await?;
    let message = GetLinkedProposalResponse {
        side: held.side().into(),
        other: Some(other),
        answer_by: date(proposal.state.answer_by),
        call_wished: proposal.state.wishes_call(held.side()),
    };
    Ok(Reply::showing(message, shown))
}
