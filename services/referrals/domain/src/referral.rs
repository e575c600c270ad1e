//! A referral from the first word about a mother to its close.

mod after_match;
mod after_place;
mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use after_match::after_match;
pub use after_place::{Elsewhere, after_closed_group, after_place};
pub use rejection::ReferralRejection;

use decider::{Decider, Env, Sealed};
use jiff::civil::Date;
use proto::referrals::v1::{
    CheckOutcome, CloseReason, ReferralStatus, ReferralSubmitted, TargetGroupChecked, referral_event::Event,
};
use serde::{Deserialize, Serialize};

/// The aggregate.
#[derive(Debug)]
pub struct Referral;

/// What the rules know of a referral. Default: one that was never handed in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what once was so stays beside the status, each for a rule of its own"
)]
pub struct ReferralState {
    /// Number of the `ReferralStatus`; 0 before it is handed in.
    status: i32,
    pub person_id: String,
    pub programme_id: String,
    /// `PersonFacts` of the day it was handed in.
    pub facts: Option<Sealed>,
    /// `ReferrerContact`; none when she came herself.
    pub referrer: Option<Sealed>,
    /// `StatusCode`.
    pub code: Option<Sealed>,
    /// She agreed with the referral that the referrer hears how it goes.
    pub may_be_told: bool,
    pub handed_in_on: Option<Date>,
    /// Outcome of the newest check, and the version of the rules that gave it.
    check: Option<(i32, u32)>,
    /// It waits for a friend or a place.
    waiting: bool,
    /// She was taken in, and that was not taken back.
    accepted: bool,
    /// It has rested at some time.
    rested: bool,
    /// A reason to go before others is declared for this wait.
    priority: bool,
}

impl ReferralState {
    pub fn status(&self) -> ReferralStatus {
        ReferralStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != ReferralStatus::Unspecified
    }

    pub fn check_outcome(&self) -> CheckOutcome {
        self.check.and_then(|(outcome, _)| CheckOutcome::try_from(outcome).ok()).unwrap_or_default()
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// She was taken in, whatever came after, unless it was opened again to be decided anew.
    pub fn was_accepted(&self) -> bool {
        self.accepted
    }

    /// It rests, or did at some time.
    pub fn has_rested(&self) -> bool {
        self.rested
    }

    /// A reason to go before others who wait is declared, for the wait she is in or is to be in.
    pub fn has_priority(&self) -> bool {
        self.priority
    }

    /// Neither decided against nor closed.
    pub fn is_open(&self) -> bool {
        use ReferralStatus as S;
        matches!(self.status(), S::Requested | S::Acknowledged | S::Accepted | S::OnHold | S::InProgress)
    }
}

/// What can be done with a referral.
#[derive(Debug, Clone)]
pub enum ReferralCommand {
    /// Hand it in.
    Submit(Box<ReferralSubmitted>),
    /// Say that the district has seen it.
    Acknowledge,
    /// Keep the answer of the programme's rules.
    RecordCheck(TargetGroupChecked),
    /// Take her in. `override_justification` is set when a manager does so although a rule fails.
    Accept { override_justification: Option<Sealed> },
    /// Do not take her in.
    Reject { reason: CloseReason, redirected_to_programme_id: String },
    /// Let it rest until a day.
    Hold { until: Date, note: Option<Sealed> },
    /// Let it wait for a friend or a place.
    PlaceOnWaitingList,
    /// A friend or a place was found and it runs.
    Start,
    /// The match ended and a new friend is wanted.
    WaitAgain,
    /// Close it.
    Close { status: ReferralStatus, reason: CloseReason },
    /// Open it again.
    Reopen { note: Sealed },
    /// Take it back as a mistake.
    MarkEnteredInError { note: Sealed },
    /// Declare a reason to go before others: `DeclaredPriority`.
    DeclarePriority { priority: Sealed },
    /// Take the declared reason back.
    TakeBackPriority { note: Option<Sealed> },
}

impl Decider for Referral {
    const KIND: &'static str = "referral";
    const FOLD_VERSION: u32 = 5;
    type State = ReferralState;
    type Command = ReferralCommand;
    type Event = Event;
    type Rejection = ReferralRejection;

    fn decide(state: &ReferralState, command: &ReferralCommand, env: &Env) -> Result<Vec<Event>, ReferralRejection> {
        decide::decide(state, command, env)
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(state: &mut ReferralState, event: &Event, occurred_on: Date) {
        use ReferralStatus as S;
        let mut to = |status: S| state.status = status.into();
        match event {
            Event::Submitted(submitted) => {
                to(S::Requested);
                state.person_id.clone_from(&submitted.person_id);
                state.programme_id.clone_from(&submitted.programme_id);
                state.facts.clone_from(&submitted.facts);
                state.referrer.clone_from(&submitted.referrer);
                state.code.clone_from(&submitted.code);
                state.may_be_told = submitted.referrer_may_be_told;
                state.handed_in_on = Some(occurred_on);
            }
            Event::Acknowledged(_) => to(S::Acknowledged),
            Event::Checked(checked) => state.check = Some((checked.outcome, checked.programme_version)),
            Event::Accepted(_) => {
                to(S::Accepted);
                state.accepted = true;
            }
            Event::Rejected(_) => {
                to(S::Rejected);
                state.priority = false;
            }
            Event::Held(_) => {
                to(S::OnHold);
                state.rested = true;
            }
            Event::PlacedOnWaitingList(_) => {
                if matches!(state.status(), S::OnHold | S::InProgress) {
                    state.status = S::Accepted.into();
                }
                state.waiting = true;
            }
            Event::Started(_) => {
                to(S::InProgress);
                state.waiting = false;
                state.priority = false;
            }
            Event::Closed(closed) => {
                state.status = closed.status;
                state.waiting = false;
                state.priority = false;
            }
            Event::Reopened(reopened) => {
                state.status = reopened.status;
                state.accepted = state.status() == S::Accepted;
            }
            Event::EnteredInError(_) => {
                to(S::EnteredInError);
                state.waiting = false;
                state.priority = false;
            }
            Event::PriorityDeclared(_) => state.priority = true,
            Event::PriorityTakenBack(_) => state.priority = false,
        }
    }
}
