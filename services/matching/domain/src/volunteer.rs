//! A volunteer of one programme: what leads to approval, and the slots that matches take after.

pub mod absence;

mod decide;
mod expense;
mod readiness;
mod rejection;
#[cfg(test)]
mod tests;

pub use readiness::missing;
pub use rejection::VolunteerRejection;

use decider::{ActorId, Decider, Env, Sealed};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        ConfidentialityPledged, ExpenseAnswer, ExpenseNoted, TrainingCompleted, VolunteerApplied, VolunteerInterviewed,
        VolunteerProfileTold, VolunteerStatus, volunteer_event::Event,
    },
    programmes::v1::ExtractRule,
    referrals::v1::GivenBy,
};
use serde::{Deserialize, Serialize};

use absence::Absence;
use expense::Expense;

/// The aggregate. A person who volunteers in two programmes is two of them.
#[derive(Debug)]
pub struct Volunteer;

/// What the rules know of a volunteer. Default: one who never applied.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VolunteerState {
    /// Number of the `VolunteerStatus`; 0 before the application.
    status: i32,
    pub person_id: String,
    pub programme_id: String,
    /// `MatchingProfile`, the newest.
    pub profile: Option<Sealed>,
    /// Introduction, the newest.
    pub introduction: Option<Sealed>,
    training_minutes: u32,
    interviewed: bool,
    pledged: bool,
    task: Option<Task>,
    capacity: u32,
    /// Matches that take a slot, oldest first; never more than `capacity`.
    slots: Vec<Slot>,
    /// The first day back of the present break, when known.
    paused_until: Option<Date>,
    /// In the order told; none overlaps another.
    absences: Vec<Absence>,
    expenses: Vec<Expense>,
}

/// The task as last assessed, with what became of its extract.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Task {
    role: String,
    extract_required: bool,
    extract: Extract,
}

/// How far the extract of a task is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Extract {
    #[default]
    NotAsked,
    Consented,
    Ordered,
    Inspected,
}

/// A match that takes a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub match_id: String,
    pub support_request_id: String,
}

impl VolunteerState {
    /// A break whose end is known stays `Paused` until she is welcomed back; see `is_paused_on`.
    pub fn status(&self) -> VolunteerStatus {
        VolunteerStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != VolunteerStatus::Unspecified
    }

    /// A break is over on its first day back, whether or not anybody recorded it.
    pub fn is_paused_on(&self, day: Date) -> bool {
        self.status() == VolunteerStatus::Paused && self.paused_until.is_none_or(|back| day < back)
    }

    /// The last day of the absence that a day lies in. She stays approved and keeps her matches.
    pub fn away_until(&self, day: Date) -> Option<Date> {
        self.absences.iter().find(|absence| absence.holds(day)).map(|absence| absence.last_day)
    }

    /// Her task asks for an extract that nobody has inspected.
    pub fn lacks_extract(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.extract_required && task.extract != Extract::Inspected)
    }

    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// Matches that take a slot, oldest first.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub fn slots_taken(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Applied and not yet decided on.
    pub fn is_in_pipeline(&self) -> bool {
        use VolunteerStatus as S;
        matches!(self.status(), S::Applied | S::InTraining | S::Interviewed)
    }

    /// Was approved and has not left.
    pub fn is_approved(&self) -> bool {
        matches!(self.status(), VolunteerStatus::Approved | VolunteerStatus::Paused)
    }

    /// Neither left nor refused.
    pub fn is_here(&self) -> bool {
        self.is_in_pipeline() || self.is_approved()
    }
}

/// What can be done with a volunteer.
#[derive(Debug, Clone)]
pub enum VolunteerCommand {
    /// Apply.
    Apply(VolunteerApplied),
    /// Keep what would fit her.
    TellProfile(VolunteerProfileTold),
    /// Record a training; also after approval.
    RecordTraining(TrainingCompleted),
    /// Record the interview.
    RecordInterview(VolunteerInterviewed),
    /// Record the pledge.
    RecordPledge(ConfidentialityPledged),
    /// Hold her task against the three conditions of 148/2014.
    AssessRole { role: String, conditions: ExtractRule, assessed_by: ActorId },
    /// Record her consent to the extract.
    RecordExtractConsent { given_by: GivenBy },
    /// Record that the extract was ordered.
    RecordExtractOrder,
    /// Record that somebody inspected the extract.
    RecordExtractInspection { issued_on: Date, inspected_by: ActorId },
    /// Approve. `training_minutes_needed` is the programme's rule of the day.
    Approve { capacity: u32, training_minutes_needed: u32 },
    /// Do not approve. The reason is a `VolunteerRefusal`.
    MarkNotApproved { reason: Sealed },
    /// Change how many matches she may have at once.
    ChangeCapacity { capacity: u32 },
    /// Take a break, or change its end. The reason is a `VolunteerPause`.
    Pause { until: Option<Date>, reason: Sealed },
    /// Come back.
    Resume,
    /// Stop. The reason is a `VolunteerLeaving`.
    Leave { reason: Sealed, thanked: bool },
    /// Be away from the first day to the last, known ahead of time.
    TellAbsence { absence_id: String, first_day: Date, last_day: Date },
    /// Not be away after all.
    TakeBackAbsence { absence_id: String },
    /// Hand in what the task cost; what it comes to and what for are sealed in it.
    NoteExpense { noted: ExpenseNoted, spent_on: Date },
    /// Say what becomes of an expense. The reason is a `Note`.
    AnswerExpense { expense_id: String, answer: ExpenseAnswer, reason: Option<Sealed> },
    /// She is being erased: stop, whatever matches she has.
    LeaveErased,
    /// A match takes a slot; decided together with the request and the match.
    TakeSlot { match_id: String, support_request_id: String },
    /// A match ended or never began.
    ReleaseSlot { match_id: String },
}

