use decider::given;
use proto::referrals::v1::{
    ErasureProposed, ErasureStepDone, GivenBy, PersonErased, PersonErasureOrdered, PersonRoleTaken, PrivacyNoticeDue,
};

use super::*;

mod merging;

fn sealed() -> Sealed {
    Sealed { person_id: "p".into(), ..Sealed::default() }
}

fn registration() -> PersonRegistered {
    PersonRegistered { identity: Some(sealed()), facts: Some(sealed()), role: PersonRole::Participant.into() }
}

fn registered() -> Event {
    Event::Registered(registration())
}

fn granted() -> ConsentGranted {
    ConsentGranted {
        purpose: ConsentPurpose::Referral.into(),
        wording_version: "1".into(),
        wording_language: "ar".into(),
        given_by: GivenBy::Interpreter.into(),
        purpose_id: String::new(),
        said_on: String::new(),
    }
}

fn withdrawal() -> ConsentWithdrawn {
    let given_by = GivenBy::Spoken.into();
    ConsentWithdrawn {
        purpose: ConsentPurpose::Referral.into(),
        given_by,
        purpose_id: "referral".into(),
        said_on: String::new(),
    }
}

fn ordered() -> Event {
    Event::ErasureOrdered(PersonErasureOrdered { erasure_id: "e".into(), ground: ErasureGround::Requested.into() })
}

