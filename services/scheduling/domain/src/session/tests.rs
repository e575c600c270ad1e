use decider::{Given, given};
use jiff::civil::{date, time};
use proto::scheduling::v1::{
    AttendanceCorrected, AttendanceRecorded, EnrolmentCancelled, Headcount, PersonEnrolled, SessionCancelled,
    SessionConfirmed, SessionMoved, SessionPlanned,
};

use super::*;

const ANNA: Uuid = Uuid::from_u128(1);
const BAHAR: Uuid = Uuid::from_u128(2);
const SERIES: Uuid = Uuid::from_u128(9);
const NOBODY: Headcount = Headcount { women: 0, men: 0, others: 0, children: 0 };

/// A group session on Monday 2 March 2026 at ten.
fn plan() -> SessionPlan {
    SessionPlan {
        kind: SessionKind::GroupSession,
        programme_id: "weekly-mothers-groups".into(),
        group_id: Some(Uuid::from_u128(8)),
        series_id: None,
        name: "Kemi".into(),
        theme: "Arki".into(),
        slot: slot(date(2026, 3, 2), 10, "Kirjasto"),
        tentative: false,
        counts_only: false,
        capacity: None,
    }
}

fn at_home() -> SessionPlan {
    let private_place = Some(Sealed { person_id: ANNA.to_string(), key: 1, seal_id: vec![1], ciphertext: vec![2] });
    SessionPlan {
        kind: SessionKind::HomeGuidance,
        slot: Slot { private_place, ..slot(date(2026, 3, 2), 10, "") },
        ..plan()
    }
}

fn slot(on: Date, hour: i8, place: &str) -> Slot {
    Slot {
        start: WallTime { date: on, time: time(hour, 0, 0, 0) },
        duration: Minutes::new(120).unwrap(),
        place: place.into(),
        private_place: None,
    }
}

fn planned_as(plan: SessionPlan) -> Event {
    let status = if plan.tentative { SessionStatus::Tentative } else { SessionStatus::Confirmed };
    Event::Planned(SessionPlanned {
        kind: plan.kind.into(),
        programme_id: plan.programme_id,
        group_id: plan.group_id.map(|id| id.to_string()).unwrap_or_default(),
        series_id: plan.series_id.map(|id| id.to_string()).unwrap_or_default(),
        name: plan.name,
        theme: plan.theme,
        start: Some(plan.slot.start.into()),
        duration_minutes: plan.slot.duration.get(),
        place: plan.slot.place,
        private_place: plan.slot.private_place,
        status: status.into(),
        counts_only: plan.counts_only,
        capacity: plan.capacity,
    })
}

fn planned() -> Event {
    planned_as(plan())
}

fn planned_on(on: Date) -> Event {
    planned_as(SessionPlan { slot: slot(on, 10, "Kirjasto"), ..plan() })
}

fn tentative() -> Event {
    planned_as(SessionPlan { tentative: true, ..plan() })
}

fn counts_only() -> Event {
    planned_as(SessionPlan { counts_only: true, ..plan() })
}

fn confirmed() -> Event {
    Event::Confirmed(SessionConfirmed {})
}

fn moved(on: Date, hour: i8, with_series: bool) -> Event {
    let Slot { start, duration, place, private_place } = slot(on, hour, "Kirjasto");
    Event::Moved(SessionMoved {
        start: Some(start.into()),
        duration_minutes: duration.get(),
        place,
        private_place,
        with_series,
    })
}

fn cancelled(reason: SessionCancelReason) -> Event {
    Event::Cancelled(SessionCancelled { reason: reason.into() })
}

fn enrolled(person_id: Uuid) -> Event {
    Event::Enrolled(PersonEnrolled { person_id: person_id.to_string() })
}

fn person(person_id: Uuid, status: AttendanceStatus) -> PersonAttendance {
    PersonAttendance { person_id: person_id.to_string(), status: status.into() }
}

fn recorded(persons: Vec<PersonAttendance>, unnamed: Option<Headcount>, children_in_childcare: u32) -> Event {
    Event::AttendanceRecorded(AttendanceRecorded { persons, unnamed, children_in_childcare })
}

fn held() -> Event {
    recorded(vec![person(ANNA, AttendanceStatus::Present)], None, 3)
}

fn there(persons: &[(Uuid, AttendanceStatus)], unnamed: Headcount, children: u32) -> SessionCommand {
    SessionCommand::RecordAttendance(Attendance::new(persons.iter().copied(), unnamed, children).unwrap())
}

fn anna_was_there() -> SessionCommand {
    there(&[(ANNA, AttendanceStatus::Present)], NOBODY, 0)
}