impl Decider for Volunteer {
    const KIND: &'static str = "volunteer";
    const FOLD_VERSION: u32 = 2;
    type State = VolunteerState;
    type Command = VolunteerCommand;
    type Event = Event;
    type Rejection = VolunteerRejection;

    fn decide(state: &VolunteerState, command: &VolunteerCommand, env: &Env) -> Result<Vec<Event>, VolunteerRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut VolunteerState, event: &Event, _: Date) {
        use VolunteerStatus as S;
        match event {
            Event::Applied(applied) => {
                state.status = S::Applied.into();
                state.person_id.clone_from(&applied.person_id);
                state.programme_id.clone_from(&applied.programme_id);
                state.profile.clone_from(&applied.profile);
                state.introduction.clone_from(&applied.introduction);
            }
            Event::ProfileTold(told) => {
                if told.profile.is_some() {
                    state.profile.clone_from(&told.profile);
                }
                if told.introduction.is_some() {
                    state.introduction.clone_from(&told.introduction);
                }
            }
            Event::TrainingCompleted(training) => {
                state.training_minutes = state.training_minutes.saturating_add(training.minutes);
                if state.status() == S::Applied {
                    state.status = S::InTraining.into();
                }
            }
            Event::Interviewed(_) => {
                state.interviewed = true;
                if state.is_in_pipeline() {
                    state.status = S::Interviewed.into();
                }
            }
            Event::ConfidentialityPledged(_) => state.pledged = true,
            Event::RoleAssessed(assessed) => {
                let kept = state.task.take().filter(|task| task.role == assessed.role).unwrap_or_default();
                state.task = Some(Task {
                    role: assessed.role.clone(),
                    extract_required: assessed.extract_required,
                    extract: kept.extract,
                });
            }
            Event::ExtractConsented(_) => state.extract_is(Extract::Consented),
            Event::ExtractOrdered(_) => state.extract_is(Extract::Ordered),
            Event::ExtractInspected(_) => state.extract_is(Extract::Inspected),
            Event::Approved(approved) => {
                state.status = S::Approved.into();
                state.capacity = approved.capacity;
            }
            Event::NotApproved(_) => state.status = S::NotApproved.into(),
            Event::CapacityChanged(changed) => state.capacity = changed.capacity,
            Event::Paused(paused) => {
                state.status = S::Paused.into();
                state.paused_until = paused.until.parse().ok();
            }
            Event::Resumed(_) => {
                state.status = S::Approved.into();
                state.paused_until = None;
            }
            Event::SlotTaken(taken) => state
                .slots
                .push(Slot { match_id: taken.match_id.clone(), support_request_id: taken.support_request_id.clone() }),
            Event::SlotReleased(released) => state.slots.retain(|slot| slot.match_id != released.match_id),
            Event::Left(_) => {
                state.status = S::Left.into();
                state.paused_until = None;
            }
            Event::AbsenceTold(told) => {
                if let (Ok(first_day), Ok(last_day)) = (told.first_day.parse(), told.last_day.parse()) {
                    state.absences.push(Absence { absence_id: told.absence_id.clone(), first_day, last_day });
                }
            }
            Event::AbsenceTakenBack(back) => state.absences.retain(|told| told.absence_id != back.absence_id),
            Event::ExpenseNoted(noted) => {
                state.expenses.push(Expense { expense_id: noted.expense_id.clone(), answered: false });
            }
            Event::ExpenseAnswered(answered) => {
                let known = state.expenses.iter_mut().find(|expense| expense.expense_id == answered.expense_id);
                if let Some(expense) = known {
                    expense.answered = true;
                }
            }
        }
    }
}

impl VolunteerState {
    fn extract_is(&mut self, extract: Extract) {
        if let Some(task) = &mut self.task {
            task.extract = extract;
        }
    }
}
