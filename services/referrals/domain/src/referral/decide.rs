use decider::{Env, Sealed};
use jiff::civil::Date;
use proto::referrals::v1::{
    CheckOutcome, CloseReason, PriorityDeclared, PriorityTakenBack, ReferralAccepted, ReferralAcknowledged,
    ReferralClosed, ReferralEnteredInError, ReferralHeld, ReferralPlacedOnWaitingList, ReferralRejected,
    ReferralReopened, ReferralStarted, ReferralStatus as S, referral_event::Event,
};

use super::{ReferralCommand as Command, ReferralRejection as Rejection, ReferralState};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &ReferralState, command: &Command, env: &Env) -> Decided {
    if !state.exists() {
        return match command {
            Command::Submit(submitted) => Ok(vec![Event::Submitted((**submitted).clone())]),
            _ => Err(Rejection::NotFound),
        };
    }
    match command {
        Command::Submit(_) => Err(Rejection::AlreadySubmitted),
        Command::Acknowledge => acknowledge(state),
        Command::RecordCheck(checked) => {
            undecided(state)?;
            Ok(vec![Event::Checked(checked.clone())])
        }
        Command::Accept { override_justification } => accept(state, override_justification.as_ref()),
        Command::Reject { reason, redirected_to_programme_id } => reject(state, *reason, redirected_to_programme_id),
        Command::Hold { until, note } => hold(state, *until, note.as_ref(), env),
        Command::PlaceOnWaitingList => wait(state),
        Command::Start => start(state),
        Command::WaitAgain => wait_again(state),
        Command::Close { status, reason } => close(state, *status, *reason),
        Command::Reopen { note } => reopen(state, note),
        Command::MarkEnteredInError { note } => {
            if state.status() == S::EnteredInError {
                return Ok(vec![]);
            }
            Ok(vec![Event::EnteredInError(ReferralEnteredInError { note: Some(note.clone()) })])
        }
        Command::DeclarePriority { priority } => {
            not_begun(state)?;
            Ok(vec![Event::PriorityDeclared(PriorityDeclared { priority: Some(priority.clone()) })])
        }
        Command::TakeBackPriority { note } => take_back_priority(state, note.as_ref()),
    }
}

fn acknowledge(state: &ReferralState) -> Decided {
    match state.status() {
        S::Requested => Ok(vec![Event::Acknowledged(ReferralAcknowledged {})]),
        S::Acknowledged => Ok(vec![]),
        _ => Err(Rejection::NotRequested),
    }
}

/// Deciding also acknowledges: the promise was kept, whichever button was pressed first.
fn acknowledged_first(state: &ReferralState, decision: Event) -> Vec<Event> {
    let mut events = Vec::new();
    if state.status() == S::Requested {
        events.push(Event::Acknowledged(ReferralAcknowledged {}));
    }
    events.push(decision);
    events
}

fn accept(state: &ReferralState, override_justification: Option<&Sealed>) -> Decided {
    undecided(state)?;
    match state.check_outcome() {
        CheckOutcome::Inside => {}
        CheckOutcome::Unspecified => return Err(Rejection::NotChecked),
        CheckOutcome::Outside | CheckOutcome::Undecided if override_justification.is_some() => {}
        CheckOutcome::Outside | CheckOutcome::Undecided => return Err(Rejection::NotInTargetGroup),
    }
    let accepted = ReferralAccepted {
        person_id: state.person_id.clone(),
        programme_id: state.programme_id.clone(),
        override_justification: override_justification.cloned(),
    };
    Ok(acknowledged_first(state, Event::Accepted(accepted)))
}

fn reject(state: &ReferralState, reason: CloseReason, redirected_to: &str) -> Decided {
    undecided(state)?;
    if !redirected_to.is_empty() && reason != CloseReason::ReferredOnward {
        return Err(Rejection::RedirectWithoutReason);
    }
    let rejected = ReferralRejected { reason: reason.into(), redirected_to_programme_id: redirected_to.to_owned() };
    Ok(acknowledged_first(state, Event::Rejected(rejected)))
}

fn hold(state: &ReferralState, until: Date, note: Option<&Sealed>, env: &Env) -> Decided {
    if !matches!(state.status(), S::Requested | S::Acknowledged | S::Accepted | S::OnHold) {
        return Err(Rejection::NotOpen);
    }
    if until <= env.today {
        return Err(Rejection::HoldNotInFuture);
    }
    let held = ReferralHeld { until: until.to_string(), note: note.cloned() };
    Ok(acknowledged_first(state, Event::Held(held)))
}

fn wait(state: &ReferralState) -> Decided {
    match state.status() {
        S::Accepted if state.is_waiting() => Ok(vec![]),
        _ if is_taken_in(state) => Ok(vec![Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {})]),
        _ => Err(Rejection::NotAccepted),
    }
}

fn start(state: &ReferralState) -> Decided {
    match state.status() {
        S::InProgress => Ok(vec![]),
        _ if is_taken_in(state) => Ok(vec![Event::Started(ReferralStarted {})]),
        _ => Err(Rejection::NotAccepted),
    }
}

/// Already waiting is what was wanted, whoever saw to it.
fn wait_again(state: &ReferralState) -> Decided {
    match state.status() {
        S::InProgress => Ok(vec![Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {})]),
        _ => wait(state),
    }
}

fn close(state: &ReferralState, status: S, reason: CloseReason) -> Decided {
    if !matches!(status, S::Completed | S::Failed | S::Cancelled) {
        return Err(Rejection::NotAClosingStatus);
    }
    if !state.is_open() {
        return Err(Rejection::NotOpen);
    }
    Ok(vec![Event::Closed(ReferralClosed { status: status.into(), reason: reason.into() })])
}

/// A referral that was taken in returns to the accepted; any other is to be decided anew.
fn reopen(state: &ReferralState, note: &Sealed) -> Decided {
    let status = match state.status() {
        S::Completed | S::Failed | S::Cancelled => S::Accepted,
        S::Rejected | S::EnteredInError => S::Acknowledged,
        _ => return Err(Rejection::NotClosed),
    };
    let status = if status == S::Accepted && !state.was_accepted() { S::Acknowledged } else { status };
    Ok(vec![Event::Reopened(ReferralReopened { status: status.into(), note: Some(note.clone()) })])
}

/// A reason goes with a wait, and may be known before the wait begins.
fn not_begun(state: &ReferralState) -> Result<(), Rejection> {
    match state.status() {
        S::Requested | S::Acknowledged | S::Accepted | S::OnHold => Ok(()),
        S::InProgress => Err(Rejection::NotWaiting),
        _ => Err(Rejection::NotOpen),
    }
}

fn take_back_priority(state: &ReferralState, note: Option<&Sealed>) -> Decided {
    not_begun(state)?;
    if !state.has_priority() {
        return Err(Rejection::NoPriority);
    }
    Ok(vec![Event::PriorityTakenBack(PriorityTakenBack { note: note.cloned() })])
}

/// She was taken in and it has not begun. What rests before the decision is not decided by going on.
fn is_taken_in(state: &ReferralState) -> bool {
    match state.status() {
        S::Accepted => true,
        S::OnHold => state.was_accepted(),
        _ => false,
    }
}

/// Rules and decisions come before she was taken in, or while it rests before that.
fn undecided(state: &ReferralState) -> Result<(), Rejection> {
    match state.status() {
        S::Requested | S::Acknowledged => Ok(()),
        S::OnHold if !state.was_accepted() => Ok(()),
        S::OnHold | S::Accepted | S::InProgress | S::Rejected => Err(Rejection::AlreadyDecided),
        _ => Err(Rejection::NotOpen),
    }
}
