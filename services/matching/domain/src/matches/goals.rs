use decider::Sealed;
use proto::{
    matching::v1::{AgreementMade, GoalConcluded, GoalOutcome, GoalSet, MatchStatus as S, match_event::Event},
    referrals::v1::GivenBy,
};

use super::{MatchRejection as Rejection, MatchState};

/// Most goals of one pair: more are a list, not what somebody works towards.
const MOST_GOALS: usize = 10;

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn make_agreement(state: &MatchState, given_by: GivenBy, goals: &[(String, Sealed)]) -> Decided {
    not_over(state)?;
    room_for(state, goals.len())?;
    let made = Event::AgreementMade(AgreementMade { given_by: given_by.into() });
    Ok([made].into_iter().chain(goals.iter().map(|(id, goal)| set(id, goal))).collect())
}

pub(super) fn set_goal(state: &MatchState, goal_id: &str, goal: &Sealed) -> Decided {
    not_over(state)?;
    if !state.agreement_made {
        return Err(Rejection::AgreementNotMade);
    }
    if state.goals.iter().any(|known| known.id == goal_id) {
        return Ok(vec![]);
    }
    room_for(state, 1)?;
    Ok(vec![set(goal_id, goal)])
}

/// Also after the end: what became of it is often said then. That they go on towards it by themselves, only then.
pub(super) fn conclude(state: &MatchState, goal_id: &str, outcome: GoalOutcome, conclusion: &Sealed) -> Decided {
    let goal = state.goals.iter().find(|goal| goal.id == goal_id).ok_or(Rejection::GoalNotFound)?;
    if goal.concluded {
        return Err(Rejection::GoalAlreadyConcluded);
    }
    if outcome == GoalOutcome::Continues && state.status() != S::Ended {
        return Err(Rejection::NotEnded);
    }
    Ok(vec![Event::GoalConcluded(GoalConcluded { goal_id: goal_id.to_owned(), conclusion: Some(conclusion.clone()) })])
}

fn set(id: &str, goal: &Sealed) -> Event {
    Event::GoalSet(GoalSet { goal_id: id.to_owned(), goal: Some(goal.clone()) })
}

fn room_for(state: &MatchState, more: usize) -> Result<(), Rejection> {
    let open = state.goals.iter().filter(|goal| !goal.concluded).count();
    if open + more > MOST_GOALS { Err(Rejection::TooManyGoals) } else { Ok(()) }
}

fn not_over(state: &MatchState) -> Result<(), Rejection> {
    match state.status() {
        S::SettingUp | S::Active | S::Paused => Ok(()),
        S::Ended | S::Cancelled | S::Unspecified => Err(Rejection::AlreadyOver),
    }
}
