use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Proposal, ProposalCommand};
use proto::matching::v1::{WithdrawProposalRequest, WithdrawProposalResponse, WithdrawReason};

use crate::commands::come_to_nothing;

pub(super) async fn withdraw_proposal(
    app: &App,
    call: Call,
    request: WithdrawProposalRequest,
) -> Result<Reply<WithdrawProposalResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("proposal_id", &request.proposal_id);
    let reason = violations.choice::<WithdrawReason>("reason", request.reason);
    violations.settled()?;

    let folded = app.found::<Proposal>(&call, id).await?;
    let by = app.context(&call, when, &request).await?;
    let done = come_to_nothing(app, &by, id, &folded.state, ProposalCommand::Withdraw { reason }).await?;
    Ok(Reply::done(&done, WithdrawProposalResponse {}))
}
