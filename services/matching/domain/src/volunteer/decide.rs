use decider::{ActorId, Env, Sealed};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        CapacityChanged, ExtractConsented, ExtractInspected, ExtractOrdered, RoleAssessed, SlotReleased, SlotTaken,
        VolunteerApproved, VolunteerLeft, VolunteerNotApproved, VolunteerPaused, VolunteerResumed,
        VolunteerStatus as S, volunteer_event::Event,
    },
    programmes::v1::ExtractRule,
    referrals::v1::GivenBy,
};

use super::{
    Extract, Task, VolunteerCommand as Command, VolunteerRejection as Rejection, VolunteerState, absence, expense,
    missing,
};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &VolunteerState, command: &Command, env: &Env) -> Decided {
    if let Command::Apply(applied) = command {
        return if state.exists() { Err(Rejection::AlreadyApplied) } else { Ok(vec![Event::Applied(applied.clone())]) };
    }
    if !state.exists() {
        return Err(Rejection::NotFound);
    }
    match command {
        Command::Apply(_) => Err(Rejection::AlreadyApplied),
        Command::TellProfile(told) => while_here(state, Event::ProfileTold(told.clone())),
        Command::RecordTraining(training) => while_here(state, Event::TrainingCompleted(training.clone())),
        Command::RecordInterview(interview) => while_here(state, Event::Interviewed(interview.clone())),
        Command::RecordPledge(pledge) => while_here(state, Event::ConfidentialityPledged(pledge.clone())),
        Command::AssessRole { role, conditions, assessed_by } => assess(state, role, *conditions, assessed_by),
        Command::RecordExtractConsent { given_by } => consent(state, *given_by),
        Command::RecordExtractOrder => order(state),
        Command::RecordExtractInspection { issued_on, inspected_by } => inspect(state, *issued_on, inspected_by, env),
        Command::Approve { capacity, training_minutes_needed } => approve(state, *capacity, *training_minutes_needed),
        Command::MarkNotApproved { reason } => refuse(state, reason),
        Command::ChangeCapacity { capacity } => change_capacity(state, *capacity),
        Command::Pause { until, reason } => pause(state, *until, reason, env),
        Command::Resume => resume(state),
        Command::Leave { reason, thanked } => leave(state, reason, *thanked),
        Command::TellAbsence { absence_id, first_day, last_day } => {
            absence::tell(state, absence_id, (*first_day, *last_day), env)
        }
        Command::TakeBackAbsence { absence_id } => absence::take_back(state, absence_id, env),
        Command::NoteExpense { noted, spent_on } => expense::note(state, noted, *spent_on, env),
        Command::AnswerExpense { expense_id, answer, reason } => {
            expense::answer(state, expense_id, *answer, reason.as_ref())
        }
        Command::LeaveErased => Ok(leave_erased(state)),
        Command::TakeSlot { match_id, support_request_id } => take_slot(state, match_id, support_request_id, env),
        Command::ReleaseSlot { match_id } => Ok(release_slot(state, match_id)),
    }
}

fn while_here(state: &VolunteerState, event: Event) -> Decided {
    if state.is_here() { Ok(vec![event]) } else { Err(Rejection::Gone) }
}

/// An extract is required when all three conditions of 148/2014 hold for the task.
fn assess(state: &VolunteerState, role: &str, conditions: ExtractRule, assessed_by: &ActorId) -> Decided {
    let extract_required =
        conditions.regular_contact_with_minors && conditions.personal_interaction && conditions.alone_with_minors;
    let assessed = RoleAssessed {
        role: role.to_owned(),
        conditions: Some(conditions),
        extract_required,
        assessed_by: assessed_by.as_str().to_owned(),
    };
    while_here(state, Event::RoleAssessed(assessed))
}

/// The task whose extract may be asked for: never one that needs none, nor a second time for the same.
fn task_to_inspect(state: &VolunteerState) -> Result<&Task, Rejection> {
    if !state.is_here() {
        return Err(Rejection::Gone);
    }
    let task = state.task.as_ref().filter(|task| task.extract_required).ok_or(Rejection::ExtractNotRequired)?;
    if task.extract == Extract::Inspected {
        return Err(Rejection::ExtractAlreadyInspected { role: task.role.clone() });
    }
    Ok(task)
}

fn consent(state: &VolunteerState, given_by: GivenBy) -> Decided {
    let task = task_to_inspect(state)?;
    if !matches!(given_by, GivenBy::Paper | GivenBy::Link) {
        return Err(Rejection::ExtractConsentNotWritten);
    }
    if task.extract >= Extract::Consented {
        return Ok(vec![]);
    }
    Ok(vec![Event::ExtractConsented(ExtractConsented { given_by: given_by.into() })])
}