fn correcting(
    persons: &[(Uuid, AttendanceStatus)],
    removed: &[Uuid],
    unnamed: Option<Headcount>,
    children: Option<u32>,
) -> SessionCommand {
    let correction = Correction::new(persons.iter().copied(), removed.to_vec(), unnamed, children);
    SessionCommand::CorrectAttendance(correction.unwrap())
}

fn planning(plan: SessionPlan, enrolled: &[Uuid]) -> SessionCommand {
    SessionCommand::Plan { plan, enrolled: enrolled.to_vec(), erasure_ordered: false }
}

fn enrol(person_id: Uuid) -> SessionCommand {
    SessionCommand::Enrol { person_id, erasure_ordered: false }
}

const CANCEL: SessionCommand = SessionCommand::Cancel { reason: SessionCancelReason::TooFew };

fn given_all(events: impl IntoIterator<Item = Event>) -> Given<Session> {
    given(events)
}

#[test]
fn a_session_is_planned_once() {
    given_all([]).when(&planning(plan(), &[])).then([planned()]);
    given_all([planned()]).when(&planning(plan(), &[])).then_rejected(SessionRejection::AlreadyPlanned);
}

#[test]
fn a_session_may_be_planned_with_seats_taken_each_person_once() {
    given_all([]).when(&planning(plan(), &[BAHAR, ANNA, ANNA])).then([planned(), enrolled(ANNA), enrolled(BAHAR)]);
}

#[test]
fn who_is_being_erased_gets_no_seat() {
    let erasing = SessionCommand::Enrol { person_id: ANNA, erasure_ordered: true };
    given_all([planned()]).when(&erasing).then_rejected(SessionRejection::ErasureOrdered);
    let from_the_start = SessionCommand::Plan { plan: plan(), enrolled: vec![ANNA, BAHAR], erasure_ordered: true };
    given_all([]).when(&from_the_start).then_rejected(SessionRejection::ErasureOrdered);
}

#[test]
fn a_session_may_be_entered_after_its_day() {
    let last_week = SessionPlan { slot: slot(date(2026, 2, 23), 10, "Kirjasto"), ..plan() };
    given_all([]).when(&planning(last_week, &[])).then([planned_on(date(2026, 2, 23))]);
}

#[test]
fn a_session_that_was_never_planned_is_not_found() {
    for command in [
        SessionCommand::Confirm,
        SessionCommand::Move(slot(date(2026, 3, 3), 10, "")),
        CANCEL,
        enrol(ANNA),
        SessionCommand::CancelEnrolment { person_id: ANNA },
        anna_was_there(),
        correcting(&[], &[], None, Some(1)),
    ] {
        given_all([]).when(&command).then_rejected(SessionRejection::NotFound);
    }
}

#[test]
fn a_tentative_session_becomes_certain() {
    given_all([tentative()]).when(&SessionCommand::Confirm).then([confirmed()]);
    given_all([tentative(), confirmed()]).when(&SessionCommand::Confirm).then_nothing();
    given_all([tentative(), cancelled(SessionCancelReason::TooFew)])
        .when(&SessionCommand::Confirm)
        .then_rejected(SessionRejection::Cancelled);
}

#[test]
fn a_tentative_session_that_was_held_was_certain() {
    given_all([tentative()]).when(&there(&[(ANNA, AttendanceStatus::Present)], NOBODY, 3)).then([confirmed(), held()]);
}

#[test]
fn a_session_moves_until_it_was_held() {
    let later = SessionCommand::Move(slot(date(2026, 3, 3), 12, "Kirjasto"));
    given_all([planned()]).when(&later).then([moved(date(2026, 3, 3), 12, false)]);
    given_all([planned(), moved(date(2026, 3, 3), 12, false)]).when(&later).then_nothing();
    given_all([planned(), held()]).when(&later).then_rejected(SessionRejection::AlreadyHeld);
    given_all([planned(), cancelled(SessionCancelReason::Other)])
        .when(&later)
        .then_rejected(SessionRejection::Cancelled);
}

#[test]
fn a_session_is_cancelled_until_it_was_held() {
    given_all([planned()]).when(&CANCEL).then([cancelled(SessionCancelReason::TooFew)]);
    given_all([planned(), cancelled(SessionCancelReason::Other)]).when(&CANCEL).then_nothing();
    given_all([planned(), held()]).when(&CANCEL).then_rejected(SessionRejection::AlreadyHeld);
}

