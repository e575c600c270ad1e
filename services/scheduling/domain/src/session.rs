//! A session: one gathering, single or of a series, who has a seat, and who was there.

mod attendance;
mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use attendance::{Attendance, Correction};
pub use rejection::SessionRejection;

use std::collections::{BTreeMap, BTreeSet};

use decider::{Decider, Env, Sealed};
use jiff::civil::Date;
use proto::scheduling::v1::{
    AttendanceStatus, LocalStart, PersonAttendance, SessionCancelReason, SessionKind, SessionStatus,
    session_event::Event,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wall_time::{Minutes, WallTime};

/// The aggregate.
#[derive(Debug)]
pub struct Session;

/// What the rules know of a session. Default: one that was never planned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionState {
    stage: Stage,
    group_id: Option<Uuid>,
    at_home: bool,
    start: WallTime,
    duration_minutes: u32,
    place: String,
    counts_only: bool,
    capacity: Option<u32>,
    moved_by_hand: bool,
    enrolled: BTreeSet<Uuid>,
    /// Set once it was held.
    attendance: Option<Attendance>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum Stage {
    #[default]
    Unknown,
    Tentative,
    Confirmed,
    Cancelled,
}

impl SessionState {
    pub fn status(&self) -> SessionStatus {
        match self.stage {
            Stage::Unknown => SessionStatus::Unspecified,
            Stage::Tentative => SessionStatus::Tentative,
            Stage::Confirmed => SessionStatus::Confirmed,
            Stage::Cancelled => SessionStatus::Cancelled,
        }
    }

    /// The group whose leaders may record attendance.
    pub fn group_id(&self) -> Option<Uuid> {
        self.group_id
    }

    /// Guidance at a home: its place is sealed, and it is for one person.
    pub fn is_at_home(&self) -> bool {
        self.at_home
    }

    /// Who has a seat.
    pub fn enrolled(&self) -> impl Iterator<Item = Uuid> {
        self.enrolled.iter().copied()
    }

    /// Who was there; nothing before it was held.
    pub fn attendance(&self) -> Option<&Attendance> {
        self.attendance.as_ref()
    }
}

/// When and where.
#[derive(Debug, Clone)]
pub struct Slot {
    pub start: WallTime,
    pub duration: Minutes,
    /// A public place; empty for guidance at a home.
    pub place: String,
    /// `PrivatePlace`, for guidance at a home.
    pub private_place: Option<Sealed>,
}

/// A session as it is planned.
#[derive(Debug, Clone)]
pub struct SessionPlan {
    pub kind: SessionKind,
    /// Empty when it belongs to none.
    pub programme_id: String,
    pub group_id: Option<Uuid>,
    pub series_id: Option<Uuid>,
    pub name: String,
    pub theme: String,
    pub slot: Slot,
    pub tentative: bool,
    pub counts_only: bool,
    pub capacity: Option<u32>,
}

/// What can be done with a session.
#[derive(Debug, Clone)]
pub enum SessionCommand {
    /// A single session, and who has a seat from the start.
    Plan {
        plan: SessionPlan,
        enrolled: Vec<Uuid>,
        /// One of them is being erased.
        erasure_ordered: bool,
    },
    /// Bring it to what its series says of the week: a session, or none. Never rejected. What was held, cancelled or
    /// moved by hand stays where it is, but a week without a session has none, by hand or not.
    Follow(Option<SessionPlan>),
    Confirm,
    /// By hand: its series no longer moves it.
    Move(Slot),
    Cancel {
        reason: SessionCancelReason,
    },
    Enrol {
        person_id: Uuid,
        /// She is being erased.
        erasure_ordered: bool,
    },
    CancelEnrolment {
        person_id: Uuid,
    },
    /// It was held.
    RecordAttendance(Attendance),
    CorrectAttendance(Correction),
}

impl Decider for Session {
    const KIND: &'static str = "session";
    const FOLD_VERSION: u32 = 2;
    type State = SessionState;
    type Command = SessionCommand;
    type Event = Event;
    type Rejection = SessionRejection;

    fn decide(state: &SessionState, command: &SessionCommand, env: &Env) -> Result<Vec<Event>, SessionRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut SessionState, event: &Event, _: Date) {
        match event {
            Event::Planned(planned) => {
                let tentative = planned.status() == SessionStatus::Tentative;
                state.stage = if tentative { Stage::Tentative } else { Stage::Confirmed };
                state.group_id = planned.group_id.parse().ok();
                state.at_home = planned.kind() == SessionKind::HomeGuidance;
                state.counts_only = planned.counts_only;
                state.capacity = planned.capacity;
                state.takes_place(planned.start.as_ref(), planned.duration_minutes, &planned.place);
            }
            Event::Confirmed(_) => state.stage = Stage::Confirmed,
            Event::Moved(moved) => {
                state.moved_by_hand |= !moved.with_series;
                state.takes_place(moved.start.as_ref(), moved.duration_minutes, &moved.place);
            }
            Event::Cancelled(_) => state.stage = Stage::Cancelled,
            Event::Enrolled(enrolled) => {
                state.enrolled.extend(enrolled.person_id.parse::<Uuid>());
            }
            Event::EnrolmentCancelled(cancelled) => {
                state.enrolled.retain(|person_id| person_id.to_string() != cancelled.person_id);
            }
            Event::AttendanceRecorded(recorded) => {
                state.attendance = Some(Attendance {
                    persons: persons(&recorded.persons),
                    unnamed: recorded.unnamed.unwrap_or_default(),
                    children_in_childcare: recorded.children_in_childcare,
                });
            }
            Event::AttendanceCorrected(corrected) => {
                if let Some(attendance) = &mut state.attendance {
                    attendance.persons.retain(|id, _| !corrected.removed_person_ids.contains(&id.to_string()));
                    attendance.persons.extend(persons(&corrected.persons));
                    attendance.unnamed = corrected.unnamed.unwrap_or(attendance.unnamed);
                    attendance.children_in_childcare =
                        corrected.children_in_childcare.unwrap_or(attendance.children_in_childcare);
                }
            }
        }
    }
}

impl SessionState {
    fn takes_place(&mut self, start: Option<&LocalStart>, duration_minutes: u32, place: &str) {
        self.start = start.and_then(|start| start.try_into().ok()).unwrap_or_default();
        self.duration_minutes = duration_minutes;
        place.clone_into(&mut self.place);
    }

    fn is_at(&self, slot: &Slot) -> bool {
        self.start == slot.start && self.duration_minutes == slot.duration.get() && self.place == slot.place
    }
}

fn persons(recorded: &[PersonAttendance]) -> BTreeMap<Uuid, AttendanceStatus> {
    recorded.iter().filter_map(|person| Some((person.person_id.parse().ok()?, person.status()))).collect()
}
