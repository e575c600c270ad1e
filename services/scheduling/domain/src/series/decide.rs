use decider::Env;
use jiff::{Unit, civil::Date};
use proto::scheduling::v1::{SeriesBreakAdded, SeriesEnded, SeriesMoved, SessionKind, series_event::Event};

use super::{
    SeriesCommand as Command, SeriesPlan, SeriesRejection as Rejection, SeriesState,
    occurrences::{LONGEST_DAYS, weeks},
};
use crate::wall_time::{Days, Weekly, monday_of};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &SeriesState, command: &Command, env: &Env) -> Decided {
    match (command, &state.plan) {
        (Command::Plan(plan), None) => begin(plan),
        (Command::Plan(_), Some(_)) => Err(Rejection::AlreadyPlanned),
        (Command::Move { .. } | Command::AddBreak(_) | Command::End { .. }, None) => Err(Rejection::NotFound),
        (Command::Move { from, weekly, place }, Some(plan)) => shift(state, plan, *from, *weekly, place, env),
        (Command::AddBreak(days), Some(plan)) => pause(state, plan, *days),
        (Command::End { last_on }, Some(plan)) => end(state, plan, *last_on),
    }
}

fn begin(plan: &SeriesPlan) -> Decided {
    if plan.kind == SessionKind::HomeGuidance {
        return Err(Rejection::AtAHome);
    }
    if plan.last_on < plan.first_on {
        return Err(Rejection::EndsBeforeItBegins);
    }
    let lasts = plan.first_on.until((Unit::Day, plan.last_on)).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if lasts > LONGEST_DAYS {
        return Err(Rejection::TooLong);
    }
    let planned = SeriesState { plan: Some(plan.clone()), ..SeriesState::default() };
    if weeks(&planned, plan.first_on).iter().all(|week| week.occurrence.is_none()) {
        return Err(Rejection::NoSessions);
    }
    Ok(vec![Event::Planned(plan.into())])
}

fn shift(state: &SeriesState, plan: &SeriesPlan, from: Date, weekly: Weekly, place: &str, env: &Env) -> Decided {
    let last_on = state.ended_on.unwrap_or(plan.last_on);
    if from > last_on {
        return Err(Rejection::OverByThen { last_on });
    }
    let from_week = monday_of(from);
    if from_week < monday_of(env.occurred_on) {
        return Err(Rejection::MoveInThePast);
    }
    let stays = state.in_force(plan, from_week) == (weekly, place);
    if stays && state.moves.iter().all(|moved| moved.from_week <= from_week) {
        return Ok(vec![]);
    }
    Ok(vec![Event::Moved(SeriesMoved {
        from_week: from_week.to_string(),
        weekly: Some(weekly.into()),
        place: place.to_owned(),
    })])
}

fn pause(state: &SeriesState, plan: &SeriesPlan, days: Days) -> Decided {
    if days.to() < plan.first_on || days.from() > state.ended_on.unwrap_or(plan.last_on) {
        return Err(Rejection::BreakOutside);
    }
    if plan.breaks.iter().any(|other| other.contains(days.from()) && other.contains(days.to())) {
        return Ok(vec![]);
    }
    Ok(vec![Event::BreakAdded(SeriesBreakAdded { days: Some(days.into()) })])
}

fn end(state: &SeriesState, plan: &SeriesPlan, last_on: Date) -> Decided {
    let planned = state.ended_on.unwrap_or(plan.last_on);
    match last_on.cmp(&planned) {
        std::cmp::Ordering::Less => Ok(vec![Event::Ended(SeriesEnded { last_on: last_on.to_string() })]),
        std::cmp::Ordering::Equal => Ok(vec![]),
        std::cmp::Ordering::Greater => Err(Rejection::CannotBeExtended { last_on: planned }),
    }
}