fn order_erasure(erasure_id: &str, together_with: &[&str]) -> PersonCommand {
    PersonCommand::OrderErasure {
        erasure_id: erasure_id.into(),
        ground: ErasureGround::Requested,
        together_with: together_with.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn done(step: ErasureStep) -> Event {
    Event::ErasureStepDone(ErasureStepDone { erasure_id: "e".into(), step: step.into() })
}

#[test]
fn becoming_known_starts_the_duty_to_inform() {
    let command = PersonCommand::Register {
        registered: registration(),
        consents: vec![granted()],
        notice_due_on: Some(Date::constant(2026, 4, 2)),
    };
    given::<Person>([]).when(&command).then([
        registered(),
        Event::ConsentGranted(granted()),
        Event::NoticeDue(PrivacyNoticeDue { due_on: "2026-04-02".into() }),
    ]);
    given::<Person>([registered()]).when(&command).then_rejected(PersonRejection::AlreadyRegistered);
}

#[test]
fn only_a_consent_in_force_is_withdrawn() {
    let withdraw = PersonCommand::WithdrawConsent(withdrawal());
    given::<Person>([registered(), Event::ConsentGranted(granted())])
        .when(&withdraw)
        .then([Event::ConsentWithdrawn(withdrawal())]);
    given::<Person>([registered()]).when(&withdraw).then_rejected(PersonRejection::NoSuchConsent);
    given::<Person>([registered(), Event::ConsentGranted(granted()), Event::ConsentWithdrawn(withdrawal())])
        .when(&withdraw)
        .then_rejected(PersonRejection::NoSuchConsent);
}

#[test]
fn a_role_is_taken_once() {
    let take = PersonCommand::TakeRole(PersonRole::Volunteer);
    let taken = Event::RoleTaken(PersonRoleTaken { role: PersonRole::Volunteer.into() });
    given::<Person>([registered()]).when(&take).then([taken.clone()]);
    given::<Person>([registered(), taken]).when(&take).then_nothing();
}

#[test]
fn two_people_are_told_apart_once() {
    let apart = |other: &str| PersonToldApart { other_person_id: other.into() };
    let tell = |other: &str| PersonCommand::TellApart { from: apart(other), is_herself: other == "p" };
    given::<Person>([registered()]).when(&tell("o")).then([Event::ToldApart(apart("o"))]);
    let told = [registered(), Event::ToldApart(apart("o"))];
    given::<Person>(told.clone()).when(&tell("o")).then_nothing();
    given::<Person>(told).when(&tell("another")).then([Event::ToldApart(apart("another"))]);
}

#[test]
fn nobody_is_told_apart_from_herself() {
    let tell = PersonCommand::TellApart { from: PersonToldApart { other_person_id: "p".into() }, is_herself: true };
    given::<Person>([registered()]).when(&tell).then_rejected(PersonRejection::Herself);
    given::<Person>([]).when(&tell).then_rejected(PersonRejection::NotFound);
}

#[test]
fn the_next_step_does_not_precede_the_contact() {
    let noted =
        |next: &str| ContactNoted { note: Some(sealed()), next_step_on: next.into(), ..ContactNoted::default() };
    given::<Person>([registered()])
        .when(&PersonCommand::NoteContact(noted("2026-03-01")))
        .then_rejected(PersonRejection::NextStepInPast);
    given::<Person>([registered()])
        .when(&PersonCommand::NoteContact(noted("2026-03-02")))
        .then([Event::ContactNoted(noted("2026-03-02"))]);
}

#[test]
fn nothing_new_is_recorded_about_somebody_being_erased() {
    for command in [
        PersonCommand::GrantConsent(granted()),
        PersonCommand::RecordHousehold(sealed()),
        PersonCommand::NoteContact(ContactNoted::default()),
        PersonCommand::TellApart { from: PersonToldApart { other_person_id: "o".into() }, is_herself: false },
        order_erasure("f", &[]),
    ] {
        given::<Person>([registered(), ordered()]).when(&command).then_rejected(PersonRejection::ErasureOrdered);
    }
}

#[test]
fn services_blank_after_the_identity_key_and_before_the_statistics_key() {
    let confirm = PersonCommand::ConfirmErasureStep;
    given::<Person>([registered(), ordered()])
        .when(&confirm(ErasureStep::Matching))
        .then_rejected(PersonRejection::ErasureStepOutOfOrder);
    given::<Person>([registered(), ordered(), done(ErasureStep::IdentityKey)])
        .when(&confirm(ErasureStep::Scheduling))
        .then([done(ErasureStep::Scheduling)]);
    let three = [ErasureStep::IdentityKey, ErasureStep::Reporting, ErasureStep::Matching, ErasureStep::Referrals];
    let mut events = vec![registered(), ordered()];
    events.extend(three.map(done));
    given::<Person>(events.clone())
        .when(&confirm(ErasureStep::StatisticsKey))
        .then_rejected(PersonRejection::ErasureStepOutOfOrder);
    events.push(done(ErasureStep::Scheduling));
    given::<Person>(events).when(&confirm(ErasureStep::StatisticsKey)).then([done(ErasureStep::StatisticsKey)]);
}

#[test]
fn the_statistics_key_waits_for_every_step_that_is_no_key() {
    let all = (1..).map_while(|number| ErasureStep::try_from(number).ok());
    let (keys, services): (Vec<_>, Vec<_>) =
        all.partition(|step| matches!(step, ErasureStep::IdentityKey | ErasureStep::StatisticsKey));
    assert_eq!(keys.len(), 2);
    assert_eq!(services, BLANKED_BY);
    for missing in BLANKED_BY {
        let others = BLANKED_BY.into_iter().filter(|step| *step != missing);
        let events = [registered(), ordered(), done(ErasureStep::IdentityKey)].into_iter().chain(others.map(done));
        given::<Person>(events)
            .when(&PersonCommand::ConfirmErasureStep(ErasureStep::StatisticsKey))
            .then_rejected(PersonRejection::ErasureStepOutOfOrder);
    }
}

#[test]
fn a_step_is_confirmed_once() {
    given::<Person>([registered(), ordered(), done(ErasureStep::IdentityKey)])
        .when(&PersonCommand::ConfirmErasureStep(ErasureStep::IdentityKey))
        .then_nothing();
}

#[test]
fn an_erasure_is_complete_when_every_step_is_confirmed() {
    let complete = PersonCommand::CompleteErasure { receipt: vec![7] };
    let mut events = vec![registered(), ordered()];
    events.extend([
        done(ErasureStep::IdentityKey),
        done(ErasureStep::Referrals),
        done(ErasureStep::Matching),
        done(ErasureStep::Scheduling),
        done(ErasureStep::Reporting),
    ]);
    given::<Person>(events.clone()).when(&complete).then_rejected(PersonRejection::ErasureStepOutOfOrder);
    events.push(done(ErasureStep::StatisticsKey));
    given::<Person>(events)
        .when(&complete)
        .then([Event::Erased(PersonErased { erasure_id: "e".into(), receipt: vec![7] })]);
}

#[test]
fn a_consent_to_what_no_service_acts_on_is_granted_and_withdrawn_by_its_id() {
    let photographs = ConsentGranted { purpose: 0, purpose_id: "photographs".into(), ..granted() };
    let withdrawn = ConsentWithdrawn { purpose: 0, purpose_id: "photographs".into(), ..withdrawal() };
    let withdraw = PersonCommand::WithdrawConsent(withdrawn.clone());
    given::<Person>([registered(), Event::ConsentGranted(photographs.clone())])
        .when(&withdraw)
        .then([Event::ConsentWithdrawn(withdrawn.clone())]);
    given::<Person>([registered(), Event::ConsentGranted(granted())])
        .when(&withdraw)
        .then_rejected(PersonRejection::NoSuchConsent);
    given::<Person>([registered(), Event::ConsentGranted(photographs), Event::ConsentWithdrawn(withdrawn)])
        .when(&withdraw)
        .then_rejected(PersonRejection::NoSuchConsent);
}

fn propose(by: &str) -> PersonCommand {
    PersonCommand::ProposeErasure { by: by.into(), has_run_out: true }
}

fn proposed(by: &str) -> Event {
    Event::ErasureProposed(ErasureProposed { proposed_by: by.into() })
}

fn order_proposed(by: &str) -> PersonCommand {
    PersonCommand::OrderProposedErasure {
        erasure_id: "e".into(),
        by: by.into(),
        has_run_out: true,
        together_with: BTreeSet::new(),
    }
}

#[test]
fn an_erasure_for_want_of_a_purpose_takes_two() {
    given::<Person>([registered()]).when(&propose("marja")).then([proposed("marja")]);
    given::<Person>([registered(), proposed("marja")]).when(&propose("paula")).then_nothing();
    given::<Person>([registered()]).when(&order_proposed("paula")).then_rejected(PersonRejection::ErasureNotProposed);
    given::<Person>([registered(), proposed("marja")])
        .when(&order_proposed("marja"))
        .then_rejected(PersonRejection::ErasureNeedsAnother);
    given::<Person>([registered(), proposed("marja")]).when(&order_proposed("paula")).then([Event::ErasureOrdered(
        PersonErasureOrdered { erasure_id: "e".into(), ground: ErasureGround::Retention.into() },
    )]);
}

#[test]
fn nobody_is_erased_for_want_of_a_purpose_while_one_is_left() {
    let propose = PersonCommand::ProposeErasure { by: "marja".into(), has_run_out: false };
    given::<Person>([registered()]).when(&propose).then_rejected(PersonRejection::PurposeLeft);
    let order = PersonCommand::OrderProposedErasure {
        erasure_id: "e".into(),
        by: "paula".into(),
        has_run_out: false,
        together_with: BTreeSet::new(),
    };
    given::<Person>([registered(), proposed("marja")]).when(&order).then_rejected(PersonRejection::PurposeLeft);
}

#[test]
fn what_happens_with_her_takes_a_proposal_back() {
    let afterwards = [
        Event::ContactNoted(ContactNoted::default()),
        Event::ConsentGranted(granted()),
        Event::RoleTaken(PersonRoleTaken { role: PersonRole::Volunteer.into() }),
        Event::Kept(PersonKept::default()),
    ];
    for event in afterwards {
        given::<Person>([registered(), proposed("marja"), event])
            .when(&order_proposed("paula"))
            .then_rejected(PersonRejection::ErasureNotProposed);
    }
}

#[test]
fn whoever_is_kept_is_looked_at_again_within_two_years() {
    let kept = |day: &str| PersonKept { reason: Some(sealed()), look_again_on: day.into() };
    for day in ["2026-03-03", "2028-03-02"] {
        given::<Person>([registered()]).when(&PersonCommand::Keep(kept(day))).then([Event::Kept(kept(day))]);
    }
    for day in ["", "2026-03-02", "2026-02-01", "2028-03-03"] {
        given::<Person>([registered()])
            .when(&PersonCommand::Keep(kept(day)))
            .then_rejected(PersonRejection::LookAgainNotAhead);
    }
}
