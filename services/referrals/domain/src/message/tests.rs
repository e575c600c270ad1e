use decider::given;
use jiff::civil::date;
use proto::referrals::v1::{
    CloseReason, ConsentGranted, ConsentPurpose, ConsentWithdrawn, MessageTemplate as T, PersonRegistered,
    ReferralAccepted, ReferralAcknowledged, ReferralClosed, ReferralEnteredInError, ReferralHeld,
    ReferralPlacedOnWaitingList, ReferralRejected, ReferralReopened, ReferralStarted, ReferralSubmitted, person_event,
    referral_event::Event as Step,
};

use super::*;
use crate::{Person, Referral, person::PersonState, referral::ReferralState};

/// Until the second of March, 12 o'clock in Finland.
fn request() -> MessageRequested {
    let mut requested = MessageRequested {
        person_id: "p".into(),
        referral_id: "r".into(),
        template: T::Accepted.into(),
        ..MessageRequested::default()
    };
    let mut noon = requested.not_after_time.unwrap_or_default();
    noon.seconds = "2026-03-02T10:00:00Z".parse::<Timestamp>().unwrap().as_second();
    requested.not_after_time = Some(noon);
    requested
}

fn requested() -> Event {
    Event::Requested(request())
}

fn withdrawn(reason: MessageWithdrawal) -> Event {
    Event::Withdrawn(MessageWithdrawn { reason: reason.into() })
}

fn sent() -> Event {
    Event::Sent(MessageSent {})
}

fn failed(reason: MessageFailure) -> Event {
    Event::Failed(MessageFailed { reason: reason.into() })
}

fn ask() -> MessageCommand {
    MessageCommand::Request(Box::new(request()))
}

#[test]
fn a_message_is_asked_for_once() {
    given::<Message>([]).when(&ask()).then([requested()]);
    given::<Message>([requested()]).when(&ask()).then_nothing();
    given::<Message>([requested(), sent()]).when(&ask()).then_nothing();
    given::<Message>([requested(), failed(MessageFailure::RefusedByServer)]).when(&ask()).then_nothing();
}

#[test]
fn a_message_that_names_no_channel_goes_by_email() {
    let goes_by = |number: i32| {
        let mut state = MessageState::default();
        let asked = Event::Requested(MessageRequested { channel: number, ..request() });
        Message::evolve(&mut state, &asked, date(2026, 3, 2));
        state.waiting().unwrap().channel()
    };
    assert_eq!(goes_by(0), MessageChannel::Email);
    assert_eq!(goes_by(MessageChannel::Email.into()), MessageChannel::Email);
    assert_eq!(goes_by(MessageChannel::Sms.into()), MessageChannel::Sms);
}

#[test]
fn a_step_taken_again_on_the_day_it_was_undone_is_told_after_all() {
    given::<Message>([requested(), withdrawn(MessageWithdrawal::Undone)]).when(&ask()).then([requested()]);
}

#[test]
fn only_what_was_not_sent_is_withdrawn() {
    let withdraw = MessageCommand::Withdraw(MessageWithdrawal::Undone);
    given::<Message>([requested()]).when(&withdraw).then([withdrawn(MessageWithdrawal::Undone)]);
    given::<Message>([requested(), sent()]).when(&withdraw).then_nothing();
    given::<Message>([requested(), withdrawn(MessageWithdrawal::Consent)]).when(&withdraw).then_nothing();
    given::<Message>([]).when(&withdraw).then_nothing();
}

#[test]
fn what_a_mail_server_took_is_sent_whoever_withdrew_it_meanwhile() {
    given::<Message>([requested()]).when(&MessageCommand::RecordSent).then([sent()]);
    given::<Message>([requested(), sent()]).when(&MessageCommand::RecordSent).then_nothing();
    given::<Message>([requested(), withdrawn(MessageWithdrawal::Undone)])
        .when(&MessageCommand::RecordSent)
        .then([sent()]);
    given::<Message>([]).when(&MessageCommand::RecordSent).then_rejected(MessageRejection::NotFound);
}

#[test]
fn a_message_is_given_up_as_late_only_when_its_time_is_over() {
    let late = MessageCommand::GiveUp(MessageFailure::NotInTime);
    given::<Message>([requested()]).on("2026-03-02").when(&late).then_rejected(MessageRejection::StillInTime);
    given::<Message>([requested()]).on("2026-03-03").when(&late).then([failed(MessageFailure::NotInTime)]);
    let refused = MessageCommand::GiveUp(MessageFailure::RefusedByServer);
    given::<Message>([requested()]).on("2026-03-02").when(&refused).then([failed(MessageFailure::RefusedByServer)]);
    given::<Message>([requested(), sent()]).when(&late).then_nothing();
}

#[test]
fn several_steps_of_a_kind_on_one_day_are_one_message() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let id = message_id(one, T::Accepted, date(2026, 3, 2));
    assert_eq!(id, message_id(one, T::Accepted, date(2026, 3, 2)));
    assert_ne!(id, message_id(one, T::Waiting, date(2026, 3, 2)));
    assert_ne!(id, message_id(one, T::Accepted, date(2026, 3, 3)));
    assert_ne!(id, message_id(other, T::Accepted, date(2026, 3, 2)));
}

fn told(events: &[Step], by_match: bool) -> Option<T> {
    calls_for(events, by_match).message
}

