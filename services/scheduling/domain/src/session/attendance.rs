//! Who was there: by name, or as a count.

use std::collections::BTreeMap;

use proto::scheduling::v1::{AttendanceCorrected, AttendanceRecorded, AttendanceStatus, Headcount, PersonAttendance};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SessionRejection as Rejection;

/// Who was there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attendance {
    pub(super) persons: BTreeMap<Uuid, AttendanceStatus>,
    pub(super) unnamed: Headcount,
    pub(super) children_in_childcare: u32,
}

impl Attendance {
    /// Rejected when it names somebody twice.
    pub fn new(
        persons: impl IntoIterator<Item = (Uuid, AttendanceStatus)>,
        unnamed: Headcount,
        children_in_childcare: u32,
    ) -> Result<Self, Rejection> {
        Ok(Self { persons: once_each(persons)?, unnamed, children_in_childcare })
    }

    pub fn persons(&self) -> impl Iterator<Item = (Uuid, AttendanceStatus)> {
        self.persons.iter().map(|(person_id, status)| (*person_id, *status))
    }

    /// Nobody named and nobody counted.
    pub(super) fn is_empty(&self) -> bool {
        self.persons.is_empty() && !self.counts_somebody()
    }

    pub(super) fn counts_somebody(&self) -> bool {
        self.unnamed != Headcount::default() || self.children_in_childcare > 0
    }

    pub(super) fn corrected(&self, correction: &Correction) -> Self {
        let mut corrected = self.clone();
        corrected.persons.retain(|person_id, _| !correction.removed.contains(person_id));
        corrected.persons.extend(&correction.persons);
        corrected.unnamed = correction.unnamed.unwrap_or(corrected.unnamed);
        corrected.children_in_childcare = correction.children_in_childcare.unwrap_or(corrected.children_in_childcare);
        corrected
    }

    /// What leads from here to there, and nothing else.
    pub(super) fn change_to(&self, corrected: &Self) -> AttendanceCorrected {
        let changed =
            corrected.persons.iter().filter(|(person_id, status)| self.persons.get(person_id) != Some(status));
        let removed = self.persons.keys().filter(|person_id| !corrected.persons.contains_key(person_id));
        AttendanceCorrected {
            persons: changed.map(stored).collect(),
            removed_person_ids: removed.map(Uuid::to_string).collect(),
            unnamed: (self.unnamed != corrected.unnamed).then_some(corrected.unnamed),
            children_in_childcare: (self.children_in_childcare != corrected.children_in_childcare)
                .then_some(corrected.children_in_childcare),
        }
    }
}

impl From<&Attendance> for AttendanceRecorded {
    fn from(attendance: &Attendance) -> Self {
        Self {
            persons: attendance.persons.iter().map(stored).collect(),
            unnamed: (attendance.unnamed != Headcount::default()).then_some(attendance.unnamed),
            children_in_childcare: attendance.children_in_childcare,
        }
    }
}

/// What was not quite so.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    persons: BTreeMap<Uuid, AttendanceStatus>,
    removed: Vec<Uuid>,
    unnamed: Option<Headcount>,
    children_in_childcare: Option<u32>,
}

impl Correction {
    /// Rejected when it names somebody twice. Counts left out stay.
    pub fn new(
        persons: impl IntoIterator<Item = (Uuid, AttendanceStatus)>,
        removed: Vec<Uuid>,
        unnamed: Option<Headcount>,
        children_in_childcare: Option<u32>,
    ) -> Result<Self, Rejection> {
        let persons = once_each(persons)?;
        if removed.iter().any(|person_id| persons.contains_key(person_id)) {
            return Err(Rejection::SomebodyTwice);
        }
        Ok(Self { persons, removed, unnamed, children_in_childcare })
    }
}

fn once_each(
    persons: impl IntoIterator<Item = (Uuid, AttendanceStatus)>,
) -> Result<BTreeMap<Uuid, AttendanceStatus>, Rejection> {
    let mut once = BTreeMap::new();
    for (person_id, status) in persons {
        if once.insert(person_id, status).is_some() {
            return Err(Rejection::SomebodyTwice);
        }
    }
    Ok(once)
}

fn stored((person_id, status): (&Uuid, &AttendanceStatus)) -> PersonAttendance {
    PersonAttendance { person_id: person_id.to_string(), status: (*status).into() }
}
