//! Two records of one person become one. What one record alone tells is kept; where both tell something, somebody chooses.

use std::collections::BTreeSet;

use decider::Sealed;
use proto::referrals::v1::{
    ConsentGranted, ConsentWithdrawn, Household, HouseholdRecorded, MergeField as Field, PersonAbsorbed,
    PersonCorrected, PersonFacts, PersonIdentity, PersonMergedInto, PersonRoleTaken, PersonToldApart, PrivacyNoticeDue,
    person_event::Event,
};

use super::{PersonRejection as Rejection, PersonState, Said};
use crate::purpose;

/// Another record of the same person, with what is kept of it, sealed for the one that stays.
#[derive(Debug, Clone)]
pub struct Absorb {
    pub own_id: String,
    pub other_id: String,
    /// The other as she is known now: she confirms it in the same batch.
    pub other: PersonState,
    /// `PersonIdentity`, `PersonFacts`, `Household` as chosen; absent to leave them.
    pub identity: Option<Sealed>,
    pub facts: Option<Sealed>,
    pub household: Option<Sealed>,
    /// They were told apart, and are one after all.
    pub although_told_apart: bool,
    /// What matching and the referrals say against it.
    pub hindered_by: Option<Rejection>,
}

pub(super) fn absorb(state: &PersonState, absorb: &Absorb) -> Result<Vec<Event>, Rejection> {
    let other = &absorb.other;
    if absorb.own_id == absorb.other_id {
        return Err(Rejection::Herself);
    }
    if !other.exists() {
        return Err(Rejection::NotFound);
    }
    if other.erasure().is_some() {
        return Err(Rejection::ErasureOrdered);
    }
    if other.merged_into().is_some() {
        return Err(Rejection::Merged);
    }
    if !absorb.although_told_apart && are_told_apart(state, absorb) {
        return Err(Rejection::ToldApart);
    }
    if let Some(hindrance) = &absorb.hindered_by {
        return Err(hindrance.clone());
    }
    let mut events = vec![Event::Absorbed(PersonAbsorbed {
        absorbed_person_id: absorb.other_id.clone(),
        earlier_person_ids: other.absorbed.iter().cloned().collect(),
    })];
    if absorb.identity.is_some() || absorb.facts.is_some() {
        let (identity, facts) = (absorb.identity.clone(), absorb.facts.clone());
        events.push(Event::Corrected(PersonCorrected { identity, facts }));
    }
    if let Some(household) = &absorb.household {
        events.push(Event::HouseholdRecorded(HouseholdRecorded { household: Some(household.clone()) }));
    }
    let roles: BTreeSet<i32> = other.roles.iter().copied().filter(|role| !state.roles.contains(role)).collect();
    events.extend(roles.into_iter().map(|role| Event::RoleTaken(PersonRoleTaken { role })));
    events.extend(other.consents.iter().filter_map(|(id, said)| consent(id, said, state.consents.get(id))));
    events.extend(notice(state, other));
    events.extend(others_told_apart(state, absorb));
    Ok(events)
}

/// The record that stays is told nothing that this one does not confirm.
pub(super) fn merge_into(state: &PersonState, kept_id: &str, seen: &PersonState) -> Result<Vec<Event>, Rejection> {
    if state != seen {
        return Err(Rejection::ChangedMeanwhile);
    }
    Ok(vec![Event::MergedInto(PersonMergedInto { kept_person_id: kept_id.to_owned() })])
}

/// A withdrawal on either record wins, whenever it was: nothing is done on a consent that may not stand. Where the other
/// gave it, it is said anew, so that whatever rested on that is undone.
fn consent(id: &str, other: &Said, own: Option<&Said>) -> Option<Event> {
    let granted = |said: &Said| {
        Event::ConsentGranted(ConsentGranted {
            purpose: purpose::acted_on(id).into(),
            wording_version: said.wording_version.clone(),
            wording_language: said.wording_language.clone(),
            given_by: said.given_by,
            purpose_id: id.to_owned(),
            said_on: said.since.to_string(),
        })
    };
    let withdrawn = |said: &Said| {
        Event::ConsentWithdrawn(ConsentWithdrawn {
            purpose: purpose::acted_on(id).into(),
            given_by: said.given_by,
            purpose_id: id.to_owned(),
            said_on: said.since.to_string(),
        })
    };
    match own {
        Some(own) if own.given == other.given => None,
        Some(own) if !own.given => Some(withdrawn(own)),
        None if other.given => Some(granted(other)),
        _ => Some(withdrawn(other)),
    }
}

