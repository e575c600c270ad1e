use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Proposal, ProposalCommand};
use proto::{
    matching::v1::{
        DeclineReason, ProposalAnswered, ProposalDecline, RecordProposalAnswerRequest, RecordProposalAnswerResponse,
        Side,
    },
    referrals::v1::GivenBy,
};

use crate::{
    commands::{agree, come_to_nothing},
    grpc::{note, person, sealed},
};

pub(super) async fn record_proposal_answer(
    app: &App,
    call: Call,
    request: RecordProposalAnswerRequest,
) -> Result<Reply<RecordProposalAnswerResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("proposal_id", &request.proposal_id);
    let side = violations.choice::<Side>("side", request.side);
    violations.choice::<GivenBy>("given_by", request.given_by);
    let reason = violations.optional_choice::<DeclineReason>("decline_reason", request.decline_reason);
    violations.text("note", &request.note, Limits::NOTE);
    if request.yes && reason != DeclineReason::Unspecified {
        violations.add("decline_reason", "belongs to a no");
    }
    violations.settled()?;

    let folded = app.found::<Proposal>(&call, id).await?;
    let pair = folded.state.pair();
    let whose = person(if side == Side::Volunteer { &pair.volunteer_person_id } else { &pair.person_id })?;
    let decline = (!request.yes).then_some(ProposalDecline { reason: request.decline_reason });
    let answered = ProposalAnswered {
        side: request.side,
        yes: request.yes,
        given_by: request.given_by,
        decline: sealed(app, call.district(), whose, decline.as_ref()).await?,
        note: sealed(app, call.district(), whose, note(&request.note).as_ref()).await?,
    };
    let by = app.context(&call, when, &request).await?;
    let done = if request.yes {
        agree(app, &by, id, &folded.state, answered).await?
    } else {
        come_to_nothing(app, &by, id, &folded.state, ProposalCommand::Answer(answered)).await?
    };
    let message = RecordProposalAnswerResponse { status: done.folded.state.status().into() };
    Ok(Reply::done(&done, message))
}
