//! When a series meets.

use jiff::{Span, civil::Date};

use super::{SeriesPlan, SeriesState};
use crate::wall_time::{Minutes, WallTime, monday_of};

/// Two years; a series of any length in days has at most one session more than whole weeks.
pub(super) const LONGEST_DAYS: i64 = 731;
const MOST_WEEKS: usize = 106;

/// One session that the series asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Monday of its week; with the series it makes the session's id.
    pub week: Date,
    pub start: WallTime,
    pub duration: Minutes,
    pub place: String,
}

/// A week of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub monday: Date,
    /// Nothing in a week without a session: a break, an exception, before the start or after the end.
    pub occurrence: Option<Occurrence>,
}

/// Sessions between two days, both included, by start. At most one a week; empty for a series that does not exist.
pub fn occurrences(series: &SeriesState, from: Date, to: Date) -> Vec<Occurrence> {
    weeks(series, from)
        .into_iter()
        .filter_map(|week| week.occurrence)
        .filter(|occurrence| (from..=to).contains(&occurrence.start.date))
        .collect()
}

/// Every week of the series as it was planned, from the week of that day on: also those that have no session any more,
/// so that what was planned for them can be cancelled.
pub fn weeks(series: &SeriesState, from: Date) -> Vec<Week> {
    let Some(plan) = &series.plan else {
        return Vec::new();
    };
    let first = monday_of(plan.first_on.max(from));
    std::iter::successors(Some(first), |monday| monday.checked_add(Span::new().days(7)).ok())
        .take_while(|monday| *monday <= plan.last_on)
        .take(MOST_WEEKS)
        .map(|monday| Week { monday, occurrence: in_week(series, plan, monday) })
        .collect()
}

fn in_week(series: &SeriesState, plan: &SeriesPlan, monday: Date) -> Option<Occurrence> {
    let (weekly, place) = series.in_force(plan, monday);
    let start = weekly.in_week(monday);
    let last_on = series.ended_on.unwrap_or(plan.last_on);
    let meets = (plan.first_on..=last_on).contains(&start.date)
        && !plan.breaks.iter().any(|days| days.contains(start.date))
        && !plan.exceptions.contains(&start.date);
    meets.then(|| Occurrence { week: monday, start, duration: weekly.duration, place: place.to_owned() })
}
