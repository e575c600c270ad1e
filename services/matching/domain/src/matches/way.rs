//! Milestones that a pair reaches on its way, and what became of the participant once it ended.

use decider::Env;
use jiff::civil::Date;
use proto::matching::v1::{
    MatchStatus as S, MilestoneReached, MilestoneTakenBack, OutcomeRecorded, match_event::Event,
};

use super::{MatchRejection as Rejection, MatchState};

type Decided = Result<Vec<Event>, Rejection>;

/// Also after the end: what was reached on the last day is often told later.
pub(super) fn reach(state: &MatchState, reached: &MilestoneReached) -> Decided {
    match state.status() {
        S::Active | S::Paused | S::Ended => {}
        S::SettingUp => return Err(Rejection::NotBegun),
        S::Cancelled | S::Unspecified => return Err(Rejection::AlreadyOver),
    }
    if state.milestones.contains(&reached.milestone_code) {
        return Ok(vec![]);
    }
    Ok(vec![Event::MilestoneReached(reached.clone())])
}

pub(super) fn take_back(state: &MatchState, milestone_code: &str) -> Decided {
    if !state.milestones.iter().any(|reached| reached == milestone_code) {
        return Err(Rejection::MilestoneNotReached);
    }
    Ok(vec![Event::MilestoneTakenBack(MilestoneTakenBack { milestone_code: milestone_code.to_owned() })])
}

/// Of a match that ended, for whatever reason, and as often as it is told anew.
pub(super) fn record_outcome(state: &MatchState, outcome: &OutcomeRecorded, env: &Env) -> Decided {
    if state.status() != S::Ended {
        return Err(Rejection::NotEnded);
    }
    Ok(vec![recorded(outcome, env)?])
}

pub(super) fn recorded(outcome: &OutcomeRecorded, env: &Env) -> Result<Event, Rejection> {
    let follow_up: Option<Date> = outcome.follow_up_on.parse().ok();
    if follow_up.is_some_and(|again| again <= env.occurred_on) {
        return Err(Rejection::FollowUpNotLater);
    }
    Ok(Event::OutcomeRecorded(outcome.clone()))
}
