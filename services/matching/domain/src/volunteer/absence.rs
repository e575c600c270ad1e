use decider::Env;
use jiff::{ToSpan as _, civil::Date};
use proto::matching::v1::{AbsenceTakenBack, AbsenceTold, volunteer_event::Event};
use serde::{Deserialize, Serialize};

use super::{VolunteerRejection as Rejection, VolunteerState};

/// When a volunteer is away. Last days are included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub absence_id: String,
    pub first_day: Date,
    pub last_day: Date,
}

impl Absence {
    pub fn holds(&self, day: Date) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }
}

/// The last day of the absence that a day lies in, of absences given by their first and last days.
pub fn away_until(absences: &[(Date, Date)], day: Date) -> Option<Date> {
    absences.iter().find(|(first, last)| (*first..=*last).contains(&day)).map(|(_, last)| *last)
}

/// When a check-in is due of a pair whose volunteer is away at times: one that falls into an absence is due the day
/// after it. One that was due before she went stays overdue. `absences` by their first and last days, in any order.
pub fn due_outside(mut due: Date, absences: &[(Date, Date)]) -> Date {
    while let Some(next) = away_until(absences, due).and_then(|last| last.tomorrow().ok()) {
        due = next;
    }
    due
}

/// Known ahead of time, at most a year long: what lasts longer is a break.
pub(super) fn tell(
    state: &VolunteerState,
    absence_id: &str,
    (first_day, last_day): (Date, Date),
    env: &Env,
) -> Result<Vec<Event>, Rejection> {
    if !state.is_here() {
        return Err(Rejection::Gone);
    }
    if last_day < first_day {
        return Err(Rejection::AbsenceReversed);
    }
    if last_day < env.occurred_on {
        return Err(Rejection::AbsenceOver);
    }
    if last_day > first_day.saturating_add(1.year()) {
        return Err(Rejection::AbsenceTooLong);
    }
    if let Some(other) = state.absences.iter().find(|told| told.first_day <= last_day && first_day <= told.last_day) {
        return Err(Rejection::AbsenceOverlaps { first_day: other.first_day, last_day: other.last_day });
    }
    Ok(vec![Event::AbsenceTold(AbsenceTold {
        absence_id: absence_id.to_owned(),
        first_day: first_day.to_string(),
        last_day: last_day.to_string(),
    })])
}

/// One that is over stays as it was.
pub(super) fn take_back(state: &VolunteerState, absence_id: &str, env: &Env) -> Result<Vec<Event>, Rejection> {
    let absence = state.absences.iter().find(|told| told.absence_id == absence_id).ok_or(Rejection::AbsenceNotFound)?;
    if absence.last_day < env.occurred_on {
        return Err(Rejection::AbsenceOver);
    }
    Ok(vec![Event::AbsenceTakenBack(AbsenceTakenBack { absence_id: absence_id.to_owned() })])
}
