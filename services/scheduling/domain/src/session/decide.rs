use decider::Env;
use proto::scheduling::v1::{
    AttendanceCorrected, EnrolmentCancelled, PersonEnrolled, SessionCancelReason, SessionCancelled, SessionConfirmed,
    SessionKind, SessionMoved, SessionPlanned, SessionStatus, session_event::Event,
};
use uuid::Uuid;

use super::{
    Attendance, Correction, SessionCommand as Command, SessionPlan, SessionRejection as Rejection, SessionState, Slot,
    Stage,
};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &SessionState, command: &Command, env: &Env) -> Decided {
    match command {
        Command::Plan { erasure_ordered: true, .. } | Command::Enrol { erasure_ordered: true, .. } => {
            Err(Rejection::ErasureOrdered)
        }
        Command::Plan { plan, enrolled, .. } => begin(state, plan, enrolled),
        Command::Follow(week) => Ok(follow(state, week.as_ref())),
        Command::Confirm => confirm(state),
        Command::Move(slot) => shift(state, slot),
        Command::Cancel { reason } => cancel(state, *reason),
        Command::Enrol { person_id, .. } => enrol(state, *person_id),
        Command::CancelEnrolment { person_id } => cancel_enrolment(state, *person_id),
        Command::RecordAttendance(attendance) => record(state, attendance, env),
        Command::CorrectAttendance(correction) => correct(state, correction),
    }
}

fn begin(state: &SessionState, plan: &SessionPlan, enrolled: &[Uuid]) -> Decided {
    if state.stage != Stage::Unknown {
        return Err(Rejection::AlreadyPlanned);
    }
    let mut seats = enrolled.to_vec();
    seats.sort_unstable();
    seats.dedup();
    let at_home = plan.kind == SessionKind::HomeGuidance;
    if at_home && seats.len() != 1 {
        return Err(Rejection::HomeGuidanceIsForOne);
    }
    place_fits(at_home, &plan.slot)?;
    if plan.counts_only && !seats.is_empty() {
        return Err(Rejection::CountsOnly);
    }
    seats_suffice(plan.capacity, seats.len())?;
    let mut events = vec![planned(plan)];
    events.extend(seats.into_iter().map(enrolled_event));
    Ok(events)
}

fn follow(state: &SessionState, week: Option<&SessionPlan>) -> Vec<Event> {
    let settled = state.attendance.is_some() || state.stage == Stage::Cancelled;
    match week {
        Some(plan) if state.stage == Stage::Unknown => vec![planned(plan)],
        Some(plan) if !settled && !state.moved_by_hand && !state.is_at(&plan.slot) => vec![moved(&plan.slot, true)],
        None if !settled && state.stage != Stage::Unknown => {
            let reason = SessionCancelReason::SeriesChanged.into();
            vec![Event::Cancelled(SessionCancelled { reason })]
        }
        Some(_) | None => vec![],
    }
}

fn confirm(state: &SessionState) -> Decided {
    match state.stage {
        Stage::Unknown => Err(Rejection::NotFound),
        Stage::Tentative => Ok(vec![Event::Confirmed(SessionConfirmed {})]),
        Stage::Confirmed => Ok(vec![]),
        Stage::Cancelled => Err(Rejection::Cancelled),
    }
}

fn shift(state: &SessionState, slot: &Slot) -> Decided {
    ahead(state)?;
    place_fits(state.at_home, slot)?;
    // Whether a sealed place is another one cannot be seen.
    if slot.private_place.is_none() && state.is_at(slot) {
        return Ok(vec![]);
    }
    Ok(vec![moved(slot, false)])
}

fn cancel(state: &SessionState, reason: SessionCancelReason) -> Decided {
    match ahead(state) {
        Ok(()) => Ok(vec![Event::Cancelled(SessionCancelled { reason: reason.into() })]),
        Err(Rejection::Cancelled) => Ok(vec![]),
        Err(other) => Err(other),
    }
}

fn enrol(state: &SessionState, person_id: Uuid) -> Decided {
    ahead(state)?;
    if state.counts_only {
        return Err(Rejection::CountsOnly);
    }
    if state.enrolled.contains(&person_id) {
        return Ok(vec![]);
    }
    if state.at_home && !state.enrolled.is_empty() {
        return Err(Rejection::HomeGuidanceIsForOne);
    }
    seats_suffice(state.capacity, state.enrolled.len() + 1)?;
    Ok(vec![enrolled_event(person_id)])
}