#[test]
fn a_seat_is_taken_once_and_given_back() {
    let give_back = SessionCommand::CancelEnrolment { person_id: ANNA };
    given_all([planned()]).when(&enrol(ANNA)).then([enrolled(ANNA)]);
    given_all([planned(), enrolled(ANNA)]).when(&enrol(ANNA)).then_nothing();
    given_all([planned(), enrolled(ANNA)])
        .when(&give_back)
        .then([Event::EnrolmentCancelled(EnrolmentCancelled { person_id: ANNA.to_string() })]);
    given_all([planned()]).when(&give_back).then_nothing();
}

#[test]
fn nobody_is_enrolled_when_every_seat_is_taken() {
    let of_one = || SessionPlan { capacity: Some(1), ..plan() };
    let full = SessionRejection::Full { capacity: 1 };
    given_all([planned_as(of_one()), enrolled(ANNA)]).when(&enrol(BAHAR)).then_rejected(full.clone());
    given_all([]).when(&planning(of_one(), &[ANNA, BAHAR])).then_rejected(full);
    let given_back = Event::EnrolmentCancelled(EnrolmentCancelled { person_id: ANNA.to_string() });
    given_all([planned_as(of_one()), enrolled(ANNA), given_back]).when(&enrol(BAHAR)).then([enrolled(BAHAR)]);
}

#[test]
fn nobody_is_enrolled_after_the_session_was_held_or_cancelled() {
    given_all([planned(), held()]).when(&enrol(BAHAR)).then_rejected(SessionRejection::AlreadyHeld);
    given_all([planned(), cancelled(SessionCancelReason::Other)])
        .when(&enrol(BAHAR))
        .then_rejected(SessionRejection::Cancelled);
}

#[test]
fn nobodys_attendance_is_recorded_for_a_session_to_come() {
    let tomorrow = date(2026, 3, 3);
    given_all([planned_on(tomorrow)])
        .when(&anna_was_there())
        .then_rejected(SessionRejection::NotYet { planned_on: tomorrow });
    given_all([planned(), moved(tomorrow, 10, false)])
        .when(&anna_was_there())
        .then_rejected(SessionRejection::NotYet { planned_on: tomorrow });
}

#[test]
fn attendance_is_recorded_on_the_day_and_after() {
    let was_there = || [recorded(vec![person(ANNA, AttendanceStatus::Present)], None, 0)];
    given_all([planned()]).when(&anna_was_there()).then(was_there());
    given_all([planned()]).on("2026-03-09").when(&anna_was_there()).then(was_there());
}

#[test]
fn attendance_tells_present_excused_absent_and_visitors_and_counts_the_rest() {
    let carla = Uuid::from_u128(3);
    let dina = Uuid::from_u128(4);
    let guests = Headcount { men: 2, children: 1, ..NOBODY };
    let statuses = [
        (ANNA, AttendanceStatus::Present),
        (BAHAR, AttendanceStatus::Excused),
        (carla, AttendanceStatus::Absent),
        (dina, AttendanceStatus::Visitor),
    ];
    let persons = statuses.iter().map(|(person_id, status)| person(*person_id, *status)).collect();
    given_all([planned(), enrolled(ANNA)]).when(&there(&statuses, guests, 5)).then([recorded(
        persons,
        Some(guests),
        5,
    )]);
}

#[test]
fn attendance_is_recorded_once_and_corrected_after() {
    given_all([planned(), held()]).when(&anna_was_there()).then_rejected(SessionRejection::AttendanceAlreadyRecorded);
    given_all([planned()])
        .when(&correcting(&[(ANNA, AttendanceStatus::Absent)], &[], None, None))
        .then_rejected(SessionRejection::AttendanceNotRecorded);
}

#[test]
fn no_attendance_is_recorded_for_a_cancelled_session() {
    given_all([planned(), cancelled(SessionCancelReason::Other)])
        .when(&anna_was_there())
        .then_rejected(SessionRejection::Cancelled);
}

#[test]
fn attendance_names_or_counts_somebody() {
    given_all([planned()]).when(&there(&[], NOBODY, 0)).then_rejected(SessionRejection::AttendanceEmpty);
    given_all([planned(), held()])
        .when(&correcting(&[], &[ANNA], None, Some(0)))
        .then_rejected(SessionRejection::AttendanceEmpty);
}

#[test]
fn attendance_names_nobody_twice() {
    let twice = [(ANNA, AttendanceStatus::Present), (ANNA, AttendanceStatus::Absent)];
    assert_eq!(Attendance::new(twice, NOBODY, 0), Err(SessionRejection::SomebodyTwice));
    assert_eq!(Correction::new(twice, vec![], None, None).unwrap_err(), SessionRejection::SomebodyTwice);
    let kept_and_removed = Correction::new([(ANNA, AttendanceStatus::Present)], vec![ANNA], None, None);
    assert_eq!(kept_and_removed.unwrap_err(), SessionRejection::SomebodyTwice);
}