#[test]
fn each_step_of_a_referral_is_told_in_its_own_words() {
    let held = Step::Held(ReferralHeld { until: "2026-04-01".into(), note: None });
    let closed = Step::Closed(ReferralClosed::default());
    assert_eq!(told(&[Step::Submitted(ReferralSubmitted::default())], false), None);
    assert_eq!(told(&[Step::Acknowledged(ReferralAcknowledged {})], false), Some(T::Acknowledged));
    assert_eq!(told(&[Step::Accepted(ReferralAccepted::default())], false), Some(T::Accepted));
    assert_eq!(told(&[held], false), Some(T::OnHold));
    assert_eq!(told(&[Step::PlacedOnWaitingList(ReferralPlacedOnWaitingList {})], false), Some(T::Waiting));
    assert_eq!(told(&[closed], false), Some(T::Closed));
}

#[test]
fn a_no_is_told_in_one_neutral_way_whatever_its_reason() {
    for reason in (1..).map_while(|number| CloseReason::try_from(number).ok()) {
        for onward in ["", "family-friend"] {
            let no = ReferralRejected { reason: reason.into(), redirected_to_programme_id: onward.into() };
            assert_eq!(told(&[Step::Rejected(no)], false), Some(T::AnotherFitsBetter), "{reason:?}");
        }
    }
}

#[test]
fn that_she_has_been_met_is_told_of_a_match_and_not_of_a_place_in_a_group() {
    let started = [Step::Started(ReferralStarted {})];
    assert_eq!(told(&started, true), Some(T::Met));
    assert_eq!(told(&started, false), Some(T::Started));
}

#[test]
fn a_decision_that_also_acknowledges_is_told_alone() {
    let both = [Step::Acknowledged(ReferralAcknowledged {}), Step::Accepted(ReferralAccepted::default())];
    assert_eq!(told(&both, false), Some(T::Accepted));
}

#[test]
fn a_step_that_undoes_others_takes_back_what_would_be_told_of_them() {
    let undoes = |event: Step| calls_for(&[event], false).undoes;
    assert_eq!(undoes(Step::Reopened(ReferralReopened::default())), [T::AnotherFitsBetter, T::Closed]);
    let all: Vec<T> = (1..).map_while(|number| T::try_from(number).ok()).collect();
    assert_eq!(undoes(Step::EnteredInError(ReferralEnteredInError::default())), all, "it never happened");
    assert_eq!(undoes(Step::Accepted(ReferralAccepted::default())), [T::OnHold]);
    assert_eq!(undoes(Step::Acknowledged(ReferralAcknowledged {})), []);
}

#[test]
fn what_happened_more_than_a_week_before_it_is_recorded_is_history() {
    let recorded = date(2026, 3, 9);
    assert!(is_news(recorded, recorded) && is_news(date(2026, 3, 2), recorded));
    assert!(!is_news(date(2026, 3, 1), recorded));
    assert!(!is_news(date(2024, 3, 9), recorded));
}

fn referral(may_be_told: bool, on: Date) -> ReferralState {
    let mut state = ReferralState::default();
    let submitted = ReferralSubmitted { referrer_may_be_told: may_be_told, ..ReferralSubmitted::default() };
    Referral::evolve(&mut state, &Step::Submitted(submitted), on);
    state
}

fn person(said: &[(bool, Date)]) -> PersonState {
    let mut state = PersonState::default();
    let since = date(2026, 1, 1);
    Person::evolve(&mut state, &person_event::Event::Registered(PersonRegistered::default()), since);
    let purpose = ConsentPurpose::FeedbackToReferrer.into();
    for (given, on) in said {
        let event = if *given {
            person_event::Event::ConsentGranted(ConsentGranted { purpose, ..ConsentGranted::default() })
        } else {
            person_event::Event::ConsentWithdrawn(ConsentWithdrawn { purpose, ..ConsentWithdrawn::default() })
        };
        Person::evolve(&mut state, &event, *on);
    }
    state
}

#[test]
fn the_referrer_hears_what_she_agreed_to_with_the_referral() {
    let day = date(2026, 2, 2);
    assert!(consents_to_feedback(&referral(true, day), &person(&[])));
    assert!(!consents_to_feedback(&referral(false, day), &person(&[])));
}

#[test]
fn a_consent_withdrawn_after_the_referral_holds_and_one_from_before_it_does_not() {
    let (before, day, after) = (date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3));
    assert!(!consents_to_feedback(&referral(true, day), &person(&[(true, day), (false, after)])));
    assert!(!consents_to_feedback(&referral(true, day), &person(&[(true, day), (false, day)])));
    assert!(consents_to_feedback(&referral(true, day), &person(&[(false, before)])), "she agreed anew");
}

#[test]
fn a_consent_given_after_the_referral_covers_it_and_one_for_an_earlier_referral_does_not() {
    let (before, day, after) = (date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3));
    assert!(consents_to_feedback(&referral(false, day), &person(&[(true, after)])));
    assert!(!consents_to_feedback(&referral(false, day), &person(&[(true, before)])));
}

#[test]
fn a_message_is_sent_only_when_nothing_stands_in_its_way() {
    let clear = Circumstances { erased: false, consented: true, refused: false, address_protected: false };
    assert_eq!(clear.hindrance(), None);
    assert_eq!(Circumstances { consented: false, ..clear }.hindrance(), Some(MessageWithdrawal::Consent));
    assert_eq!(Circumstances { refused: true, ..clear }.hindrance(), Some(MessageWithdrawal::RefusedByRecipient));
    let protected = Circumstances { address_protected: true, ..clear };
    assert_eq!(protected.hindrance(), Some(MessageWithdrawal::AddressProtected));
    let erased = Circumstances { erased: true, consented: false, refused: true, address_protected: true };
    assert_eq!(erased.hindrance(), Some(MessageWithdrawal::Erased));
}
