use proptest::prelude::*;
use proto::referrals::v1::{
    Household, HouseholdMember, MergeField, PersonAbsorbed, PersonCorrected, PersonFacts, PersonIdentity,
    PersonMergedInto,
};

use super::*;

const DAY: Date = Date::constant(2026, 1, 1);

fn folded(events: impl IntoIterator<Item = Event>) -> PersonState {
    let mut state = PersonState::default();
    for event in events {
        Person::evolve(&mut state, &event, DAY);
    }
    state
}

fn absorb_of(other: impl IntoIterator<Item = Event>) -> Absorb {
    Absorb {
        own_id: "p".into(),
        other_id: "o".into(),
        other: folded(other),
        identity: None,
        facts: None,
        household: None,
        although_told_apart: false,
        hindered_by: None,
    }
}

fn absorb(other: impl IntoIterator<Item = Event>) -> PersonCommand {
    PersonCommand::Absorb(Box::new(absorb_of(other)))
}

fn absorbed(earlier: &[&str]) -> Event {
    let earlier_person_ids = earlier.iter().map(|id| (*id).to_owned()).collect();
    Event::Absorbed(PersonAbsorbed { absorbed_person_id: "o".into(), earlier_person_ids })
}

fn merged_into() -> Event {
    Event::MergedInto(PersonMergedInto { kept_person_id: "p".into() })
}

fn apart(other: &str) -> Event {
    Event::ToldApart(PersonToldApart { other_person_id: other.into() })
}

fn due(day: &str) -> Event {
    Event::NoticeDue(PrivacyNoticeDue { due_on: day.into() })
}

#[test]
fn what_the_other_record_alone_says_is_kept() {
    let volunteers = Event::RoleTaken(PersonRoleTaken { role: PersonRole::Volunteer.into() });
    let other = [registered(), volunteers.clone(), Event::ConsentGranted(granted()), due("2026-04-02"), apart("x")];
    given::<Person>([registered()]).when(&absorb(other)).then([
        absorbed(&[]),
        volunteers,
        Event::ConsentGranted(ConsentGranted { purpose_id: "referral".into(), said_on: DAY.to_string(), ..granted() }),
        due("2026-04-02"),
        apart("x"),
    ]);
}

#[test]
fn what_was_chosen_of_the_other_is_a_correction() {
    let command = PersonCommand::Absorb(Box::new(Absorb { identity: Some(sealed()), ..absorb_of([registered()]) }));
    given::<Person>([registered()])
        .when(&command)
        .then([absorbed(&[]), Event::Corrected(PersonCorrected { identity: Some(sealed()), facts: None })]);
}

#[test]
fn a_consent_withdrawn_on_either_record_stays_withdrawn() {
    let gave = [registered(), Event::ConsentGranted(granted())];
    let withdrew = [registered(), Event::ConsentGranted(granted()), Event::ConsentWithdrawn(withdrawal())];
    let withdrawn = Event::ConsentWithdrawn(ConsentWithdrawn { said_on: DAY.to_string(), ..withdrawal() });
    given::<Person>(gave.clone()).when(&absorb(withdrew.clone())).then([absorbed(&[]), withdrawn.clone()]);
    given::<Person>(withdrew.clone()).when(&absorb(gave)).then([absorbed(&[]), withdrawn.clone()]);
    given::<Person>([registered()]).when(&absorb(withdrew)).then([absorbed(&[]), withdrawn]);
}

#[test]
fn she_is_informed_by_the_earlier_of_two_days() {
    given::<Person>([registered(), due("2026-04-02")])
        .when(&absorb([registered(), due("2026-03-20")]))
        .then([absorbed(&[]), due("2026-03-20")]);
    given::<Person>([registered(), due("2026-03-02")])
        .when(&absorb([registered(), due("2026-03-20")]))
        .then([absorbed(&[])]);
}