#[test]
fn a_counts_only_session_names_nobody() {
    given_all([])
        .when(&planning(SessionPlan { counts_only: true, ..plan() }, &[ANNA]))
        .then_rejected(SessionRejection::CountsOnly);
    given_all([counts_only()]).when(&enrol(ANNA)).then_rejected(SessionRejection::CountsOnly);
    given_all([counts_only()]).when(&anna_was_there()).then_rejected(SessionRejection::CountsOnly);
    let count = Headcount { women: 4, men: 3, others: 1, children: 2 };
    given_all([counts_only()]).when(&there(&[], count, 2)).then([recorded(vec![], Some(count), 2)]);
    given_all([counts_only(), recorded(vec![], Some(count), 2)])
        .when(&correcting(&[(ANNA, AttendanceStatus::Present)], &[], None, None))
        .then_rejected(SessionRejection::CountsOnly);
}

#[test]
fn a_correction_records_only_what_changes() {
    let count = Headcount { women: 1, ..NOBODY };
    let both = recorded(
        vec![person(ANNA, AttendanceStatus::Present), person(BAHAR, AttendanceStatus::Absent)],
        Some(count),
        3,
    );
    given_all([planned(), both.clone()])
        .when(&correcting(
            &[(ANNA, AttendanceStatus::Present), (BAHAR, AttendanceStatus::Excused)],
            &[],
            Some(count),
            Some(4),
        ))
        .then([Event::AttendanceCorrected(AttendanceCorrected {
            persons: vec![person(BAHAR, AttendanceStatus::Excused)],
            children_in_childcare: Some(4),
            ..AttendanceCorrected::default()
        })]);
    given_all([planned(), both]).when(&correcting(&[], &[ANNA], Some(NOBODY), None)).then([
        Event::AttendanceCorrected(AttendanceCorrected {
            removed_person_ids: vec![ANNA.to_string()],
            unnamed: Some(NOBODY),
            ..AttendanceCorrected::default()
        }),
    ]);
}

#[test]
fn a_correction_that_changes_nothing_is_not_recorded() {
    given_all([planned(), held()])
        .when(&correcting(&[(ANNA, AttendanceStatus::Present)], &[BAHAR], Some(NOBODY), Some(3)))
        .then_nothing();
}

#[test]
fn a_correction_is_corrected_in_turn() {
    let corrected = Event::AttendanceCorrected(AttendanceCorrected {
        persons: vec![person(BAHAR, AttendanceStatus::Visitor)],
        removed_person_ids: vec![ANNA.to_string()],
        unnamed: Some(Headcount { women: 2, ..NOBODY }),
        children_in_childcare: Some(0),
    });
    given_all([planned(), held(), corrected.clone()])
        .when(&correcting(
            &[(BAHAR, AttendanceStatus::Visitor)],
            &[ANNA],
            Some(Headcount { women: 2, ..NOBODY }),
            Some(0),
        ))
        .then_nothing();
    let back = AttendanceCorrected {
        persons: vec![person(ANNA, AttendanceStatus::Present)],
        removed_person_ids: vec![BAHAR.to_string()],
        unnamed: Some(NOBODY),
        children_in_childcare: Some(3),
    };
    given_all([planned(), held(), corrected])
        .when(&correcting(&[(ANNA, AttendanceStatus::Present)], &[BAHAR], Some(NOBODY), Some(3)))
        .then([Event::AttendanceCorrected(back)]);
}

#[test]
fn guidance_at_a_home_is_for_one_person() {
    given_all([]).when(&planning(at_home(), &[ANNA])).then([planned_as(at_home()), enrolled(ANNA)]);
    for not_one in [vec![], vec![ANNA, BAHAR]] {
        given_all([]).when(&planning(at_home(), &not_one)).then_rejected(SessionRejection::HomeGuidanceIsForOne);
    }
    given_all([planned_as(at_home()), enrolled(ANNA)])
        .when(&enrol(BAHAR))
        .then_rejected(SessionRejection::HomeGuidanceIsForOne);
    given_all([planned_as(at_home()), enrolled(ANNA)])
        .when(&SessionCommand::CancelEnrolment { person_id: ANNA })
        .then_rejected(SessionRejection::HomeGuidanceIsForOne);
}

