//! A first meeting: a match is set up, the two and their coordinator find a time, and meet.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::FirstMeetingRejection;

use decider::{ActorId, Decider, Env, Sealed};
use jiff::civil::Date;
use proto::scheduling::v1::{
    CallOffReason, FirstMeetingOpened, FirstMeetingStatus, NotHeldReason, first_meeting_event::Event,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wall_time::{Minutes, WallTime};

/// The aggregate.
#[derive(Debug)]
pub struct FirstMeeting;

/// The first meeting of a match: it has one.
pub fn id_of(match_id: Uuid) -> Uuid {
    Uuid::new_v5(&match_id, b"first-meeting")
}

/// What the rules know of a first meeting. Default: one that was never opened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FirstMeetingState {
    stage: Stage,
    person_id: Option<Uuid>,
    coordinator_required: bool,
    failed_attempts: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum Stage {
    #[default]
    Unknown,
    ToPlan,
    Planned {
        on: Date,
    },
    Held,
    CalledOff,
}

impl FirstMeetingState {
    pub fn status(&self) -> FirstMeetingStatus {
        match self.stage {
            Stage::Unknown => FirstMeetingStatus::Unspecified,
            Stage::ToPlan => FirstMeetingStatus::ToPlan,
            Stage::Planned { .. } => FirstMeetingStatus::Planned,
            Stage::Held => FirstMeetingStatus::Held,
            Stage::CalledOff => FirstMeetingStatus::CalledOff,
        }
    }

    /// The mother, family or young person, whose keys seal the plan; nothing for a first meeting that was never opened.
    pub fn person_id(&self) -> Option<Uuid> {
        self.person_id
    }

    /// Attempts that did not come about.
    pub fn failed_attempts(&self) -> u32 {
        self.failed_attempts
    }
}

/// When, where and with whom they meet. Sealed values are the mother's.
#[derive(Debug, Clone)]
pub struct Plan {
    pub start: WallTime,
    pub duration: Minutes,
    /// The coordinator who will be present.
    pub coordinator: Option<ActorId>,
    /// `PrivatePlace`.
    pub place: Option<Sealed>,
    /// `MeetingNeeds`.
    pub needs: Option<Sealed>,
}

/// What can be done with a first meeting.
#[derive(Debug, Clone)]
pub enum FirstMeetingCommand {
    /// A match was set up. Opening it again changes nothing.
    Open(FirstMeetingOpened),
    /// Agree a time, or another one.
    Plan(Plan),
    /// They met, on the day of the command.
    RecordHeld { coordinator_present: bool },
    /// Matching was told that they have met: nothing is left to plan. Changes nothing that has come to its end.
    RecordMet,
    /// They did not, and need a new time. May be known before the day.
    RecordNotHeld { reason: NotHeldReason },
    /// They will not meet. Calling off again changes nothing.
    CallOff { reason: CallOffReason },
}

impl Decider for FirstMeeting {
    const KIND: &'static str = "first-meeting";
    const FOLD_VERSION: u32 = 2;
    type State = FirstMeetingState;
    type Command = FirstMeetingCommand;
    type Event = Event;
    type Rejection = FirstMeetingRejection;

    fn decide(
        state: &FirstMeetingState,
        command: &FirstMeetingCommand,
        env: &Env,
    ) -> Result<Vec<Event>, FirstMeetingRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut FirstMeetingState, event: &Event, _: Date) {
        state.stage = match event {
            Event::Opened(opened) => {
                state.coordinator_required = opened.coordinator_required;
                state.person_id = opened.person_id.parse().ok();
                Stage::ToPlan
            }
            Event::Planned(planned) => planned_on(planned.plan.as_ref()),
            Event::Replanned(replanned) => planned_on(replanned.plan.as_ref()),
            Event::NotHeld(_) => {
                state.failed_attempts += 1;
                Stage::ToPlan
            }
            Event::Held(_) => Stage::Held,
            Event::CalledOff(_) => Stage::CalledOff,
        };
    }
}

/// An event holds what was parsed before it was decided, so the default day is never met.
fn planned_on(plan: Option<&proto::scheduling::v1::MeetingPlan>) -> Stage {
    let start = plan.and_then(|plan| plan.start.as_ref()).and_then(|start| WallTime::try_from(start).ok());
    Stage::Planned { on: start.unwrap_or_default().date }
}
