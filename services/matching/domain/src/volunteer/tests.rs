use decider::{ActorId, given};
use jiff::civil::date;
use proto::{
    matching::v1::{
        ApprovalStep, CapacityChanged, ExtractConsented, ExtractInspected, ExtractOrdered, SlotReleased, SlotTaken,
        VolunteerApplied, VolunteerApproved, VolunteerLeft, VolunteerNotApproved, VolunteerPaused, VolunteerResumed,
        volunteer_event::Event,
    },
    programmes::v1::ExtractRule,
    referrals::v1::GivenBy,
};

mod absence;
mod expense;

use super::{Volunteer, VolunteerCommand as Command, VolunteerRejection as Rejection};
use crate::samples::{applied, approved, assessed, conditions, interviewed, pledged, ready, sealed, trained};

const THREE_HOURS: u32 = 180;

fn approve() -> Command {
    Command::Approve { capacity: 1, training_minutes_needed: THREE_HOURS }
}

fn pausing(until: Option<jiff::civil::Date>) -> Command {
    Command::Pause { until, reason: sealed() }
}

fn paused(until: &str) -> Event {
    Event::Paused(VolunteerPaused { until: until.to_owned(), reason: Some(sealed()) })
}

fn take(match_id: &str) -> Command {
    Command::TakeSlot { match_id: match_id.to_owned(), support_request_id: "request".to_owned() }
}

fn taken(match_id: &str) -> Event {
    Event::SlotTaken(SlotTaken { match_id: match_id.to_owned(), support_request_id: "request".to_owned() })
}

fn consented() -> Event {
    Event::ExtractConsented(ExtractConsented { given_by: GivenBy::Paper.into() })
}

fn ordered() -> Event {
    Event::ExtractOrdered(ExtractOrdered {})
}

fn inspected() -> Event {
    Event::ExtractInspected(ExtractInspected { issued_on: "2026-02-20".to_owned(), inspected_by: "manager".to_owned() })
}

fn inspect() -> Command {
    Command::RecordExtractInspection { issued_on: date(2026, 2, 20), inspected_by: ActorId::new("manager") }
}

fn assess(role: &str, conditions: ExtractRule) -> Command {
    Command::AssessRole { role: role.to_owned(), conditions, assessed_by: ActorId::new("coordinator") }
}

/// Ready for a task with minors, but for its extract.
fn before_extract() -> Vec<Event> {
    vec![applied(), trained(THREE_HOURS), interviewed(), pledged(), assessed("support-person", true)]
}

