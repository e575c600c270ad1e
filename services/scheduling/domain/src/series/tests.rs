use decider::given;
use jiff::civil::{date, time};
use proto::scheduling::v1::{SeriesBreakAdded, SeriesEnded, SeriesMoved, Weekday};

use super::*;
use crate::wall_time::Minutes;

fn weekly(weekday: Weekday, hour: i8) -> Weekly {
    Weekly::new(weekday, time(hour, 0, 0, 0), Minutes::new(120).unwrap()).unwrap()
}

fn plan() -> SeriesPlan {
    SeriesPlan {
        group_id: Uuid::from_u128(1),
        programme_id: "weekly-mothers-groups".into(),
        name: "Kemi".into(),
        kind: SessionKind::GroupSession,
        weekly: weekly(Weekday::Wednesday, 10),
        first_on: date(2026, 2, 16),
        last_on: date(2026, 4, 30),
        place: "Kirjasto".into(),
        theme: String::new(),
        breaks: vec![],
        exceptions: vec![],
        counts_only: false,
        capacity: None,
    }
}

fn planned() -> Event {
    Event::Planned((&plan()).into())
}

fn days(from: Date, to: Date) -> Days {
    Days::new(from, to).unwrap()
}

fn moved(from_week: &str, weekday: Weekday, hour: i8, place: &str) -> Event {
    Event::Moved(SeriesMoved {
        from_week: from_week.into(),
        weekly: Some(weekly(weekday, hour).into()),
        place: place.into(),
    })
}

fn moving(from: Date, weekday: Weekday, hour: i8, place: &str) -> SeriesCommand {
    SeriesCommand::Move { from, weekly: weekly(weekday, hour), place: place.into() }
}

fn break_added(from: Date, to: Date) -> Event {
    Event::BreakAdded(SeriesBreakAdded { days: Some(days(from, to).into()) })
}

fn ended(last_on: &str) -> Event {
    Event::Ended(SeriesEnded { last_on: last_on.into() })
}

fn state(events: impl IntoIterator<Item = Event>) -> SeriesState {
    let mut state = SeriesState::default();
    for event in events {
        Series::evolve(&mut state, &event, date(2026, 1, 1));
    }
    state
}

fn dates(events: impl IntoIterator<Item = Event>) -> Vec<Date> {
    occurrences(&state(events), Date::MIN, Date::MAX).into_iter().map(|occurrence| occurrence.start.date).collect()
}

#[test]
fn a_series_is_planned_once() {
    given::<Series>([]).when(&SeriesCommand::Plan(plan())).then([planned()]);
    given::<Series>([planned()]).when(&SeriesCommand::Plan(plan())).then_rejected(SeriesRejection::AlreadyPlanned);
}

#[test]
fn a_series_that_was_never_planned_is_not_found() {
    for command in [
        moving(date(2026, 3, 9), Weekday::Monday, 10, ""),
        SeriesCommand::AddBreak(days(date(2026, 3, 9), date(2026, 3, 9))),
        SeriesCommand::End { last_on: date(2026, 3, 9) },
    ] {
        given::<Series>([]).when(&command).then_rejected(SeriesRejection::NotFound);
    }
}

#[test]
fn a_series_does_not_end_before_it_begins() {
    let backwards = SeriesPlan { last_on: date(2026, 2, 15), ..plan() };
    given::<Series>([]).when(&SeriesCommand::Plan(backwards)).then_rejected(SeriesRejection::EndsBeforeItBegins);
}

#[test]
fn a_series_lasts_two_years_at_most() {
    let two_years = SeriesPlan { last_on: date(2028, 2, 17), ..plan() };
    given::<Series>([]).when(&SeriesCommand::Plan(two_years.clone())).then([Event::Planned((&two_years).into())]);
    let longer = SeriesPlan { last_on: date(2028, 2, 18), ..plan() };
    given::<Series>([]).when(&SeriesCommand::Plan(longer)).then_rejected(SeriesRejection::TooLong);
}

#[test]
fn a_series_has_a_session() {
    let paused = SeriesPlan { breaks: vec![days(date(2026, 2, 1), date(2026, 5, 1))], ..plan() };
    given::<Series>([]).when(&SeriesCommand::Plan(paused)).then_rejected(SeriesRejection::NoSessions);
}

#[test]
fn guidance_at_a_home_is_no_series() {
    let at_home = SeriesPlan { kind: SessionKind::HomeGuidance, ..plan() };
    given::<Series>([]).when(&SeriesCommand::Plan(at_home)).then_rejected(SeriesRejection::AtAHome);
}

#[test]
fn a_move_concerns_whole_weeks() {
    given::<Series>([planned()]).when(&moving(date(2026, 3, 12), Weekday::Monday, 13, "Talo")).then([moved(
        "2026-03-09",
        Weekday::Monday,
        13,
        "Talo",
    )]);
}

#[test]
fn a_series_moves_from_this_week_on_at_the_earliest() {
    given::<Series>([planned()])
        .on("2026-03-12")
        .when(&moving(date(2026, 3, 9), Weekday::Friday, 10, "Talo"))
        .then([moved("2026-03-09", Weekday::Friday, 10, "Talo")]);
    given::<Series>([planned()])
        .on("2026-03-12")
        .when(&moving(date(2026, 3, 8), Weekday::Friday, 10, "Talo"))
        .then_rejected(SeriesRejection::MoveInThePast);
}