fn order(state: &VolunteerState) -> Decided {
    match task_to_inspect(state)?.extract {
        Extract::NotAsked => Err(Rejection::ExtractNotConsented),
        Extract::Consented => Ok(vec![Event::ExtractOrdered(ExtractOrdered {})]),
        Extract::Ordered | Extract::Inspected => Ok(vec![]),
    }
}

fn inspect(state: &VolunteerState, issued_on: Date, inspected_by: &ActorId, env: &Env) -> Decided {
    if task_to_inspect(state)?.extract < Extract::Ordered {
        return Err(Rejection::ExtractNotOrdered);
    }
    if issued_on > env.occurred_on {
        return Err(Rejection::ExtractIssuedTooLate);
    }
    let inspected =
        ExtractInspected { issued_on: issued_on.to_string(), inspected_by: inspected_by.as_str().to_owned() };
    Ok(vec![Event::ExtractInspected(inspected)])
}

fn approve(state: &VolunteerState, capacity: u32, training_minutes_needed: u32) -> Decided {
    if !state.is_in_pipeline() {
        return Err(Rejection::AlreadyDecided);
    }
    if capacity == 0 {
        return Err(Rejection::CapacityZero);
    }
    let missing = missing(state, training_minutes_needed);
    if !missing.is_empty() {
        return Err(Rejection::NotReady { missing });
    }
    Ok(vec![Event::Approved(VolunteerApproved { capacity })])
}

fn refuse(state: &VolunteerState, reason: &Sealed) -> Decided {
    if state.status() == S::NotApproved {
        return Ok(vec![]);
    }
    if !state.is_in_pipeline() {
        return Err(Rejection::AlreadyDecided);
    }
    Ok(vec![Event::NotApproved(VolunteerNotApproved { reason: Some(reason.clone()) })])
}

fn change_capacity(state: &VolunteerState, capacity: u32) -> Decided {
    approved(state)?;
    if capacity == 0 {
        return Err(Rejection::CapacityZero);
    }
    if capacity < state.slots_taken() {
        return Err(Rejection::CapacityBelowMatches { slots_taken: state.slots_taken() });
    }
    if capacity == state.capacity {
        return Ok(vec![]);
    }
    Ok(vec![Event::CapacityChanged(CapacityChanged { capacity })])
}

fn pause(state: &VolunteerState, until: Option<Date>, reason: &Sealed, env: &Env) -> Decided {
    approved(state)?;
    if until.is_some_and(|back| back <= env.occurred_on) {
        return Err(Rejection::PauseEndsTooEarly);
    }
    let until = until.map(|back| back.to_string()).unwrap_or_default();
    Ok(vec![Event::Paused(VolunteerPaused { until, reason: Some(reason.clone()) })])
}

fn resume(state: &VolunteerState) -> Decided {
    if state.status() == S::Paused { Ok(vec![Event::Resumed(VolunteerResumed {})]) } else { Err(Rejection::NotPaused) }
}

fn leave(state: &VolunteerState, reason: &Sealed, thanked: bool) -> Decided {
    if state.status() == S::Left {
        return Ok(vec![]);
    }
    if !state.slots.is_empty() {
        return Err(Rejection::HasMatches { slots_taken: state.slots_taken() });
    }
    while_here(state, Event::Left(VolunteerLeft { reason: Some(reason.clone()), thanked }))
}

/// Whatever she has: her matches stand on Today until each comes to its end.
fn leave_erased(state: &VolunteerState) -> Vec<Event> {
    if state.is_here() { vec![Event::Left(VolunteerLeft::default())] } else { Vec::new() }
}

fn take_slot(state: &VolunteerState, match_id: &str, support_request_id: &str, env: &Env) -> Decided {
    if state.slots.iter().any(|slot| slot.match_id == match_id) {
        return Ok(vec![]);
    }
    approved(state)?;
    if state.is_paused_on(env.occurred_on) {
        return Err(Rejection::Paused { until: state.paused_until });
    }
    if state.lacks_extract() {
        return Err(Rejection::ExtractNotInspected);
    }
    if state.slots_taken() >= state.capacity {
        return Err(Rejection::CapacityFull { capacity: state.capacity });
    }
    let taken = SlotTaken { match_id: match_id.to_owned(), support_request_id: support_request_id.to_owned() };
    Ok(vec![Event::SlotTaken(taken)])
}

fn release_slot(state: &VolunteerState, match_id: &str) -> Vec<Event> {
    let taken = state.slots.iter().any(|slot| slot.match_id == match_id);
    taken.then(|| Event::SlotReleased(SlotReleased { match_id: match_id.to_owned() })).into_iter().collect()
}

fn approved(state: &VolunteerState) -> Result<(), Rejection> {
    if state.is_approved() {
        Ok(())
    } else if state.is_in_pipeline() {
        Err(Rejection::NotApproved)
    } else {
        Err(Rejection::Gone)
    }
}
