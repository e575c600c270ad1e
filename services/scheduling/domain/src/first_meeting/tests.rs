use decider::{Given, given};
use proto::scheduling::v1::{
    FirstMeetingCalledOff, FirstMeetingHeld, FirstMeetingNotHeld, FirstMeetingPlanned, FirstMeetingReplanned,
    MeetingPlan,
};

use super::*;

fn opening(coordinator_required: bool) -> FirstMeetingOpened {
    FirstMeetingOpened {
        match_id: "m".into(),
        person_id: "p".into(),
        volunteer_person_id: "v".into(),
        programme_id: "friend-for-a-mother".into(),
        coordinator_required,
    }
}

fn opened() -> Event {
    Event::Opened(opening(true))
}

fn start(on: &str) -> WallTime {
    WallTime { date: on.parse().unwrap(), time: jiff::civil::time(17, 30, 0, 0) }
}

fn plan(on: &str, coordinator: Option<&str>) -> FirstMeetingCommand {
    FirstMeetingCommand::Plan(Plan {
        start: start(on),
        duration: Minutes::new(60).unwrap(),
        coordinator: coordinator.map(ActorId::new),
        place: Some(sealed()),
        needs: None,
    })
}

fn sealed() -> Sealed {
    Sealed { person_id: "p".into(), key: 1, seal_id: vec![1], ciphertext: vec![2] }
}

fn agreed(on: &str, coordinator: &str) -> MeetingPlan {
    MeetingPlan {
        start: Some(start(on).into()),
        duration_minutes: 60,
        coordinator_actor_id: coordinator.into(),
        place: Some(sealed()),
        needs: None,
    }
}

fn planned(on: &str) -> Event {
    Event::Planned(FirstMeetingPlanned { plan: Some(agreed(on, "c")) })
}

fn replanned(on: &str) -> Event {
    Event::Replanned(FirstMeetingReplanned { plan: Some(agreed(on, "c")) })
}

fn not_held(attempt: u32) -> Event {
    Event::NotHeld(FirstMeetingNotHeld { reason: NotHeldReason::PersonDidNotCome.into(), attempt })
}

fn held(on: &str, attempt: u32) -> Event {
    Event::Held(FirstMeetingHeld { held_on: on.into(), coordinator_present: true, attempt })
}

fn called_off() -> Event {
    Event::CalledOff(FirstMeetingCalledOff { reason: CallOffReason::MatchCancelled.into() })
}

const HELD: FirstMeetingCommand = FirstMeetingCommand::RecordHeld { coordinator_present: true };
const NOT_HELD: FirstMeetingCommand = FirstMeetingCommand::RecordNotHeld { reason: NotHeldReason::PersonDidNotCome };
const CALL_OFF: FirstMeetingCommand = FirstMeetingCommand::CallOff { reason: CallOffReason::MatchCancelled };

fn given_all(events: impl IntoIterator<Item = Event>) -> Given<FirstMeeting> {
    given(events)
}

#[test]
fn a_match_opens_its_first_meeting_once() {
    let open = FirstMeetingCommand::Open(opening(true));
    given_all([]).when(&open).then([opened()]);
    given_all([opened()]).when(&open).then_nothing();
    given_all([opened(), planned("2026-03-02")]).when(&open).then_nothing();
}

#[test]
fn a_first_meeting_that_was_never_opened_is_not_found() {
    for command in [plan("2026-03-05", Some("c")), HELD, NOT_HELD, CALL_OFF] {
        given_all([]).when(&command).then_rejected(FirstMeetingRejection::NotFound);
    }
}

#[test]
fn a_time_is_agreed_and_agreed_anew() {
    given_all([opened()]).when(&plan("2026-03-05", Some("c"))).then([planned("2026-03-05")]);
    given_all([opened(), planned("2026-03-05")]).when(&plan("2026-03-09", Some("c"))).then([replanned("2026-03-09")]);
}

#[test]
fn a_coordinator_is_present_where_the_programme_wants_one() {
    given_all([opened()]).when(&plan("2026-03-05", None)).then_rejected(FirstMeetingRejection::NeedsCoordinator);
    given_all([opened(), planned("2026-03-02")])
        .when(&FirstMeetingCommand::RecordHeld { coordinator_present: false })
        .then_rejected(FirstMeetingRejection::NeedsCoordinator);
}

#[test]
fn a_pair_meets_alone_where_the_programme_wants_no_coordinator() {
    let without = Event::Opened(opening(false));
    given_all([without.clone()])
        .when(&plan("2026-03-05", None))
        .then([Event::Planned(FirstMeetingPlanned { plan: Some(agreed("2026-03-05", "")) })]);
    let alone = FirstMeetingHeld { held_on: "2026-03-02".into(), coordinator_present: false, attempt: 1 };
    given_all([without, planned("2026-03-02")])
        .when(&FirstMeetingCommand::RecordHeld { coordinator_present: false })
        .then([Event::Held(alone)]);
}

