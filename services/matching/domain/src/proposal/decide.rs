use decider::Env;
use proto::matching::v1::{
    ProposalAnswered, ProposalCallMade, ProposalCallWished, ProposalExpired, ProposalMade, ProposalStatus as S,
    ProposalWithdrawn, Side, WithdrawReason, proposal_event::Event,
};

use super::{ProposalCommand as Command, ProposalRejection as Rejection, ProposalState};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &ProposalState, command: &Command, env: &Env) -> Decided {
    if let Command::Make(made) = command {
        return make(state, made, env);
    }
    if !state.exists() {
        return Err(Rejection::NotFound);
    }
    match command {
        Command::Make(_) => Err(Rejection::AlreadyMade),
        Command::Answer(answered) => answer(state, answered, env),
        Command::WishCall { side } => wish_call(state, *side, env),
        Command::RecordCall { side } if state.wishes_call(*side) => {
            Ok(vec![Event::CallMade(ProposalCallMade { side: (*side).into() })])
        }
        Command::RecordCall { .. } => Ok(vec![]),
        Command::Expire => expire(state, env),
        Command::Withdraw { reason } => withdraw(state, *reason),
    }
}

fn make(state: &ProposalState, made: &ProposalMade, env: &Env) -> Decided {
    if state.exists() {
        return Err(Rejection::AlreadyMade);
    }
    if made.answer_by.parse::<jiff::civil::Date>().is_ok_and(|last| last < env.occurred_on) {
        return Err(Rejection::AnswerByInPast);
    }
    Ok(vec![Event::Made(made.clone())])
}

/// A side answers once: whoever changes her mind after a yes has a coordinator who withdraws the proposal.
fn answer(state: &ProposalState, answered: &ProposalAnswered, env: &Env) -> Decided {
    is_asked(state, answered.side(), env)?;
    if answered.yes && answered.decline.is_some() {
        return Err(Rejection::DeclineReasonWithYes);
    }
    Ok(vec![Event::Answered(answered.clone())])
}

/// Asked twice, she is called once.
fn wish_call(state: &ProposalState, side: Side, env: &Env) -> Decided {
    is_asked(state, side, env)?;
    if state.wishes_call(side) {
        return Ok(vec![]);
    }
    Ok(vec![Event::CallWished(ProposalCallWished { side: side.into() })])
}

/// A side has not answered yet, and its answer still counts.
fn is_asked(state: &ProposalState, side: Side, env: &Env) -> Result<(), Rejection> {
    if state.said(side).is_some() {
        return Err(Rejection::AlreadyAnswered { side });
    }
    waits_for_answers(state)?;
    match state.answer_by.filter(|last| env.occurred_on > *last) {
        Some(answer_by) => Err(Rejection::TooLate { answer_by }),
        None => Ok(()),
    }
}

fn expire(state: &ProposalState, env: &Env) -> Decided {
    if state.status() == S::Expired {
        return Ok(vec![]);
    }
    waits_for_answers(state)?;
    if let Some(answer_by) = state.answer_by.filter(|last| env.occurred_on <= *last) {
        return Err(Rejection::StillInTime { answer_by });
    }
    Ok(vec![Event::Expired(ProposalExpired {})])
}

fn withdraw(state: &ProposalState, reason: WithdrawReason) -> Decided {
    match state.status() {
        S::Withdrawn => Ok(vec![]),
        S::Proposed | S::AcceptedByOne | S::Accepted => {
            Ok(vec![Event::Withdrawn(ProposalWithdrawn { reason: reason.into() })])
        }
        S::Declined | S::Expired | S::Unspecified => Err(Rejection::Settled),
    }
}

fn waits_for_answers(state: &ProposalState) -> Result<(), Rejection> {
    match state.status() {
        S::Proposed | S::AcceptedByOne => Ok(()),
        S::Accepted | S::Declined | S::Expired | S::Withdrawn | S::Unspecified => Err(Rejection::Settled),
    }
}
