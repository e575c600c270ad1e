//! What holds for every series, whatever its dates.

use jiff::{Span, civil::time, tz::TimeZone};
use proptest::{collection::vec, prelude::*};
use proto::scheduling::v1::Weekday;

use super::*;
use crate::wall_time::{Minutes, ZONE, monday_of};

fn day() -> impl Strategy<Value = Date> {
    (0..1500i64).prop_map(|days| Date::constant(2024, 1, 1).saturating_add(Span::new().days(days)))
}

fn days() -> impl Strategy<Value = Days> {
    (day(), 0..120i64).prop_map(|(from, length)| {
        Days::new(from, from.saturating_add(Span::new().days(length))).expect("a length is not negative")
    })
}

/// From six in the morning: no meeting falls into an hour that the clocks skip.
fn weekly() -> impl Strategy<Value = Weekly> {
    (1..=7i32, 6..23i8, 0..60i8, 1..=Minutes::WEEK).prop_map(|(weekday, hour, minute, length)| {
        let weekday = Weekday::try_from(weekday).expect("a day of the week");
        let duration = Minutes::new(length).expect("a length in bounds");
        Weekly::new(weekday, time(hour, minute, 0, 0), duration).expect("a weekday")
    })
}

prop_compose! {
    fn plan()(
        weekly in weekly(), first_on in day(), lasts in 0..=731i64,
        breaks in vec(days(), 0..4), exceptions in vec(day(), 0..20),
    ) -> SeriesPlan {
        SeriesPlan {
            group_id: Uuid::from_u128(1),
            programme_id: String::new(),
            name: String::new(),
            kind: SessionKind::GroupSession,
            weekly, first_on,
            last_on: first_on.saturating_add(Span::new().days(lasts)),
            place: String::new(),
            theme: String::new(),
            breaks, exceptions,
            counts_only: false,
            capacity: None,
        }
    }
}

prop_compose! {
    fn series()(
        plan in plan(), moves in vec((day(), weekly()), 0..3), ended_on in proptest::option::of(day()),
    ) -> SeriesState {
        let mut moves: Vec<Move> = moves.into_iter()
            .map(|(from, weekly)| Move { from_week: monday_of(from), weekly, place: String::new() })
            .collect();
        moves.sort_by_key(|moved| moved.from_week);
        // A series only ends earlier than planned.
        let ended_on = ended_on.map(|day| day.min(plan.last_on));
        SeriesState { plan: Some(plan), moves, ended_on }
    }
}

fn all(series: &SeriesState) -> Vec<Occurrence> {
    occurrences(series, Date::MIN, Date::MAX)
}

proptest! {
    #[test]
    fn every_session_of_a_series_that_never_moved_is_on_its_weekday(plan in plan()) {
        let weekday = i32::from(plan.weekly.weekday());
        let series = SeriesState { plan: Some(plan), ..SeriesState::default() };
        for occurrence in all(&series) {
            prop_assert_eq!(i32::from(occurrence.start.date.weekday().to_monday_one_offset()), weekday);
        }
    }

    #[test]
    fn every_session_lies_in_bounds_and_outside_breaks_and_exceptions(
        series in series(), from in day(), to in day(),
    ) {
        let plan = series.plan().expect("a planned series");
        for Occurrence { start, week, .. } in occurrences(&series, from, to) {
            prop_assert!((from..=to).contains(&start.date));
            prop_assert!((plan.first_on..=plan.last_on).contains(&start.date));
            prop_assert!(series.last_on().is_some_and(|last_on| start.date <= last_on));
            prop_assert!(!plan.breaks.iter().any(|days| days.contains(start.date)));
            prop_assert!(!plan.exceptions.contains(&start.date));
            prop_assert_eq!(monday_of(start.date), week);
        }
    }

    #[test]
    fn a_week_has_at_most_one_session_and_two_years_have_at_most_106(series in series()) {
        let all = all(&series);
        prop_assert!(all.len() <= 106);
        prop_assert!(all.is_sorted_by(|one, next| one.week < next.week && one.start < next.start));
    }

    #[test]
    fn no_session_is_missing(plan in plan()) {
        let series = SeriesState { plan: Some(plan.clone()), ..SeriesState::default() };
        let expected: Vec<Date> = plan.first_on.series(Span::new().days(1))
            .take_while(|day| *day <= plan.last_on)
            .filter(|day| i32::from(day.weekday().to_monday_one_offset()) == i32::from(plan.weekly.weekday()))
            .filter(|day| !plan.exceptions.contains(day) && !plan.breaks.iter().any(|days| days.contains(*day)))
            .collect();
        let found: Vec<Date> = all(&series).into_iter().map(|occurrence| occurrence.start.date).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_break_only_removes(series in series(), days in days()) {
        let before = all(&series);
        let mut paused = series;
        if let Some(plan) = &mut paused.plan {
            plan.breaks.push(days);
        }
        let kept: Vec<_> = before.into_iter().filter(|occurrence| !days.contains(occurrence.start.date)).collect();
        prop_assert_eq!(all(&paused), kept);
    }

    #[test]
    fn an_earlier_end_only_removes(series in series(), last_on in day()) {
        let before = all(&series);
        let ended = SeriesState { ended_on: series.last_on().map(|planned| planned.min(last_on)), ..series };
        let kept: Vec<_> = before.into_iter().filter(|occurrence| occurrence.start.date <= last_on).collect();
        prop_assert_eq!(all(&ended), kept);
    }

    #[test]
    fn a_move_leaves_earlier_weeks_as_they_were(series in series(), from in day(), weekly in weekly()) {
        let before = all(&series);
        let from_week = monday_of(from);
        let mut moved = series;
        moved.moves.retain(|earlier| earlier.from_week < from_week);
        moved.moves.push(Move { from_week, weekly, place: String::new() });
        let earlier = |all: Vec<Occurrence>| -> Vec<_> { all.into_iter().filter(|one| one.week < from_week).collect() };
        prop_assert_eq!(earlier(all(&moved)), earlier(before));
    }

    #[test]
    fn the_clock_on_the_wall_stays_when_the_clocks_change(plan in plan()) {
        let zone = TimeZone::get(ZONE).expect("the zone database knows Finland");
        let wall = plan.weekly.time;
        let series = SeriesState { plan: Some(plan), ..SeriesState::default() };
        let mut last: Option<(Date, jiff::Timestamp)> = None;
        for Occurrence { start, .. } in all(&series) {
            let instant = start.instant(&zone).expect("a day of this century");
            let seen = instant.to_zoned(zone.clone());
            prop_assert_eq!((seen.date(), seen.time()), (start.date, wall));
            if let Some((date, before)) = last {
                let nominal = 24 * 3600 * i64::from(date.until(start.date).expect("later").get_days());
                prop_assert!((instant.as_second() - before.as_second() - nominal).abs() <= 3600);
            }
            last = Some((start.date, instant));
        }
    }
}
