use decider::given;
use proto::referrals::v1::{
    PriorityDeclared, PriorityTakenBack, ReferralAccepted, ReferralAcknowledged, ReferralClosed,
    ReferralEnteredInError, ReferralHeld, ReferralPlacedOnWaitingList, ReferralRejected, ReferralReopened,
    ReferralStarted,
};

use super::*;

fn submitted() -> Event {
    Event::Submitted(ReferralSubmitted {
        person_id: "p".into(),
        programme_id: "friend-for-a-mother".into(),
        ..ReferralSubmitted::default()
    })
}

fn checked(outcome: CheckOutcome) -> Event {
    Event::Checked(TargetGroupChecked {
        outcome: outcome.into(),
        programme_version: 1,
        ..TargetGroupChecked::default()
    })
}

fn acknowledged() -> Event {
    Event::Acknowledged(ReferralAcknowledged {})
}

fn accepted() -> Event {
    accepted_with(None)
}

fn accepted_with(override_justification: Option<Sealed>) -> Event {
    Event::Accepted(ReferralAccepted {
        person_id: "p".into(),
        programme_id: "friend-for-a-mother".into(),
        override_justification,
    })
}

fn rejected(reason: CloseReason, to: &str) -> Event {
    Event::Rejected(ReferralRejected { reason: reason.into(), redirected_to_programme_id: to.into() })
}

fn closed(status: ReferralStatus) -> Event {
    Event::Closed(ReferralClosed { status: status.into(), reason: CloseReason::NeedMet.into() })
}

fn accept() -> ReferralCommand {
    ReferralCommand::Accept { override_justification: None }
}

fn reject(reason: CloseReason, to: &str) -> ReferralCommand {
    ReferralCommand::Reject { reason, redirected_to_programme_id: to.into() }
}

fn hold(until: &str) -> ReferralCommand {
    ReferralCommand::Hold { until: until.parse().unwrap(), note: None }
}

fn held() -> Event {
    Event::Held(ReferralHeld { until: "2026-03-01".into(), note: None })
}

#[test]
fn nothing_can_be_done_with_a_referral_that_was_never_handed_in() {
    given::<Referral>([]).when(&ReferralCommand::Acknowledge).then_rejected(ReferralRejection::NotFound);
    given::<Referral>([]).when(&accept()).then_rejected(ReferralRejection::NotFound);
}

#[test]
fn a_referral_is_handed_in_once() {
    let Event::Submitted(again) = submitted() else { unreachable!() };
    given::<Referral>([submitted()])
        .when(&ReferralCommand::Submit(Box::new(again)))
        .then_rejected(ReferralRejection::AlreadySubmitted);
}

#[test]
fn acknowledging_twice_changes_nothing() {
    given::<Referral>([submitted()]).when(&ReferralCommand::Acknowledge).then([acknowledged()]);
    given::<Referral>([submitted(), acknowledged()]).when(&ReferralCommand::Acknowledge).then_nothing();
}

#[test]
fn nobody_is_taken_in_before_the_target_group_was_checked() {
    given::<Referral>([submitted()]).when(&accept()).then_rejected(ReferralRejection::NotChecked);
}

#[test]
fn she_is_taken_in_when_every_rule_holds() {
    given::<Referral>([submitted(), acknowledged(), checked(CheckOutcome::Inside)]).when(&accept()).then([accepted()]);
}

#[test]
fn deciding_acknowledges_too() {
    given::<Referral>([submitted(), checked(CheckOutcome::Inside)]).when(&accept()).then([acknowledged(), accepted()]);
    given::<Referral>([submitted()])
        .when(&reject(CloseReason::Declined, ""))
        .then([acknowledged(), rejected(CloseReason::Declined, "")]);
}