fn cancel_enrolment(state: &SessionState, person_id: Uuid) -> Decided {
    ahead(state)?;
    if !state.enrolled.contains(&person_id) {
        return Ok(vec![]);
    }
    if state.at_home {
        return Err(Rejection::HomeGuidanceIsForOne);
    }
    Ok(vec![Event::EnrolmentCancelled(EnrolmentCancelled { person_id: person_id.to_string() })])
}

/// A tentative session that was held was certain after all.
fn record(state: &SessionState, attendance: &Attendance, env: &Env) -> Decided {
    match ahead(state) {
        Ok(()) => {}
        Err(Rejection::AlreadyHeld) => return Err(Rejection::AttendanceAlreadyRecorded),
        Err(other) => return Err(other),
    }
    let planned_on = state.start.date;
    if planned_on > env.occurred_on {
        return Err(Rejection::NotYet { planned_on });
    }
    attendance_fits(state, attendance)?;
    let mut events = Vec::new();
    if state.stage == Stage::Tentative {
        events.push(Event::Confirmed(SessionConfirmed {}));
    }
    events.push(Event::AttendanceRecorded(attendance.into()));
    Ok(events)
}

fn correct(state: &SessionState, correction: &Correction) -> Decided {
    if state.stage == Stage::Unknown {
        return Err(Rejection::NotFound);
    }
    let recorded = state.attendance.as_ref().ok_or(Rejection::AttendanceNotRecorded)?;
    let corrected = recorded.corrected(correction);
    attendance_fits(state, &corrected)?;
    let change = recorded.change_to(&corrected);
    if change == AttendanceCorrected::default() {
        return Ok(vec![]);
    }
    Ok(vec![Event::AttendanceCorrected(change)])
}

/// Neither cancelled nor held.
fn ahead(state: &SessionState) -> Result<(), Rejection> {
    match state.stage {
        Stage::Unknown => Err(Rejection::NotFound),
        Stage::Cancelled => Err(Rejection::Cancelled),
        Stage::Tentative | Stage::Confirmed if state.attendance.is_some() => Err(Rejection::AlreadyHeld),
        Stage::Tentative | Stage::Confirmed => Ok(()),
    }
}

fn place_fits(at_home: bool, slot: &Slot) -> Result<(), Rejection> {
    if at_home && !slot.place.is_empty() { Err(Rejection::PlaceShowsAHome) } else { Ok(()) }
}

fn seats_suffice(capacity: Option<u32>, taken: usize) -> Result<(), Rejection> {
    match capacity {
        Some(capacity) if taken > capacity as usize => Err(Rejection::Full { capacity }),
        Some(_) | None => Ok(()),
    }
}

fn attendance_fits(state: &SessionState, attendance: &Attendance) -> Result<(), Rejection> {
    if state.counts_only && !attendance.persons.is_empty() {
        return Err(Rejection::CountsOnly);
    }
    if state.at_home && attendance.counts_somebody() {
        return Err(Rejection::HomeGuidanceCountsNobody);
    }
    if attendance.is_empty() {
        return Err(Rejection::AttendanceEmpty);
    }
    Ok(())
}

fn planned(plan: &SessionPlan) -> Event {
    let status = if plan.tentative { SessionStatus::Tentative } else { SessionStatus::Confirmed };
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    Event::Planned(SessionPlanned {
        kind: plan.kind.into(),
        programme_id: plan.programme_id.clone(),
        group_id: id(plan.group_id),
        series_id: id(plan.series_id),
        name: plan.name.clone(),
        theme: plan.theme.clone(),
        start: Some(plan.slot.start.into()),
        duration_minutes: plan.slot.duration.get(),
        place: plan.slot.place.clone(),
        private_place: plan.slot.private_place.clone(),
        status: status.into(),
        counts_only: plan.counts_only,
        capacity: plan.capacity,
    })
}

fn moved(slot: &Slot, with_series: bool) -> Event {
    Event::Moved(SessionMoved {
        start: Some(slot.start.into()),
        duration_minutes: slot.duration.get(),
        place: slot.place.clone(),
        private_place: slot.private_place.clone(),
        with_series,
    })
}

fn enrolled_event(person_id: Uuid) -> Event {
    Event::Enrolled(PersonEnrolled { person_id: person_id.to_string() })
}