/// A duty to inform stays, with the earlier of two days.
fn notice(state: &PersonState, other: &PersonState) -> Option<Event> {
    let due_on = other.notice_due_on.clone()?;
    let is_earlier = state.notice_due_on.as_ref().is_none_or(|own| due_on < *own);
    is_earlier.then_some(Event::NoticeDue(PrivacyNoticeDue { due_on }))
}

fn are_told_apart(state: &PersonState, absorb: &Absorb) -> bool {
    let names = |told: &BTreeSet<String>, id: &String, records: &BTreeSet<String>| {
        told.contains(id) || !told.is_disjoint(records)
    };
    names(&state.told_apart, &absorb.other_id, absorb.other.absorbed())
        || names(&absorb.other.told_apart, &absorb.own_id, state.absorbed())
}

/// Whoever was told apart from the other is told apart from her.
fn others_told_apart(state: &PersonState, absorb: &Absorb) -> Vec<Event> {
    let news = absorb.other.told_apart.difference(&state.told_apart);
    let news = news.filter(|id| **id != absorb.own_id && !state.absorbed().contains(*id));
    news.map(|id| Event::ToldApart(PersonToldApart { other_person_id: id.clone() })).collect()
}

/// What is taken from the record that does not stay, where both told something.
#[derive(Debug, Clone, Default)]
pub struct Choice(pub BTreeSet<Field>);

impl Choice {
    /// A protected address stays protected, whichever of the two says so.
    pub fn identity(&self, own: &PersonIdentity, other: &PersonIdentity) -> PersonIdentity {
        let name = if self.takes(Field::Name) { other } else { own };
        PersonIdentity {
            given_name: name.given_name.clone(),
            family_name: name.family_name.clone(),
            phone: self.of(Field::Phone, &own.phone, &other.phone),
            email: self.of(Field::Email, &own.email, &other.email),
            safe_contact: self.of(Field::SafeContact, &own.safe_contact, &other.safe_contact),
            address_protected: own.address_protected || other.address_protected,
        }
    }

    pub fn facts(&self, own: &PersonFacts, other: &PersonFacts) -> PersonFacts {
        PersonFacts {
            municipality_code: self.of(Field::Municipality, &own.municipality_code, &other.municipality_code),
            birth_month: self.of(Field::BirthMonth, &own.birth_month, &other.birth_month),
            gender: self.of(Field::Gender, &own.gender, &other.gender),
            languages: self.of(Field::Languages, &own.languages, &other.languages),
            interpreter_needed: self.of(Field::InterpreterNeeded, &own.interpreter_needed, &other.interpreter_needed),
            immigrant_background: self.of(
                Field::ImmigrantBackground,
                &own.immigrant_background,
                &other.immigrant_background,
            ),
            in_child_protection: self.of(
                Field::InChildProtection,
                &own.in_child_protection,
                &other.in_child_protection,
            ),
            in_no_service_before: self.of(
                Field::InNoServiceBefore,
                &own.in_no_service_before,
                &other.in_no_service_before,
            ),
            expects_child: self.of(Field::ExpectsChild, &own.expects_child, &other.expects_child),
            profession_code: self.of(Field::Profession, &own.profession_code, &other.profession_code),
            child_birth_months: self.of(Field::ChildBirthMonths, &own.child_birth_months, &other.child_birth_months),
        }
    }

    pub fn household(&self, own: &Household, other: &Household) -> Household {
        Household { members: self.of(Field::Household, &own.members, &other.members) }
    }

    /// What one record alone told is kept.
    fn of<T: Clone + Default + PartialEq>(&self, field: Field, own: &T, other: &T) -> T {
        let untold = T::default();
        let take = *other != untold && (*own == untold || self.takes(field));
        if take { other.clone() } else { own.clone() }
    }

    fn takes(&self, field: Field) -> bool {
        self.0.contains(&field)
    }
}
