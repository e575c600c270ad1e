//! A match: from the setting up of the first meeting to its end, with an agreement and its goals, milestones, check-ins
//! and concerns on the way, and what became of the participant after it.

mod decide;
mod goals;
mod rejection;
#[cfg(test)]
mod tests;
mod way;

pub use rejection::MatchRejection;

use decider::{ActorId, Decider, Env, Sealed};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        CancelReason, CheckInRecorded, ConcernOutcome, EndReason, EndedBy, GoalOutcome, MatchStatus, MilestoneReached,
        OutcomeRecorded, Side, match_event::Event,
    },
    referrals::v1::{Answer, GivenBy},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::proposal::{AcceptedProposal, Pair};

/// The aggregate.
#[derive(Debug)]
pub struct Match;

/// Namespace of the ids that matches derive from their proposals.
const OF_PROPOSAL: Uuid = Uuid::from_u128(0x6c0b_9a52_1f7d_5e43_8a61_d20c_94be_73f5);

/// The id of the one match a proposal can lead to: a second setting up meets the first.
pub fn match_of_proposal(proposal_id: Uuid) -> Uuid {
    Uuid::new_v5(&OF_PROPOSAL, proposal_id.as_bytes())
}

/// What the rules know of a match. Default: one that was never set up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MatchState {
    /// Number of the `MatchStatus`; 0 before it is set up.
    status: i32,
    pub proposal_id: String,
    pub pair: Pair,
    term_months: u32,
    /// The day of the first meeting. Stays whatever comes after: from it the match counts.
    first_active_on: Option<Date>,
    agreed_until: Option<Date>,
    concerns: Vec<Concern>,
    agreement_made: bool,
    goals: Vec<Goal>,
    /// Codes of the milestones that stand, in the order reached.
    milestones: Vec<String>,
    /// To whom it was handed over last; `None` before that.
    coordinator: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Goal {
    id: String,
    concluded: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Concern {
    id: String,
    concluded: bool,
}

impl MatchState {
    pub fn status(&self) -> MatchStatus {
        MatchStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != MatchStatus::Unspecified
    }

    /// The first meeting was held and it has not ended.
    pub fn is_running(&self) -> bool {
        matches!(self.status(), MatchStatus::Active | MatchStatus::Paused)
    }

    /// The day of the first meeting, whatever came after.
    pub fn first_active_on(&self) -> Option<Date> {
        self.first_active_on
    }

    /// The agreed last day; `None` before the first meeting.
    pub fn agreed_until(&self) -> Option<Date> {
        self.agreed_until
    }

    /// Whose key seals what one side tells.
    pub fn person_of(&self, side: Side) -> &str {
        match side {
            Side::Volunteer => &self.pair.volunteer_person_id,
            Side::Participant | Side::Unspecified => &self.pair.person_id,
        }
    }

    /// Concerns without an exit, oldest first.
    pub fn open_concerns(&self) -> impl Iterator<Item = &str> {
        self.concerns.iter().filter(|concern| !concern.concluded).map(|concern| concern.id.as_str())
    }
}

/// What can be done with a match.
#[derive(Debug, Clone)]
pub enum MatchCommand {
    /// Set it up; decided together with the slot and the request.
    SetUp { proposal_id: String, accepted: AcceptedProposal, term_months: u32 },
    /// The first meeting was held.
    Activate,
    /// Take a break. The reason is a `MatchPause` under the key of that side.
    Pause { side: Side, until: Option<Date>, reason: Sealed },
    /// Go on.
    Resume,
    /// Agree on a later last day.
    Renew { agreed_until: Date },
    /// Keep how it goes.
    RecordCheckIn(CheckInRecorded),
    /// Write a concern down. The note is a Note under the participant's key.
    RaiseConcern { concern_id: String, note: Sealed },
    /// Give a concern its exit. The plain facts are those sealed in the conclusion.
    ConcludeConcern {
        concern_id: String,
        outcome: ConcernOutcome,
        notified_on: Option<Date>,
        county_code: Option<String>,
        conclusion: Sealed,
    },
    /// End it; decided together with the slot and the request. With what became of her, where that is known.
    End {
        reason: EndReason,
        ended_by: EndedBy,
        new_friend_wanted: Answer,
        note: Option<Sealed>,
        outcome: Option<OutcomeRecorded>,
    },
    /// It never began; decided together with the slot and the request.
    Cancel { reason: CancelReason },
    /// Make the written agreement, or make it anew, with goals by id. A goal is a Note under the participant's key.
    MakeAgreement { given_by: GivenBy, goals: Vec<(String, Sealed)> },
    /// Set a further goal.
    SetGoal { goal_id: String, goal: Sealed },
    /// Say what became of a goal, also after the end. The plain outcome is the one sealed in the conclusion.
    ConcludeGoal { goal_id: String, outcome: GoalOutcome, conclusion: Sealed },
    /// The pair reached a milestone.
    ReachMilestone(MilestoneReached),
    /// It had not.
    TakeBackMilestone { milestone_code: String },
    /// Say what became of her after the end, or say it anew. The outcome is an `OutcomeAnswer` under the participant's key.
    RecordOutcome(OutcomeRecorded),
    /// Another coordinator is responsible.
    HandOver { coordinator: ActorId },
}

impl Decider for Match {
    const KIND: &'static str = "match";
    const FOLD_VERSION: u32 = 3;
    type State = MatchState;
    type Command = MatchCommand;
    type Event = Event;
    type Rejection = MatchRejection;

    fn decide(state: &MatchState, command: &MatchCommand, env: &Env) -> Result<Vec<Event>, MatchRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut MatchState, event: &Event, occurred_on: Date) {
        use MatchStatus as S;
        match event {
            Event::SetUp(set_up) => {
                state.status = S::SettingUp.into();
                state.proposal_id.clone_from(&set_up.proposal_id);
                state.term_months = set_up.term_months;
                state.pair = Pair {
                    support_request_id: set_up.support_request_id.clone(),
                    referral_id: set_up.referral_id.clone(),
                    person_id: set_up.person_id.clone(),
                    volunteer_id: set_up.volunteer_id.clone(),
                    volunteer_person_id: set_up.volunteer_person_id.clone(),
                    programme_id: set_up.programme_id.clone(),
                };
            }
            Event::Activated(activated) => {
                state.status = S::Active.into();
                state.first_active_on.get_or_insert(occurred_on);
                state.agreed_until = activated.agreed_until.parse().ok();
            }
            Event::Paused(_) => state.status = S::Paused.into(),
            Event::Resumed(_) => state.status = S::Active.into(),
            Event::Renewed(renewed) => state.agreed_until = renewed.agreed_until.parse().ok(),
            Event::CheckInRecorded(_) | Event::OutcomeRecorded(_) => {}
            Event::ConcernRaised(raised) => {
                state.concerns.push(Concern { id: raised.concern_id.clone(), concluded: false });
            }
            Event::ConcernConcluded(concluded) => {
                for concern in state.concerns.iter_mut().filter(|concern| concern.id == concluded.concern_id) {
                    concern.concluded = true;
                }
            }
            Event::Ended(_) => state.status = S::Ended.into(),
            Event::Cancelled(_) => state.status = S::Cancelled.into(),
            Event::AgreementMade(_) => state.agreement_made = true,
            Event::GoalSet(set) => state.goals.push(Goal { id: set.goal_id.clone(), concluded: false }),
            Event::GoalConcluded(concluded) => {
                for goal in state.goals.iter_mut().filter(|goal| goal.id == concluded.goal_id) {
                    goal.concluded = true;
                }
            }
            Event::MilestoneReached(reached) => state.milestones.push(reached.milestone_code.clone()),
            Event::MilestoneTakenBack(back) => state.milestones.retain(|reached| *reached != back.milestone_code),
            Event::HandedOver(handed) => state.coordinator = Some(handed.coordinator_actor_id.clone()),
        }
    }
}