#[test]
fn outside_the_target_group_only_an_override_takes_her_in() {
    for outcome in [CheckOutcome::Outside, CheckOutcome::Undecided] {
        let events = [submitted(), acknowledged(), checked(outcome)];
        given::<Referral>(events.clone()).when(&accept()).then_rejected(ReferralRejection::NotInTargetGroup);
        let justification = Some(Sealed { person_id: "p".into(), ..Sealed::default() });
        given::<Referral>(events)
            .when(&ReferralCommand::Accept { override_justification: justification.clone() })
            .then([accepted_with(justification)]);
    }
}

#[test]
fn the_newest_check_counts() {
    given::<Referral>([submitted(), acknowledged(), checked(CheckOutcome::Inside), checked(CheckOutcome::Outside)])
        .when(&accept())
        .then_rejected(ReferralRejection::NotInTargetGroup);
}

#[test]
fn a_decision_is_made_once() {
    let taken_in = [submitted(), acknowledged(), checked(CheckOutcome::Inside), accepted()];
    given::<Referral>(taken_in.clone()).when(&accept()).then_rejected(ReferralRejection::AlreadyDecided);
    given::<Referral>(taken_in)
        .when(&reject(CloseReason::Declined, ""))
        .then_rejected(ReferralRejection::AlreadyDecided);
}

#[test]
fn only_a_referral_sent_onward_names_a_programme() {
    given::<Referral>([submitted(), acknowledged()])
        .when(&reject(CloseReason::ReferredOnward, "family-friend"))
        .then([rejected(CloseReason::ReferredOnward, "family-friend")]);
    given::<Referral>([submitted(), acknowledged()])
        .when(&reject(CloseReason::Declined, "family-friend"))
        .then_rejected(ReferralRejection::RedirectWithoutReason);
}

#[test]
fn a_hold_ends_after_today() {
    given::<Referral>([submitted(), acknowledged()])
        .when(&hold("2026-03-02"))
        .then_rejected(ReferralRejection::HoldNotInFuture);
    given::<Referral>([submitted(), acknowledged()])
        .when(&hold("2026-03-03"))
        .then([Event::Held(ReferralHeld { until: "2026-03-03".into(), note: None })]);
}

#[test]
fn a_hold_before_the_decision_leaves_the_decision_open() {
    given::<Referral>([submitted(), acknowledged(), held(), checked(CheckOutcome::Inside)])
        .when(&accept())
        .then([accepted()]);
}

#[test]
fn what_rests_before_the_decision_neither_waits_nor_starts_without_one() {
    for command in [ReferralCommand::PlaceOnWaitingList, ReferralCommand::WaitAgain, ReferralCommand::Start] {
        given::<Referral>([submitted(), acknowledged(), held()])
            .when(&command)
            .then_rejected(ReferralRejection::NotAccepted);
    }
}

#[test]
fn what_rests_after_she_was_taken_in_goes_on_without_another_decision() {
    let events = [submitted(), acknowledged(), checked(CheckOutcome::Inside), accepted(), held()];
    given::<Referral>(events.clone()).when(&accept()).then_rejected(ReferralRejection::AlreadyDecided);
    given::<Referral>(events.clone())
        .when(&ReferralCommand::PlaceOnWaitingList)
        .then([Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {})]);
    given::<Referral>(events).when(&ReferralCommand::Start).then([Event::Started(ReferralStarted {})]);
}

#[test]
fn a_decision_taken_back_as_a_mistake_is_made_anew() {
    let events = [
        submitted(),
        acknowledged(),
        checked(CheckOutcome::Inside),
        accepted(),
        Event::EnteredInError(ReferralEnteredInError::default()),
        Event::Reopened(ReferralReopened { status: ReferralStatus::Acknowledged.into(), note: None }),
        held(),
    ];
    given::<Referral>(events.clone())
        .when(&ReferralCommand::PlaceOnWaitingList)
        .then_rejected(ReferralRejection::NotAccepted);
    given::<Referral>(events).when(&accept()).then([accepted()]);
}

#[test]
fn only_somebody_taken_in_waits() {
    let waiting = Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {});
    given::<Referral>([submitted(), acknowledged()])
        .when(&ReferralCommand::PlaceOnWaitingList)
        .then_rejected(ReferralRejection::NotAccepted);
    given::<Referral>([submitted(), accepted()]).when(&ReferralCommand::PlaceOnWaitingList).then([waiting.clone()]);
    given::<Referral>([submitted(), accepted(), waiting]).when(&ReferralCommand::PlaceOnWaitingList).then_nothing();
}