#[test]
fn a_series_does_not_move_after_its_end() {
    given::<Series>([planned(), ended("2026-03-31")])
        .when(&moving(date(2026, 4, 1), Weekday::Friday, 10, "Talo"))
        .then_rejected(SeriesRejection::OverByThen { last_on: date(2026, 3, 31) });
}

#[test]
fn a_move_to_where_it_is_changes_nothing() {
    given::<Series>([planned()]).when(&moving(date(2026, 3, 9), Weekday::Wednesday, 10, "Kirjasto")).then_nothing();
}

#[test]
fn a_later_move_is_taken_back_by_an_earlier_one() {
    let there_later = moved("2026-04-06", Weekday::Friday, 10, "Talo");
    given::<Series>([planned(), there_later.clone()])
        .when(&moving(date(2026, 3, 9), Weekday::Wednesday, 10, "Kirjasto"))
        .then([moved("2026-03-09", Weekday::Wednesday, 10, "Kirjasto")]);
    let back = moved("2026-03-09", Weekday::Wednesday, 10, "Kirjasto");
    assert_eq!(dates([planned(), there_later, back]), dates([planned()]));
}

#[test]
fn a_break_touches_the_series() {
    for outside in [days(date(2026, 1, 1), date(2026, 2, 15)), days(date(2026, 5, 1), date(2026, 5, 2))] {
        given::<Series>([planned()])
            .when(&SeriesCommand::AddBreak(outside))
            .then_rejected(SeriesRejection::BreakOutside);
    }
    given::<Series>([planned()])
        .when(&SeriesCommand::AddBreak(days(date(2026, 3, 2), date(2026, 3, 8))))
        .then([break_added(date(2026, 3, 2), date(2026, 3, 8))]);
}

#[test]
fn a_break_within_a_break_changes_nothing() {
    given::<Series>([planned(), break_added(date(2026, 3, 2), date(2026, 3, 8))])
        .when(&SeriesCommand::AddBreak(days(date(2026, 3, 4), date(2026, 3, 8))))
        .then_nothing();
}

#[test]
fn a_series_only_ends_earlier() {
    let end = |last_on| SeriesCommand::End { last_on };
    given::<Series>([planned()]).when(&end(date(2026, 3, 31))).then([ended("2026-03-31")]);
    given::<Series>([planned(), ended("2026-03-31")]).when(&end(date(2026, 3, 31))).then_nothing();
    given::<Series>([planned(), ended("2026-03-31")])
        .when(&end(date(2026, 4, 1)))
        .then_rejected(SeriesRejection::CannotBeExtended { last_on: date(2026, 3, 31) });
}

#[test]
fn a_series_meets_weekly_but_not_in_breaks_on_exceptions_or_after_its_end() {
    let with_pauses = SeriesPlan {
        breaks: vec![days(date(2026, 3, 2), date(2026, 3, 6))],
        exceptions: vec![date(2026, 3, 18)],
        ..plan()
    };
    let events = [Event::Planned((&with_pauses).into()), ended("2026-04-08")];
    assert_eq!(
        dates(events),
        [
            date(2026, 2, 18),
            date(2026, 2, 25),
            date(2026, 3, 11),
            date(2026, 3, 25),
            date(2026, 4, 1),
            date(2026, 4, 8)
        ]
    );
}

#[test]
fn a_moved_series_meets_where_it_was_before_and_where_it_is_after() {
    let state = state([planned(), moved("2026-03-09", Weekday::Monday, 13, "Talo")]);
    let around: Vec<_> = occurrences(&state, date(2026, 3, 1), date(2026, 3, 16))
        .into_iter()
        .map(|occurrence| (occurrence.start.date, occurrence.start.time.hour(), occurrence.place))
        .collect();
    assert_eq!(
        around,
        [
            (date(2026, 3, 4), 10, "Kirjasto".to_owned()),
            (date(2026, 3, 9), 13, "Talo".to_owned()),
            (date(2026, 3, 16), 13, "Talo".to_owned()),
        ]
    );
}

#[test]
fn weeks_without_a_session_are_told_so_that_it_can_be_cancelled() {
    let state = state([planned(), ended("2026-04-15"), break_added(date(2026, 4, 1), date(2026, 4, 7))]);
    let told: Vec<_> =
        weeks(&state, date(2026, 4, 3)).into_iter().map(|week| (week.monday, week.occurrence.is_some())).collect();
    assert_eq!(
        told,
        [
            (date(2026, 3, 30), false),
            (date(2026, 4, 6), true),
            (date(2026, 4, 13), true),
            (date(2026, 4, 20), false),
            (date(2026, 4, 27), false),
        ]
    );
}

#[test]
fn a_plan_is_read_back_as_it_was_written() {
    let plan = SeriesPlan {
        breaks: vec![days(date(2026, 3, 2), date(2026, 3, 6))],
        exceptions: vec![date(2026, 3, 18)],
        counts_only: true,
        capacity: Some(12),
        theme: "Arki".into(),
        ..plan()
    };
    assert_eq!(state([Event::Planned((&plan).into())]).plan(), Some(&plan));
}

#[test]
fn each_week_of_each_series_has_its_own_session() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let monday = date(2026, 3, 2);
    assert_eq!(session_id(one, monday), session_id(one, monday));
    assert_ne!(session_id(one, monday), session_id(other, monday));
    assert_ne!(session_id(one, monday), session_id(one, date(2026, 3, 9)));
}