#[test]
fn two_records_are_not_merged_when_one_is_erased_or_merged_or_nobodys() {
    let refused = |own: Vec<Event>, other: Vec<Event>, why: PersonRejection| {
        given::<Person>(own).when(&absorb(other)).then_rejected(why);
    };
    refused(vec![registered()], vec![], PersonRejection::NotFound);
    refused(vec![registered()], vec![registered(), ordered()], PersonRejection::ErasureOrdered);
    refused(vec![registered(), ordered()], vec![registered()], PersonRejection::ErasureOrdered);
    refused(vec![registered()], vec![registered(), merged_into()], PersonRejection::Merged);
    refused(vec![registered(), merged_into()], vec![registered()], PersonRejection::Merged);
    let herself = Absorb { other_id: "p".into(), ..absorb_of([registered()]) };
    given::<Person>([registered()])
        .when(&PersonCommand::Absorb(Box::new(herself)))
        .then_rejected(PersonRejection::Herself);
}

#[test]
fn who_was_told_apart_is_merged_only_when_that_is_said_anew() {
    for (own, other) in [
        (vec![registered(), apart("o")], vec![registered()]),
        (vec![registered()], vec![registered(), apart("p")]),
        (vec![registered(), apart("e")], vec![registered(), absorbed_by_other("e")]),
    ] {
        given::<Person>(own.clone()).when(&absorb(other.clone())).then_rejected(PersonRejection::ToldApart);
        let anew = PersonCommand::Absorb(Box::new(Absorb { although_told_apart: true, ..absorb_of(other) }));
        assert!(given::<Person>(own).when(&anew).0.is_ok());
    }
}

fn absorbed_by_other(id: &str) -> Event {
    Event::Absorbed(PersonAbsorbed { absorbed_person_id: id.into(), earlier_person_ids: vec![] })
}

#[test]
fn what_cannot_be_joined_is_not_joined() {
    let why = PersonRejection::BothInProgramme;
    let hindered = Absorb { hindered_by: Some(why.clone()), ..absorb_of([registered()]) };
    given::<Person>([registered()]).when(&PersonCommand::Absorb(Box::new(hindered))).then_rejected(why);
}

#[test]
fn the_other_confirms_only_what_it_still_is() {
    let merge = |seen| PersonCommand::MergeInto { kept_id: "p".into(), seen: Box::new(seen) };
    given::<Person>([registered()]).when(&merge(folded([registered()]))).then([merged_into()]);
    given::<Person>([registered(), Event::ConsentGranted(granted())])
        .when(&merge(folded([registered()])))
        .then_rejected(PersonRejection::ChangedMeanwhile);
}

#[test]
fn a_merged_record_is_changed_no_more() {
    for command in [
        PersonCommand::TakeRole(PersonRole::Leader),
        PersonCommand::GrantConsent(granted()),
        PersonCommand::NoteContact(ContactNoted::default()),
        PersonCommand::RecordHousehold(sealed()),
        order_erasure("e", &[]),
    ] {
        given::<Person>([registered(), merged_into()]).when(&command).then_rejected(PersonRejection::Merged);
    }
}

#[test]
fn her_erasure_takes_every_record_of_hers() {
    let merged = [registered(), absorbed(&["earlier"])];
    given::<Person>(merged.clone()).when(&order_erasure("e", &["o"])).then_rejected(PersonRejection::ChangedMeanwhile);
    given::<Person>(merged).when(&order_erasure("e", &["o", "earlier"])).then([ordered()]);
    let with_kept = PersonCommand::OrderErasureWithKept { erasure_id: "e".into(), ground: ErasureGround::Requested };
    given::<Person>([registered(), merged_into()]).when(&with_kept).then([ordered()]);
    given::<Person>([registered()]).when(&with_kept).then_rejected(PersonRejection::ChangedMeanwhile);
    let erasing = [registered(), merged_into(), ordered()];
    given::<Person>(erasing.clone()).when(&with_kept).then_rejected(PersonRejection::ErasureOrdered);
    given::<Person>(erasing)
        .when(&PersonCommand::ConfirmErasureStep(ErasureStep::IdentityKey))
        .then([done(ErasureStep::IdentityKey)]);
}