#[test]
fn a_started_referral_waits_no_longer() {
    let events = [
        submitted(),
        accepted(),
        Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {}),
        Event::Started(ReferralStarted {}),
    ];
    let mut state = ReferralState::default();
    for event in &events {
        Referral::evolve(&mut state, event, Date::constant(2026, 3, 2));
    }
    assert_eq!(state.status(), ReferralStatus::InProgress);
    assert!(!state.is_waiting());
    given::<Referral>(events).when(&ReferralCommand::Start).then_nothing();
}

#[test]
fn after_a_match_she_waits_again_only_by_the_end_of_the_match() {
    let waiting = Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {});
    let runs = [submitted(), accepted(), Event::Started(ReferralStarted {})];
    given::<Referral>(runs.clone()).when(&ReferralCommand::WaitAgain).then([waiting.clone()]);
    given::<Referral>(runs.clone())
        .when(&ReferralCommand::PlaceOnWaitingList)
        .then_rejected(ReferralRejection::NotAccepted);
    let mut state = ReferralState::default();
    for event in runs.iter().chain([&waiting]) {
        Referral::evolve(&mut state, event, Date::constant(2026, 3, 2));
    }
    assert_eq!((state.status(), state.is_waiting()), (ReferralStatus::Accepted, true));
    given::<Referral>(runs.into_iter().chain([waiting])).when(&ReferralCommand::WaitAgain).then_nothing();
    given::<Referral>([submitted(), accepted(), closed(ReferralStatus::Completed)])
        .when(&ReferralCommand::WaitAgain)
        .then_rejected(ReferralRejection::NotAccepted);
}

#[test]
fn a_referral_closes_as_completed_failed_or_cancelled() {
    given::<Referral>([submitted(), accepted()])
        .when(&ReferralCommand::Close { status: ReferralStatus::Rejected, reason: CloseReason::NeedMet })
        .then_rejected(ReferralRejection::NotAClosingStatus);
    given::<Referral>([submitted(), accepted()])
        .when(&ReferralCommand::Close { status: ReferralStatus::Completed, reason: CloseReason::NeedMet })
        .then([closed(ReferralStatus::Completed)]);
}

#[test]
fn a_closed_referral_can_only_be_opened_again() {
    let events = [submitted(), accepted(), closed(ReferralStatus::Completed)];
    for command in [
        ReferralCommand::Close { status: ReferralStatus::Failed, reason: CloseReason::Declined },
        hold("2026-04-01"),
        accept(),
    ] {
        given::<Referral>(events.clone()).when(&command).then_rejected(ReferralRejection::NotOpen);
    }
}

#[test]
fn reopened_it_returns_to_where_it_was_decided() {
    let note = Sealed { person_id: "p".into(), ..Sealed::default() };
    let reopened =
        |status: ReferralStatus| Event::Reopened(ReferralReopened { status: status.into(), note: Some(note.clone()) });
    let reopen = ReferralCommand::Reopen { note: note.clone() };
    given::<Referral>([submitted(), accepted(), closed(ReferralStatus::Completed)])
        .when(&reopen)
        .then([reopened(ReferralStatus::Accepted)]);
    given::<Referral>([submitted(), acknowledged(), closed(ReferralStatus::Cancelled)])
        .when(&reopen)
        .then([reopened(ReferralStatus::Acknowledged)]);
    given::<Referral>([submitted(), rejected(CloseReason::NoCapacity, "")])
        .when(&reopen)
        .then([reopened(ReferralStatus::Acknowledged)]);
    given::<Referral>([submitted()]).when(&reopen).then_rejected(ReferralRejection::NotClosed);
}