fn with(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

#[test]
fn somebody_applies_once() {
    let application = VolunteerApplied { person_id: "person".to_owned(), ..VolunteerApplied::default() };
    given::<Volunteer>([]).when(&Command::Apply(application.clone())).then([Event::Applied(application.clone())]);
    given::<Volunteer>([applied()]).when(&Command::Apply(application)).then_rejected(Rejection::AlreadyApplied);
}

#[test]
fn nothing_happens_to_a_volunteer_who_never_applied() {
    given::<Volunteer>([]).when(&approve()).then_rejected(Rejection::NotFound);
}

#[test]
fn a_volunteer_is_approved_after_training_interview_pledge_and_role_assessment() {
    given::<Volunteer>(ready()).when(&approve()).then([Event::Approved(VolunteerApproved { capacity: 1 })]);
}

#[test]
fn an_approval_names_everything_that_is_missing() {
    given::<Volunteer>([applied(), trained(120)]).when(&approve()).then_rejected(Rejection::NotReady {
        missing: vec![
            ApprovalStep::Training,
            ApprovalStep::Interview,
            ApprovalStep::ConfidentialityPledge,
            ApprovalStep::RoleAssessment,
        ],
    });
}

#[test]
fn trainings_add_up_to_the_hours_of_the_programme() {
    given::<Volunteer>([applied(), trained(100), trained(80), interviewed(), pledged(), assessed("friend", false)])
        .when(&approve())
        .then([Event::Approved(VolunteerApproved { capacity: 1 })]);
}

#[test]
fn a_role_needs_an_extract_when_all_three_conditions_of_148_2014_hold() {
    given::<Volunteer>([applied()])
        .when(&assess("support-person", conditions(true)))
        .then([assessed("support-person", true)]);
    for one_fails in [
        ExtractRule { regular_contact_with_minors: false, ..conditions(true) },
        ExtractRule { personal_interaction: false, ..conditions(true) },
        ExtractRule { alone_with_minors: false, ..conditions(true) },
    ] {
        let outcome = given::<Volunteer>([applied()]).when(&assess("friend", one_fails)).0.unwrap();
        let [Event::RoleAssessed(assessment)] = outcome.as_slice() else { panic!("one assessment: {outcome:?}") };
        assert!(!assessment.extract_required);
    }
}

#[test]
fn a_role_that_needs_an_extract_is_not_approved_before_its_inspection() {
    given::<Volunteer>(with(before_extract(), [consented()])).when(&approve()).then_rejected(Rejection::NotReady {
        missing: vec![ApprovalStep::ExtractOrder, ApprovalStep::ExtractInspection],
    });
    given::<Volunteer>(with(before_extract(), [consented(), ordered(), inspected()]))
        .when(&approve())
        .then([Event::Approved(VolunteerApproved { capacity: 1 })]);
}

#[test]
fn of_an_extract_nothing_is_kept_but_its_consent_order_and_inspection_by_somebody_named() {
    // Whole on purpose: a field more would not compile.
    let consented = ExtractConsented { given_by: GivenBy::Paper.into() };
    let ordered = ExtractOrdered {};
    let inspected = ExtractInspected { issued_on: "2026-02-20".to_owned(), inspected_by: "manager".to_owned() };
    let steps = [
        (Command::RecordExtractConsent { given_by: GivenBy::Paper }, Event::ExtractConsented(consented)),
        (Command::RecordExtractOrder, Event::ExtractOrdered(ordered)),
        (inspect(), Event::ExtractInspected(inspected)),
    ];
    let mut events = before_extract();
    for (command, event) in steps {
        given::<Volunteer>(events.clone()).when(&command).then([event.clone()]);
        events.push(event);
    }
}

#[test]
fn an_extract_is_never_asked_for_a_role_that_needs_none() {
    let consent = Command::RecordExtractConsent { given_by: GivenBy::Paper };
    for command in [&consent, &Command::RecordExtractOrder, &inspect()] {
        given::<Volunteer>(ready()).when(command).then_rejected(Rejection::ExtractNotRequired);
        given::<Volunteer>([applied()]).when(command).then_rejected(Rejection::ExtractNotRequired);
    }
}

#[test]
fn an_extract_is_ordered_with_written_consent_and_inspected_after_the_order() {
    for spoken in [GivenBy::Spoken, GivenBy::Interpreter] {
        given::<Volunteer>(before_extract())
            .when(&Command::RecordExtractConsent { given_by: spoken })
            .then_rejected(Rejection::ExtractConsentNotWritten);
    }
    given::<Volunteer>(before_extract())
        .when(&Command::RecordExtractConsent { given_by: GivenBy::Paper })
        .then([consented()]);
    given::<Volunteer>(before_extract())
        .when(&Command::RecordExtractOrder)
        .then_rejected(Rejection::ExtractNotConsented);
    given::<Volunteer>(with(before_extract(), [consented()])).when(&Command::RecordExtractOrder).then([ordered()]);
    given::<Volunteer>(with(before_extract(), [consented()]))
        .when(&inspect())
        .then_rejected(Rejection::ExtractNotOrdered);
    given::<Volunteer>(with(before_extract(), [consented(), ordered()])).when(&inspect()).then([inspected()]);
}

#[test]
fn an_extract_is_issued_before_it_is_inspected() {
    given::<Volunteer>(with(before_extract(), [consented(), ordered()]))
        .on("2026-02-19")
        .when(&inspect())
        .then_rejected(Rejection::ExtractIssuedTooLate);
}

#[test]
fn an_inspected_extract_is_never_asked_again_while_the_task_stays() {
    let done = with(before_extract(), [consented(), ordered(), inspected()]);
    let assessed_again = with(done.clone(), [assessed("support-person", true)]);
    for events in [done, assessed_again] {
        given::<Volunteer>(events)
            .when(&Command::RecordExtractConsent { given_by: GivenBy::Paper })
            .then_rejected(Rejection::ExtractAlreadyInspected { role: "support-person".to_owned() });
    }
}

#[test]
fn an_extract_is_asked_again_when_the_task_changes() {
    let other_task =
        with(before_extract(), [consented(), ordered(), inspected(), assessed("holiday-camp-helper", true)]);
    given::<Volunteer>(other_task)
        .when(&Command::RecordExtractConsent { given_by: GivenBy::Paper })
        .then([consented()]);
}

#[test]
fn a_new_task_that_needs_an_extract_takes_no_match_before_its_inspection() {
    given::<Volunteer>(with(approved(1), [assessed("support-person", true)]))
        .when(&take("match"))
        .then_rejected(Rejection::ExtractNotInspected);
}

#[test]
fn a_decided_application_is_not_decided_again() {
    given::<Volunteer>(approved(1)).when(&approve()).then_rejected(Rejection::AlreadyDecided);
    given::<Volunteer>(approved(1))
        .when(&Command::MarkNotApproved { reason: sealed() })
        .then_rejected(Rejection::AlreadyDecided);
    given::<Volunteer>([applied()])
        .when(&Command::MarkNotApproved { reason: sealed() })
        .then([Event::NotApproved(VolunteerNotApproved { reason: Some(sealed()) })]);
}

#[test]
fn a_slot_is_taken_by_an_approved_volunteer_alone() {
    given::<Volunteer>(approved(1)).when(&take("match")).then([taken("match")]);
    given::<Volunteer>(ready()).when(&take("match")).then_rejected(Rejection::NotApproved);
}

#[test]
fn capacity_is_never_exceeded() {
    given::<Volunteer>(with(approved(1), [taken("first")]))
        .when(&take("second"))
        .then_rejected(Rejection::CapacityFull { capacity: 1 });
}

#[test]
fn the_same_match_takes_one_slot() {
    given::<Volunteer>(with(approved(2), [taken("match")])).when(&take("match")).then_nothing();
}

#[test]
fn a_released_slot_is_free_again() {
    let released = Event::SlotReleased(SlotReleased { match_id: "first".to_owned() });
    given::<Volunteer>(with(approved(1), [taken("first")]))
        .when(&Command::ReleaseSlot { match_id: "first".to_owned() })
        .then([released.clone()]);
    given::<Volunteer>(with(approved(1), [taken("first"), released])).when(&take("second")).then([taken("second")]);
    given::<Volunteer>(approved(1)).when(&Command::ReleaseSlot { match_id: "other".to_owned() }).then_nothing();
}

#[test]
fn capacity_does_not_fall_below_the_matches_that_run() {
    let two = with(approved(2), [taken("first"), taken("second")]);
    given::<Volunteer>(two.clone())
        .when(&Command::ChangeCapacity { capacity: 1 })
        .then_rejected(Rejection::CapacityBelowMatches { slots_taken: 2 });
    given::<Volunteer>(two)
        .when(&Command::ChangeCapacity { capacity: 3 })
        .then([Event::CapacityChanged(CapacityChanged { capacity: 3 })]);
    given::<Volunteer>(approved(1))
        .when(&Command::ChangeCapacity { capacity: 0 })
        .then_rejected(Rejection::CapacityZero);
}

#[test]
fn a_volunteer_pauses_for_a_birth_without_losing_her_matches() {
    given::<Volunteer>(with(approved(1), [taken("match")]))
        .when(&pausing(Some(date(2026, 9, 1))))
        .then([paused("2026-09-01")]);
}

#[test]
fn a_paused_volunteer_takes_no_match_until_the_day_she_is_back() {
    let resting = with(approved(1), [paused("2026-03-09")]);
    given::<Volunteer>(resting.clone())
        .on("2026-03-08")
        .when(&take("match"))
        .then_rejected(Rejection::Paused { until: Some(date(2026, 3, 9)) });
    given::<Volunteer>(resting).on("2026-03-09").when(&take("match")).then([taken("match")]);
    given::<Volunteer>(with(approved(1), [paused("")]))
        .when(&take("match"))
        .then_rejected(Rejection::Paused { until: None });
}

#[test]
fn a_break_ends_after_it_begins() {
    given::<Volunteer>(approved(1)).when(&pausing(Some(date(2026, 3, 2)))).then_rejected(Rejection::PauseEndsTooEarly);
}

#[test]
fn a_paused_volunteer_is_welcomed_back() {
    given::<Volunteer>(with(approved(1), [paused("")]))
        .when(&Command::Resume)
        .then([Event::Resumed(VolunteerResumed {})]);
    given::<Volunteer>(approved(1)).when(&Command::Resume).then_rejected(Rejection::NotPaused);
}

#[test]
fn a_volunteer_leaves_after_her_matches_have_come_to_their_ends() {
    let leave = Command::Leave { reason: sealed(), thanked: true };
    given::<Volunteer>(with(approved(1), [taken("match")]))
        .when(&leave)
        .then_rejected(Rejection::HasMatches { slots_taken: 1 });
    given::<Volunteer>(approved(1))
        .when(&leave)
        .then([Event::Left(VolunteerLeft { reason: Some(sealed()), thanked: true })]);
}

#[test]
fn a_volunteer_who_is_erased_leaves_whatever_matches_she_has_and_takes_no_more() {
    let left = Event::Left(VolunteerLeft::default());
    given::<Volunteer>(with(approved(1), [taken("match")])).when(&Command::LeaveErased).then([left.clone()]);
    given::<Volunteer>(with(approved(2), [taken("match"), left.clone()]))
        .when(&take("another"))
        .then_rejected(Rejection::Gone);
    given::<Volunteer>(with(approved(1), [left])).when(&Command::LeaveErased).then_nothing();
}

#[test]
fn somebody_who_applied_may_leave_before_approval() {
    given::<Volunteer>([applied()])
        .when(&Command::Leave { reason: sealed(), thanked: true })
        .then([Event::Left(VolunteerLeft { reason: Some(sealed()), thanked: true })]);
}

#[test]
fn nothing_more_happens_to_a_volunteer_who_left() {
    let left = with(approved(1), [Event::Left(VolunteerLeft { reason: Some(sealed()), thanked: true })]);
    given::<Volunteer>(left.clone()).when(&take("match")).then_rejected(Rejection::Gone);
    given::<Volunteer>(left).when(&pausing(None)).then_rejected(Rejection::Gone);
}
