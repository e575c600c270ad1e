use decider::{Env, Sealed};
use jiff::{Span, civil::Date};
use proto::{
    matching::v1::{
        CheckInRecorded, ConcernConcluded, ConcernOutcome, ConcernRaised, EndReason, EndedBy, MatchActivated,
        MatchCancelled, MatchEnded, MatchHandedOver, MatchPaused, MatchRenewed, MatchResumed, MatchSetUp,
        MatchStatus as S, Side, match_event::Event,
    },
    referrals::v1::Answer,
};

use super::{MatchCommand as Command, MatchRejection as Rejection, MatchState, goals, way};
use crate::{ending::after_ending, proposal::AcceptedProposal};

/// Longest agreed length of a match: more is a slip of the finger.
const MOST_MONTHS: u32 = 120;

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &MatchState, command: &Command, env: &Env) -> Decided {
    if let Command::SetUp { proposal_id, accepted, term_months } = command {
        return set_up(state, proposal_id, accepted, *term_months);
    }
    if !state.exists() {
        return Err(Rejection::NotFound);
    }
    match command {
        Command::SetUp { .. } => Err(Rejection::AlreadySetUp),
        Command::Activate => activate(state, env),
        Command::Pause { side, until, reason } => pause(state, *side, *until, reason, env),
        Command::Resume => match state.status() {
            S::Paused => Ok(vec![Event::Resumed(MatchResumed {})]),
            S::Active | S::SettingUp | S::Ended | S::Cancelled | S::Unspecified => Err(Rejection::NotPaused),
        },
        Command::Renew { agreed_until } => renew(state, *agreed_until),
        Command::RecordCheckIn(check_in) => check_in_of(state, check_in),
        Command::RaiseConcern { concern_id, note } => Ok(raise(state, concern_id, note)),
        Command::ConcludeConcern { concern_id, outcome, notified_on, county_code, conclusion } => {
            notification(*outcome, *notified_on, county_code.as_deref(), env)?;
            conclude(state, concern_id, *outcome, conclusion)
        }
        Command::End { reason, ended_by, new_friend_wanted, note, outcome } => {
            let mut events = end(state, *reason, *ended_by, *new_friend_wanted, note.as_ref())?;
            events.extend(outcome.as_ref().map(|outcome| way::recorded(outcome, env)).transpose()?);
            Ok(events)
        }
        Command::Cancel { reason } => match state.status() {
            S::SettingUp => Ok(vec![Event::Cancelled(MatchCancelled { reason: (*reason).into() })]),
            S::Cancelled => Ok(vec![]),
            S::Active | S::Paused | S::Ended | S::Unspecified => Err(Rejection::NotSettingUp),
        },
        Command::MakeAgreement { given_by, goals } => goals::make_agreement(state, *given_by, goals),
        Command::SetGoal { goal_id, goal } => goals::set_goal(state, goal_id, goal),
        Command::ConcludeGoal { goal_id, outcome, conclusion } => goals::conclude(state, goal_id, *outcome, conclusion),
        Command::ReachMilestone(reached) => way::reach(state, reached),
        Command::TakeBackMilestone { milestone_code } => way::take_back(state, milestone_code),
        Command::RecordOutcome(outcome) => way::record_outcome(state, outcome, env),
        // Also of one that is over: what it left behind is somebody's.
        Command::HandOver { coordinator } if state.coordinator.as_deref() == Some(coordinator.as_str()) => Ok(vec![]),
        Command::HandOver { coordinator } => {
            let coordinator_actor_id = coordinator.as_str().to_owned();
            Ok(vec![Event::HandedOver(MatchHandedOver { coordinator_actor_id })])
        }
    }
}

/// Also after the end: a check-in that did not come before is not done with because the match is.
fn check_in_of(state: &MatchState, check_in: &CheckInRecorded) -> Decided {
    match state.status() {
        S::Active | S::Paused | S::Ended => Ok(vec![Event::CheckInRecorded(check_in.clone())]),
        S::SettingUp => Err(Rejection::NotBegun),
        S::Cancelled | S::Unspecified => Err(Rejection::AlreadyOver),
    }
}

