//! A proposal of a pair: both sides answer once, and only two times yes makes a match.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::ProposalRejection;

use decider::{Decider, Env};
use jiff::civil::Date;
use proto::matching::v1::{
    ProposalAnswered, ProposalMade, ProposalStatus, Side, WithdrawReason, proposal_event::Event,
};
use serde::{Deserialize, Serialize};

/// The aggregate.
#[derive(Debug)]
pub struct Proposal;

/// What the rules know of a proposal. Default: one that was never made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProposalState {
    /// Number of the `ProposalStatus`; 0 before it is made.
    status: i32,
    pair: Pair,
    /// Last day to answer.
    pub answer_by: Option<Date>,
    participant_said: Option<bool>,
    volunteer_said: Option<bool>,
    participant_wishes_call: bool,
    volunteer_wishes_call: bool,
}

/// Between whom, and on whose behalf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub support_request_id: String,
    pub referral_id: String,
    pub person_id: String,
    pub volunteer_id: String,
    pub volunteer_person_id: String,
    pub programme_id: String,
}

/// A pair to which both sides said yes. Only a proposal's state gives one, so no match is set up without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedProposal(Pair);

impl AcceptedProposal {
    pub fn pair(&self) -> &Pair {
        &self.0
    }
}

impl ProposalState {
    pub fn status(&self) -> ProposalStatus {
        ProposalStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != ProposalStatus::Unspecified
    }

    pub fn pair(&self) -> &Pair {
        &self.pair
    }

    /// Fails with `NotAccepted` unless both sides said yes and it was not withdrawn.
    pub fn accepted(&self) -> Result<AcceptedProposal, ProposalRejection> {
        match self.status() {
            ProposalStatus::Accepted => Ok(AcceptedProposal(self.pair.clone())),
            ProposalStatus::Unspecified => Err(ProposalRejection::NotFound),
            ProposalStatus::Proposed
            | ProposalStatus::AcceptedByOne
            | ProposalStatus::Declined
            | ProposalStatus::Expired
            | ProposalStatus::Withdrawn => Err(ProposalRejection::NotAccepted),
        }
    }

    /// What a side said, if it has.
    pub fn said(&self, side: Side) -> Option<bool> {
        match side {
            Side::Participant => self.participant_said,
            Side::Volunteer => self.volunteer_said,
            Side::Unspecified => None,
        }
    }

    /// A side has yet to answer, and may on this day.
    pub fn waits_for(&self, side: Side, on: Date) -> bool {
        matches!(self.status(), ProposalStatus::Proposed | ProposalStatus::AcceptedByOne)
            && self.said(side).is_none()
            && self.answer_by.is_none_or(|last| on <= last)
    }

    /// A side asked to be called and was not yet.
    pub fn wishes_call(&self, side: Side) -> bool {
        match side {
            Side::Participant => self.participant_wishes_call,
            Side::Volunteer => self.volunteer_wishes_call,
            Side::Unspecified => false,
        }
    }

    fn set_wishes_call(&mut self, side: Side, wishes: bool) {
        match side {
            Side::Participant => self.participant_wishes_call = wishes,
            Side::Volunteer => self.volunteer_wishes_call = wishes,
            Side::Unspecified => {}
        }
    }
}

/// What can be done with a proposal.
#[derive(Debug, Clone)]
pub enum ProposalCommand {
    /// Ask both sides; decided together with the request.
    Make(ProposalMade),
    /// A side answers.
    Answer(ProposalAnswered),
    /// A side would rather talk about it.
    WishCall { side: Side },
    /// The side that asked was called.
    RecordCall { side: Side },
    /// Nobody answered in time.
    Expire,
    /// Take it back; decided together with the request, which refuses when it led to a match.
    Withdraw { reason: WithdrawReason },
}

impl Decider for Proposal {
    const KIND: &'static str = "proposal";
    const FOLD_VERSION: u32 = 2;
    type State = ProposalState;
    type Command = ProposalCommand;
    type Event = Event;
    type Rejection = ProposalRejection;

    fn decide(state: &ProposalState, command: &ProposalCommand, env: &Env) -> Result<Vec<Event>, ProposalRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut ProposalState, event: &Event, _: Date) {
        use ProposalStatus as S;
        match event {
            Event::Made(made) => {
                state.status = S::Proposed.into();
                state.answer_by = made.answer_by.parse().ok();
                state.pair = Pair {
                    support_request_id: made.support_request_id.clone(),
                    referral_id: made.referral_id.clone(),
                    person_id: made.person_id.clone(),
                    volunteer_id: made.volunteer_id.clone(),
                    volunteer_person_id: made.volunteer_person_id.clone(),
                    programme_id: made.programme_id.clone(),
                };
            }
            Event::Answered(answered) => {
                match answered.side() {
                    Side::Participant => state.participant_said = Some(answered.yes),
                    Side::Volunteer => state.volunteer_said = Some(answered.yes),
                    Side::Unspecified => {}
                }
                state.set_wishes_call(answered.side(), false);
                state.status = match (state.participant_said, state.volunteer_said) {
                    (Some(false), _) | (_, Some(false)) => S::Declined,
                    (Some(true), Some(true)) => S::Accepted,
                    (Some(true), None) | (None, Some(true)) => S::AcceptedByOne,
                    (None, None) => S::Proposed,
                }
                .into();
            }
            Event::Expired(_) => state.status = S::Expired.into(),
            Event::Withdrawn(_) => state.status = S::Withdrawn.into(),
            Event::CallWished(wished) => state.set_wishes_call(wished.side(), true),
            Event::CallMade(made) => state.set_wishes_call(made.side(), false),
        }
    }
}
