//! A series: the weekly sessions of a group, with its breaks, moves and end. It says when there should be sessions;
//! each session then has a life of its own.

mod decide;
#[cfg(test)]
mod laws;
mod occurrences;
mod rejection;
#[cfg(test)]
mod tests;

pub use occurrences::{Occurrence, Week, occurrences, weeks};
pub use rejection::SeriesRejection;

use decider::{Decider, Env};
use jiff::civil::Date;
use proto::scheduling::v1::{SeriesPlanned, SessionKind, series_event::Event};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wall_time::{Days, Weekly};

/// The aggregate.
#[derive(Debug)]
pub struct Series;

/// The session of a series in the week of that Monday: a week has at most one, whichever day it moves to.
pub fn session_id(series_id: Uuid, monday: Date) -> Uuid {
    Uuid::new_v5(&series_id, format!("session|{monday}").as_bytes())
}

/// A series as it is planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesPlan {
    pub group_id: Uuid,
    pub programme_id: String,
    pub name: String,
    pub kind: SessionKind,
    pub weekly: Weekly,
    pub first_on: Date,
    pub last_on: Date,
    /// A public place, never a home.
    pub place: String,
    pub theme: String,
    pub breaks: Vec<Days>,
    /// Public holidays and other single days without a session.
    pub exceptions: Vec<Date>,
    pub counts_only: bool,
    pub capacity: Option<u32>,
}

/// Another time or place from a week on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Move {
    from_week: Date,
    weekly: Weekly,
    place: String,
}

/// What the rules know of a series. Default: one that was never planned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesState {
    /// As planned, with the breaks added since.
    plan: Option<SeriesPlan>,
    /// By week.
    moves: Vec<Move>,
    /// Set when it ends earlier than planned.
    ended_on: Option<Date>,
}

impl SeriesState {
    /// As planned, with the breaks added since; nothing for a series that does not exist.
    pub fn plan(&self) -> Option<&SeriesPlan> {
        self.plan.as_ref()
    }

    /// No session after this day; nothing for a series that does not exist.
    pub fn last_on(&self) -> Option<Date> {
        self.ended_on.or(self.plan.as_ref().map(|plan| plan.last_on))
    }

    /// When and where it meets in the week of that Monday.
    fn in_force<'state>(&'state self, plan: &'state SeriesPlan, monday: Date) -> (Weekly, &'state str) {
        let moved = self.moves.iter().rev().find(|moved| moved.from_week <= monday);
        moved.map_or((plan.weekly, plan.place.as_str()), |moved| (moved.weekly, moved.place.as_str()))
    }
}

/// What can be done with a series.
#[derive(Debug, Clone)]
pub enum SeriesCommand {
    Plan(SeriesPlan),
    /// Another time or place from the week of that day on.
    Move {
        from: Date,
        weekly: Weekly,
        place: String,
    },
    AddBreak(Days),
    /// End it earlier than planned.
    End {
        last_on: Date,
    },
}

impl Decider for Series {
    const KIND: &'static str = "series";
    const FOLD_VERSION: u32 = 1;
    type State = SeriesState;
    type Command = SeriesCommand;
    type Event = Event;
    type Rejection = SeriesRejection;

    fn decide(state: &SeriesState, command: &SeriesCommand, env: &Env) -> Result<Vec<Event>, SeriesRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut SeriesState, event: &Event, _: Date) {
        match event {
            Event::Planned(planned) => state.plan = read(planned),
            Event::Moved(moved) => {
                let weekly = moved.weekly.as_ref().and_then(|weekly| Weekly::try_from(weekly).ok());
                if let (Ok(from_week), Some(weekly)) = (moved.from_week.parse(), weekly) {
                    state.moves.retain(|earlier| earlier.from_week < from_week);
                    state.moves.push(Move { from_week, weekly, place: moved.place.clone() });
                }
            }
            Event::BreakAdded(added) => {
                let days = added.days.as_ref().and_then(|days| Days::try_from(days).ok());
                if let (Some(plan), Some(days)) = (&mut state.plan, days) {
                    plan.breaks.push(days);
                }
            }
            Event::Ended(ended) => state.ended_on = ended.last_on.parse().ok(),
        }
    }
}

impl From<&SeriesPlan> for SeriesPlanned {
    fn from(plan: &SeriesPlan) -> Self {
        Self {
            group_id: plan.group_id.to_string(),
            programme_id: plan.programme_id.clone(),
            name: plan.name.clone(),
            kind: plan.kind.into(),
            weekly: Some(plan.weekly.into()),
            first_on: plan.first_on.to_string(),
            last_on: plan.last_on.to_string(),
            place: plan.place.clone(),
            theme: plan.theme.clone(),
            breaks: plan.breaks.iter().map(|days| (*days).into()).collect(),
            exceptions: plan.exceptions.iter().map(Date::to_string).collect(),
            counts_only: plan.counts_only,
            capacity: plan.capacity,
        }
    }
}

/// Nothing only for an event that was not written by `decide`.
fn read(planned: &SeriesPlanned) -> Option<SeriesPlan> {
    Some(SeriesPlan {
        group_id: planned.group_id.parse().ok()?,
        programme_id: planned.programme_id.clone(),
        name: planned.name.clone(),
        kind: planned.kind(),
        weekly: planned.weekly.as_ref().and_then(|weekly| weekly.try_into().ok())?,
        first_on: planned.first_on.parse().ok()?,
        last_on: planned.last_on.parse().ok()?,
        place: planned.place.clone(),
        theme: planned.theme.clone(),
        breaks: planned.breaks.iter().filter_map(|days| days.try_into().ok()).collect(),
        exceptions: planned.exceptions.iter().filter_map(|day| day.parse().ok()).collect(),
        counts_only: planned.counts_only,
        capacity: planned.capacity,
    })
}