#[test]
fn where_both_tell_something_it_is_chosen_and_a_protected_address_stays_protected() {
    let told = |name: &str, phone: &str, is_protected| PersonIdentity {
        given_name: name.into(),
        phone: phone.into(),
        address_protected: is_protected,
        ..PersonIdentity::default()
    };
    let (own, other) = (told("Oksana", "", false), told("Oxana", "040 555 0101", true));
    let kept = Choice::default().identity(&own, &other);
    assert_eq!(kept, told("Oksana", "040 555 0101", true), "nobody has to choose what one alone tells");
    assert_eq!(Choice([MergeField::Name].into()).identity(&own, &other), told("Oxana", "040 555 0101", true));
    assert!(Choice::default().identity(&other, &own).address_protected);

    let born = |month: &str| PersonFacts { birth_month: month.into(), ..PersonFacts::default() };
    let month = Choice([MergeField::BirthMonth].into());
    assert_eq!(month.facts(&born("1994-05"), &born("1994-06")), born("1994-06"));
    assert_eq!(month.facts(&born("1994-05"), &born("")), born("1994-05"), "untold is not chosen");
    let family = Household { members: vec![HouseholdMember::default()] };
    assert_eq!(Choice::default().household(&Household::default(), &family), family);
}

/// What may have happened with a record before.
fn history() -> impl Strategy<Value = Vec<Event>> {
    let purposes = prop::sample::select(vec!["referral", "messages", "measurement"]);
    let event = prop_oneof![
        purposes.clone().prop_map(|purpose| Event::ConsentGranted(ConsentGranted {
            purpose_id: purpose.into(),
            ..ConsentGranted::default()
        })),
        purposes.prop_map(|purpose| Event::ConsentWithdrawn(ConsentWithdrawn {
            purpose_id: purpose.into(),
            ..ConsentWithdrawn::default()
        })),
        (1..5_i32).prop_map(|role| Event::RoleTaken(PersonRoleTaken { role })),
        prop::sample::select(vec!["2026-03-20", "2026-04-02"]).prop_map(due),
        prop::sample::select(vec!["x", "y"]).prop_map(apart),
        prop::sample::select(vec!["e", "f"]).prop_map(absorbed_by_other),
    ];
    prop::collection::vec(event, 0..8).prop_map(|events| std::iter::once(registered()).chain(events).collect())
}

proptest! {
    /// Nothing that either record knew is lost, and no consent stands that one of them withdrew.
    #[test]
    fn who_was_merged_is_what_both_records_were(own in history(), other in history()) {
        let (before, other) = (folded(own.clone()), folded(other));
        let absorb = Absorb { other: other.clone(), although_told_apart: true, ..absorb_of([]) };
        let events = given::<Person>(own.clone()).when(&PersonCommand::Absorb(Box::new(absorb))).0.unwrap();
        let after = folded(own.into_iter().chain(events));

        for purpose in ["referral", "messages", "measurement"] {
            let said = [&before, &other].map(|state| state.consents.get(purpose).map(|said| said.given));
            let stands = said.contains(&Some(true)) && !said.contains(&Some(false));
            prop_assert_eq!(after.consents_to(purpose), stands);
            prop_assert_eq!(after.consents.contains_key(purpose), said != [None, None]);
        }
        for role in 1..5 {
            prop_assert_eq!(after.roles.contains(&role), before.roles.contains(&role) || other.roles.contains(&role));
        }
        let earliest = [before.notice_due_on.clone(), other.notice_due_on.clone()].into_iter().flatten().min();
        prop_assert_eq!(&after.notice_due_on, &earliest);
        prop_assert!(after.told_apart.is_superset(&before.told_apart));
        prop_assert!(other.told_apart.difference(&after.told_apart).all(|id| before.absorbed.contains(id)));
        let mut records: BTreeSet<String> = before.absorbed.union(&other.absorbed).cloned().collect();
        records.insert("o".into());
        prop_assert_eq!(&after.absorbed, &records);
    }
}
