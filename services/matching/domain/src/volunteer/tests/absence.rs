use decider::given;
use jiff::civil::{Date, date};
use proto::matching::v1::{AbsenceTakenBack, AbsenceTold, SlotTaken, VolunteerLeft, volunteer_event::Event};

use super::{pausing, take, with};
use crate::{
    Volunteer, VolunteerCommand as Command, VolunteerRejection as Rejection,
    samples::{applied, approved, sealed},
    volunteer::absence::{away_until, due_outside},
};

fn tell(first_day: Date, last_day: Date) -> Command {
    Command::TellAbsence { absence_id: "summer".to_owned(), first_day, last_day }
}

fn told(absence_id: &str, first_day: &str, last_day: &str) -> Event {
    Event::AbsenceTold(AbsenceTold {
        absence_id: absence_id.to_owned(),
        first_day: first_day.to_owned(),
        last_day: last_day.to_owned(),
    })
}

fn july() -> Event {
    told("summer", "2026-07-01", "2026-07-31")
}

fn take_back() -> Command {
    Command::TakeBackAbsence { absence_id: "summer".to_owned() }
}

#[test]
fn a_volunteer_tells_ahead_that_she_will_be_away() {
    given::<Volunteer>(approved(1)).when(&tell(date(2026, 7, 1), date(2026, 7, 31))).then([july()]);
    given::<Volunteer>([applied()]).when(&tell(date(2026, 7, 1), date(2026, 7, 31))).then([july()]);
    given::<Volunteer>(approved(1)).when(&tell(date(2026, 7, 1), date(2026, 7, 1))).then([told(
        "summer",
        "2026-07-01",
        "2026-07-01",
    )]);
}

#[test]
fn an_absence_ends_after_it_begins_and_is_not_over_when_it_is_told() {
    given::<Volunteer>(approved(1))
        .when(&tell(date(2026, 7, 31), date(2026, 7, 1)))
        .then_rejected(Rejection::AbsenceReversed);
    given::<Volunteer>(approved(1))
        .when(&tell(date(2026, 2, 1), date(2026, 3, 1)))
        .then_rejected(Rejection::AbsenceOver);
    given::<Volunteer>(approved(1)).when(&tell(date(2026, 2, 1), date(2026, 3, 2))).then([told(
        "summer",
        "2026-02-01",
        "2026-03-02",
    )]);
}

#[test]
fn what_lasts_longer_than_a_year_is_a_break_and_no_absence() {
    given::<Volunteer>(approved(1))
        .when(&tell(date(2026, 7, 1), date(2027, 7, 2)))
        .then_rejected(Rejection::AbsenceTooLong);
    given::<Volunteer>(approved(1)).when(&tell(date(2026, 7, 1), date(2027, 7, 1))).then([told(
        "summer",
        "2026-07-01",
        "2027-07-01",
    )]);
}

#[test]
fn several_absences_stand_beside_each_other_and_none_overlaps() {
    let one = with(approved(1), [july()]);
    for (first, last) in [(date(2026, 6, 1), date(2026, 7, 1)), (date(2026, 7, 31), date(2026, 8, 2))] {
        given::<Volunteer>(one.clone())
            .when(&tell(first, last))
            .then_rejected(Rejection::AbsenceOverlaps { first_day: date(2026, 7, 1), last_day: date(2026, 7, 31) });
    }
    given::<Volunteer>(one).when(&tell(date(2026, 8, 1), date(2026, 8, 2))).then([told(
        "summer",
        "2026-08-01",
        "2026-08-02",
    )]);
}

#[test]
fn an_absence_is_taken_back_until_it_is_over() {
    let back = Event::AbsenceTakenBack(AbsenceTakenBack { absence_id: "summer".to_owned() });
    let away = with(approved(1), [july()]);
    given::<Volunteer>(away.clone()).when(&take_back()).then([back.clone()]);
    given::<Volunteer>(away.clone()).on("2026-07-31").when(&take_back()).then([back.clone()]);
    given::<Volunteer>(away.clone()).on("2026-08-01").when(&take_back()).then_rejected(Rejection::AbsenceOver);
    given::<Volunteer>(with(away.clone(), [back.clone()])).when(&take_back()).then_rejected(Rejection::AbsenceNotFound);
    given::<Volunteer>(with(away, [back])).when(&tell(date(2026, 7, 1), date(2026, 7, 31))).then([july()]);
}

/// An absence is a reason against and no rule: what a pause is, it is not.
#[test]
fn a_volunteer_who_is_away_stays_approved_and_may_take_a_match() {
    let away = with(approved(1), [told("now", "2026-03-01", "2026-03-09")]);
    let taken = Event::SlotTaken(SlotTaken { match_id: "match".to_owned(), support_request_id: "request".to_owned() });
    given::<Volunteer>(away.clone()).when(&take("match")).then([taken]);
    assert!(given::<Volunteer>(away).when(&pausing(None)).0.is_ok(), "a pause is told all the same");
}

#[test]
fn nobody_who_left_tells_of_an_absence() {
    let left = Event::Left(VolunteerLeft { reason: Some(sealed()), thanked: true });
    given::<Volunteer>(with(approved(1), [left]))
        .when(&tell(date(2026, 7, 1), date(2026, 7, 31)))
        .then_rejected(Rejection::Gone);
}

#[test]
fn a_check_in_that_falls_due_while_she_is_away_is_due_the_day_after() {
    let away = [(date(2026, 8, 1), date(2026, 8, 9)), (date(2026, 7, 1), date(2026, 7, 31))];
    assert_eq!(due_outside(date(2026, 6, 30), &away), date(2026, 6, 30), "it was due before she went");
    assert_eq!(due_outside(date(2026, 7, 1), &away), date(2026, 8, 10), "one absence follows the other");
    assert_eq!(due_outside(date(2026, 8, 9), &away), date(2026, 8, 10));
    assert_eq!(due_outside(date(2026, 8, 10), &away), date(2026, 8, 10));
    assert_eq!(away_until(&away, date(2026, 7, 31)), Some(date(2026, 7, 31)));
    assert_eq!(away_until(&away, date(2026, 8, 10)), None);
}