#[test]
fn a_home_is_never_named_in_clear() {
    let shown = SessionPlan { slot: slot(date(2026, 3, 2), 10, "Kotikatu 1"), ..at_home() };
    given_all([]).when(&planning(shown, &[ANNA])).then_rejected(SessionRejection::PlaceShowsAHome);
    given_all([planned_as(at_home()), enrolled(ANNA)])
        .when(&SessionCommand::Move(slot(date(2026, 3, 3), 10, "Kotikatu 1")))
        .then_rejected(SessionRejection::PlaceShowsAHome);
}

#[test]
fn guidance_at_a_home_counts_nobody_beside_the_person_visited() {
    for command in [
        there(&[(ANNA, AttendanceStatus::Present)], NOBODY, 2),
        there(&[(ANNA, AttendanceStatus::Present)], Headcount { children: 2, ..NOBODY }, 0),
    ] {
        given_all([planned_as(at_home()), enrolled(ANNA)])
            .when(&command)
            .then_rejected(SessionRejection::HomeGuidanceCountsNobody);
    }
}

#[test]
fn a_sealed_place_is_recorded_anew_for_nobody_can_see_whether_it_changed() {
    let slot = at_home().slot;
    let again = SessionMoved {
        start: Some(slot.start.into()),
        duration_minutes: 120,
        place: String::new(),
        private_place: slot.private_place.clone(),
        with_series: false,
    };
    given_all([planned_as(at_home()), enrolled(ANNA)]).when(&SessionCommand::Move(slot)).then([Event::Moved(again)]);
}

fn of_series(on: Date, hour: i8) -> SessionPlan {
    SessionPlan { series_id: Some(SERIES), slot: slot(on, hour, "Kirjasto"), ..plan() }
}

fn follow(on: Date, hour: i8) -> SessionCommand {
    SessionCommand::Follow(Some(of_series(on, hour)))
}

const NO_SESSION_THAT_WEEK: SessionCommand = SessionCommand::Follow(None);

#[test]
fn a_session_follows_its_series() {
    let monday = || planned_as(of_series(date(2026, 3, 9), 10));
    given_all([]).when(&follow(date(2026, 3, 9), 10)).then([monday()]);
    given_all([monday()]).when(&follow(date(2026, 3, 9), 10)).then_nothing();
    given_all([monday()]).when(&follow(date(2026, 3, 11), 13)).then([moved(date(2026, 3, 11), 13, true)]);
    given_all([monday(), moved(date(2026, 3, 11), 13, true)]).when(&follow(date(2026, 3, 12), 13)).then([moved(
        date(2026, 3, 12),
        13,
        true,
    )]);
    given_all([monday()]).when(&NO_SESSION_THAT_WEEK).then([cancelled(SessionCancelReason::SeriesChanged)]);
    given_all([]).when(&NO_SESSION_THAT_WEEK).then_nothing();
}

#[test]
fn a_series_leaves_alone_what_was_held_or_cancelled() {
    let monday = || planned_as(of_series(date(2026, 3, 2), 10));
    for settled in [held(), cancelled(SessionCancelReason::LeaderPrevented)] {
        given_all([monday(), settled.clone()]).when(&follow(date(2026, 3, 4), 10)).then_nothing();
        given_all([monday(), settled]).when(&NO_SESSION_THAT_WEEK).then_nothing();
    }
}

#[test]
fn a_series_does_not_move_what_was_moved_by_hand_but_ends_it() {
    let by_hand = || [planned_as(of_series(date(2026, 3, 9), 10)), moved(date(2026, 3, 10), 10, false)];
    given_all(by_hand()).when(&follow(date(2026, 3, 11), 10)).then_nothing();
    given_all(by_hand()).when(&NO_SESSION_THAT_WEEK).then([cancelled(SessionCancelReason::SeriesChanged)]);
}

#[test]
fn the_state_says_where_it_stands_who_has_a_seat_and_who_was_there() {
    let mut state = SessionState::default();
    assert_eq!(state.status(), SessionStatus::Unspecified);
    let events = [tentative(), enrolled(BAHAR), enrolled(ANNA), confirmed(), held()];
    for event in &events {
        Session::evolve(&mut state, event, date(2026, 3, 2));
    }
    assert_eq!(state.status(), SessionStatus::Confirmed);
    assert!(state.enrolled().eq([ANNA, BAHAR]));
    assert!(state.attendance().unwrap().persons().eq([(ANNA, AttendanceStatus::Present)]));
    Session::evolve(&mut state, &cancelled(SessionCancelReason::Other), date(2026, 3, 2));
    assert_eq!(state.status(), SessionStatus::Cancelled);
}