#[test]
fn redirected_she_is_rejected_as_referred_onward_to_a_programme_of_ours_or_to_others() {
    for onward in ["", "family-friend"] {
        given::<Referral>([submitted(), acknowledged(), checked(CheckOutcome::Outside)])
            .when(&reject(CloseReason::ReferredOnward, onward))
            .then([rejected(CloseReason::ReferredOnward, onward)]);
    }
}

#[test]
fn whoever_withdraws_is_cancelled_with_her_reason_however_far_it_came() {
    let withdrew = |reason: CloseReason| {
        Event::Closed(ReferralClosed { status: ReferralStatus::Cancelled.into(), reason: reason.into() })
    };
    let reasons =
        [CloseReason::NoLongerNeeded, CloseReason::Unreachable, CloseReason::MovedAway, CloseReason::Declined];
    let taken_in = || [submitted(), checked(CheckOutcome::Inside), accepted()];
    for events in [
        vec![submitted()],
        vec![submitted(), acknowledged(), held()],
        taken_in().to_vec(),
        taken_in().into_iter().chain([Event::Started(ReferralStarted {})]).collect(),
    ] {
        for reason in reasons {
            given::<Referral>(events.clone())
                .when(&ReferralCommand::Close { status: ReferralStatus::Cancelled, reason })
                .then([withdrew(reason)]);
        }
    }
}

fn sealed(mark: u8) -> Sealed {
    Sealed { person_id: "p".into(), seal_id: vec![mark], ..Sealed::default() }
}

fn declare(mark: u8) -> ReferralCommand {
    ReferralCommand::DeclarePriority { priority: sealed(mark) }
}

fn declared(mark: u8) -> Event {
    Event::PriorityDeclared(PriorityDeclared { priority: Some(sealed(mark)) })
}

fn started() -> Event {
    Event::Started(ReferralStarted {})
}

fn take_back() -> ReferralCommand {
    ReferralCommand::TakeBackPriority { note: None }
}

#[test]
fn a_reason_to_go_before_others_is_declared_while_she_waits_or_before() {
    for events in [vec![submitted()], vec![submitted(), accepted()], vec![submitted(), accepted(), held()]] {
        given::<Referral>(events).when(&declare(1)).then([declared(1)]);
    }
}

#[test]
fn a_reason_declared_anew_stands_in_place_of_the_one_before() {
    given::<Referral>([submitted(), accepted(), declared(1)]).when(&declare(2)).then([declared(2)]);
}

#[test]
fn no_reason_is_declared_for_her_who_does_not_wait() {
    given::<Referral>([submitted(), accepted(), started()])
        .when(&declare(1))
        .then_rejected(ReferralRejection::NotWaiting);
    for over in [rejected(CloseReason::Declined, ""), closed(ReferralStatus::Cancelled)] {
        given::<Referral>([submitted(), over]).when(&declare(1)).then_rejected(ReferralRejection::NotOpen);
    }
}

#[test]
fn only_a_declared_reason_is_taken_back_and_once() {
    let taken_back = Event::PriorityTakenBack(PriorityTakenBack { note: None });
    let events = [submitted(), accepted(), declared(1)];
    given::<Referral>(events.clone()).when(&take_back()).then([taken_back.clone()]);
    given::<Referral>(events.into_iter().chain([taken_back]))
        .when(&take_back())
        .then_rejected(ReferralRejection::NoPriority);
    given::<Referral>([submitted()]).when(&take_back()).then_rejected(ReferralRejection::NoPriority);
}

#[test]
fn a_reason_lasts_for_one_wait() {
    let again = Event::PlacedOnWaitingList(ReferralPlacedOnWaitingList {});
    given::<Referral>([submitted(), accepted(), declared(1), started(), again])
        .when(&take_back())
        .then_rejected(ReferralRejection::NoPriority);
    let reopened = Event::Reopened(ReferralReopened { status: ReferralStatus::Accepted.into(), note: None });
    given::<Referral>([submitted(), accepted(), declared(1), closed(ReferralStatus::Cancelled), reopened])
        .when(&take_back())
        .then_rejected(ReferralRejection::NoPriority);
}
