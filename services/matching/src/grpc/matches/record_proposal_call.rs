use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Proposal, ProposalCommand};
use proto::matching::v1::{RecordProposalCallRequest, RecordProposalCallResponse, Side};

pub(super) async fn record_proposal_call(
    app: &App,
    call: Call,
    request: RecordProposalCallRequest,
) -> Result<Reply<RecordProposalCallResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("proposal_id", &request.proposal_id);
    let side = violations.choice::<Side>("side", request.side);
    violations.settled()?;

    let done = app.execute::<Proposal>(&call, when, &request, id, ProposalCommand::RecordCall { side }).await?;
    Ok(Reply::done(&done, RecordProposalCallResponse {}))
}