fn set_up(state: &MatchState, proposal_id: &str, accepted: &AcceptedProposal, term_months: u32) -> Decided {
    // Of two who set up the same pair the second finds it done.
    let stands = matches!(state.status(), S::SettingUp | S::Active | S::Paused);
    if stands && state.proposal_id == proposal_id && state.term_months == term_months {
        return Ok(vec![]);
    }
    if state.exists() {
        return Err(Rejection::AlreadySetUp);
    }
    if !(1..=MOST_MONTHS).contains(&term_months) {
        return Err(Rejection::TermOutOfRange);
    }
    let pair = accepted.pair();
    Ok(vec![Event::SetUp(MatchSetUp {
        proposal_id: proposal_id.to_owned(),
        referral_id: pair.referral_id.clone(),
        support_request_id: pair.support_request_id.clone(),
        volunteer_id: pair.volunteer_id.clone(),
        volunteer_person_id: pair.volunteer_person_id.clone(),
        person_id: pair.person_id.clone(),
        programme_id: pair.programme_id.clone(),
        term_months,
    })])
}

/// The agreed time runs from the first meeting.
fn activate(state: &MatchState, env: &Env) -> Decided {
    match state.status() {
        S::SettingUp => {
            let term = Span::new().months(i64::from(state.term_months.min(MOST_MONTHS)));
            let until = env.occurred_on.saturating_add(term);
            Ok(vec![Event::Activated(MatchActivated { agreed_until: until.to_string() })])
        }
        S::Active | S::Paused => Ok(vec![]),
        S::Ended | S::Cancelled | S::Unspecified => Err(Rejection::NotSettingUp),
    }
}

fn pause(state: &MatchState, side: Side, until: Option<Date>, reason: &Sealed, env: &Env) -> Decided {
    running(state)?;
    if until.is_some_and(|goes_on| goes_on <= env.occurred_on) {
        return Err(Rejection::PauseEndsTooEarly);
    }
    Ok(vec![Event::Paused(MatchPaused {
        until: until.map(|goes_on| goes_on.to_string()).unwrap_or_default(),
        side: side.into(),
        reason: Some(reason.clone()),
    })])
}

fn renew(state: &MatchState, agreed_until: Date) -> Decided {
    running(state)?;
    if let Some(present) = state.agreed_until.filter(|present| agreed_until <= *present) {
        return Err(Rejection::NotLater { agreed_until: present });
    }
    Ok(vec![Event::Renewed(MatchRenewed { agreed_until: agreed_until.to_string() })])
}

/// At any time: a concern may arise before the first meeting and after the end.
fn raise(state: &MatchState, concern_id: &str, note: &Sealed) -> Vec<Event> {
    if state.concerns.iter().any(|concern| concern.id == concern_id) {
        return Vec::new();
    }
    vec![Event::ConcernRaised(ConcernRaised { concern_id: concern_id.to_owned(), note: Some(note.clone()) })]
}

/// A child-welfare notification is kept as its day and the county, and no other outcome carries them.
fn notification(
    outcome: ConcernOutcome,
    notified_on: Option<Date>,
    county_code: Option<&str>,
    env: &Env,
) -> Result<(), Rejection> {
    if outcome == ConcernOutcome::ChildWelfareNotification {
        let (Some(notified_on), Some(_)) = (notified_on, county_code) else {
            return Err(Rejection::NotificationIncomplete);
        };
        if notified_on > env.today {
            return Err(Rejection::NotificationInFuture);
        }
    } else if notified_on.is_some() || county_code.is_some() {
        return Err(Rejection::NoNotification);
    }
    Ok(())
}

fn conclude(state: &MatchState, concern_id: &str, outcome: ConcernOutcome, conclusion: &Sealed) -> Decided {
    let concern = state.concerns.iter().find(|concern| concern.id == concern_id).ok_or(Rejection::ConcernNotFound)?;
    if concern.concluded {
        return Err(Rejection::ConcernAlreadyConcluded);
    }
    if outcome == ConcernOutcome::MatchEnded && !matches!(state.status(), S::Ended | S::Cancelled) {
        return Err(Rejection::NotEnded);
    }
    Ok(vec![Event::ConcernConcluded(ConcernConcluded {
        concern_id: concern_id.to_owned(),
        conclusion: Some(conclusion.clone()),
    })])
}

fn end(
    state: &MatchState,
    reason: EndReason,
    ended_by: EndedBy,
    new_friend_wanted: Answer,
    note: Option<&Sealed>,
) -> Decided {
    running(state)?;
    after_ending(reason, ended_by, new_friend_wanted).ok_or(Rejection::EndQuestions)?;
    Ok(vec![Event::Ended(MatchEnded {
        reason: reason.into(),
        ended_by: ended_by.into(),
        new_friend_wanted: new_friend_wanted.into(),
        note: note.cloned(),
    })])
}

fn running(state: &MatchState) -> Result<(), Rejection> {
    match state.status() {
        S::Active | S::Paused => Ok(()),
        S::SettingUp => Err(Rejection::NotBegun),
        S::Ended | S::Cancelled | S::Unspecified => Err(Rejection::AlreadyOver),
    }
}