#[test]
fn a_time_is_not_agreed_for_a_day_that_has_passed() {
    given_all([opened()])
        .on("2026-03-06")
        .when(&plan("2026-03-05", Some("c")))
        .then_rejected(FirstMeetingRejection::StartInThePast);
    given_all([opened()]).on("2026-03-05").when(&plan("2026-03-05", Some("c"))).then([planned("2026-03-05")]);
}

#[test]
fn only_a_planned_meeting_is_held_or_falls_through() {
    for command in [HELD, NOT_HELD] {
        given_all([opened()]).when(&command).then_rejected(FirstMeetingRejection::NotPlanned);
    }
}

#[test]
fn a_meeting_is_not_held_before_its_day() {
    given_all([opened(), planned("2026-03-03")])
        .when(&HELD)
        .then_rejected(FirstMeetingRejection::NotYet { planned_on: "2026-03-03".parse().unwrap() });
    given_all([opened(), planned("2026-03-03"), replanned("2026-03-04")])
        .on("2026-03-03")
        .when(&HELD)
        .then_rejected(FirstMeetingRejection::NotYet { planned_on: "2026-03-04".parse().unwrap() });
}

#[test]
fn a_meeting_is_held_on_the_day_it_is_said_to_have_happened() {
    given_all([opened(), planned("2026-02-27")]).on("2026-03-02").when(&HELD).then([held("2026-03-02", 1)]);
}

#[test]
fn a_failed_attempt_counts_and_a_new_time_is_found() {
    let failed = || [opened(), planned("2026-02-20"), not_held(1)];
    given_all([opened(), planned("2026-02-20")]).when(&NOT_HELD).then([not_held(1)]);
    given_all(failed()).when(&HELD).then_rejected(FirstMeetingRejection::NotPlanned);
    given_all(failed()).when(&plan("2026-03-05", Some("c"))).then([planned("2026-03-05")]);
    let again = || failed().into_iter().chain([planned("2026-03-01")]);
    given_all(again()).when(&NOT_HELD).then([not_held(2)]);
    given_all(again()).when(&HELD).then([held("2026-03-02", 2)]);
}

#[test]
fn a_meeting_may_fall_through_before_its_day() {
    given_all([opened(), planned("2026-03-05")]).on("2026-03-04").when(&NOT_HELD).then([not_held(1)]);
}

#[test]
fn a_meeting_is_called_off_at_any_time_before_it_is_held() {
    given_all([opened()]).when(&CALL_OFF).then([called_off()]);
    given_all([opened(), planned("2026-03-05")]).when(&CALL_OFF).then([called_off()]);
    given_all([opened(), called_off()]).when(&CALL_OFF).then_nothing();
    given_all([opened(), planned("2026-03-01"), held("2026-03-01", 1)])
        .when(&CALL_OFF)
        .then_rejected(FirstMeetingRejection::AlreadyHeld);
}

#[test]
fn those_who_met_without_a_plan_have_met() {
    let met =
        |on: &str, attempt| Event::Held(FirstMeetingHeld { held_on: on.into(), coordinator_present: false, attempt });
    let command = FirstMeetingCommand::RecordMet;
    given_all([opened()]).on("2024-05-06").when(&command).then([met("2024-05-06", 1)]);
    given_all([opened(), planned("2026-03-05")]).when(&command).then([met("2026-03-02", 1)]);
    given_all([opened(), planned("2026-03-01"), held("2026-03-01", 1)]).when(&command).then_nothing();
    given_all([opened(), called_off()]).when(&command).then_nothing();
    given_all([]).when(&command).then_rejected(FirstMeetingRejection::NotFound);
}

#[test]
fn nothing_is_planned_or_recorded_after_a_meeting_was_held() {
    for command in [plan("2026-03-05", Some("c")), HELD, NOT_HELD] {
        given_all([opened(), planned("2026-03-01"), held("2026-03-01", 1)])
            .when(&command)
            .then_rejected(FirstMeetingRejection::AlreadyHeld);
    }
}

#[test]
fn nothing_is_planned_or_recorded_after_a_meeting_was_called_off() {
    for command in [plan("2026-03-05", Some("c")), HELD, NOT_HELD] {
        given_all([opened(), called_off()]).when(&command).then_rejected(FirstMeetingRejection::CalledOff);
    }
}

#[test]
fn the_state_says_where_it_stands_and_how_often_it_failed() {
    let mut state = FirstMeetingState::default();
    assert_eq!(state.status(), FirstMeetingStatus::Unspecified);
    for (event, status, failed) in [
        (opened(), FirstMeetingStatus::ToPlan, 0),
        (planned("2026-02-20"), FirstMeetingStatus::Planned, 0),
        (not_held(1), FirstMeetingStatus::ToPlan, 1),
        (planned("2026-02-25"), FirstMeetingStatus::Planned, 1),
        (not_held(2), FirstMeetingStatus::ToPlan, 2),
        (called_off(), FirstMeetingStatus::CalledOff, 2),
    ] {
        FirstMeeting::evolve(&mut state, &event, Date::default());
        assert_eq!((state.status(), state.failed_attempts()), (status, failed));
    }
}

#[test]
fn a_match_has_one_first_meeting_and_two_matches_have_two() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(id_of(one), id_of(one));
    assert_ne!(id_of(one), id_of(other));
}
