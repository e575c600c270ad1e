//! A person as one district knows her, with her consents and contacts, until she is erased.

mod decide;
mod merging;
mod rejection;
#[cfg(test)]
mod tests;

pub use merging::{Absorb, Choice};

pub use rejection::PersonRejection;

use std::collections::{BTreeMap, BTreeSet};

use decider::{Decider, Env, Sealed};
use jiff::civil::Date;
use proto::referrals::v1::{
    ConsentGranted, ConsentPurpose, ConsentWithdrawn, ContactNoted, ErasureGround, ErasureStep, PersonKept,
    PersonRegistered, PersonRole, PersonToldApart, PrivacyNoticeGiven, person_event::Event,
};
use serde::{Deserialize, Serialize};

use crate::purpose;

/// Between the end of her identity key and that of her statistics key each service blanks its rows, in its own time, and
/// confirms it. Every list of them follows from this one.
pub const BLANKED_BY: [ErasureStep; 4] =
    [ErasureStep::Referrals, ErasureStep::Matching, ErasureStep::Scheduling, ErasureStep::Reporting];

/// The aggregate.
#[derive(Debug)]
pub struct Person;

/// What the rules know of a person. Default: nobody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonState {
    /// `PersonIdentity`.
    pub identity: Option<Sealed>,
    /// `PersonFacts`.
    pub facts: Option<Sealed>,
    /// `Household`.
    pub household: Option<Sealed>,
    /// Numbers of `PersonRole`.
    roles: Vec<i32>,
    /// By id of the purpose: what she said last.
    consents: BTreeMap<String, Said>,
    /// Day by which she must be informed (ISO 8601 date), while that is to be done.
    notice_due_on: Option<String>,
    /// Ids of people who look like her and are others.
    told_apart: BTreeSet<String>,
    /// Id of the record that stands for her, when this one does no more.
    merged_into: Option<String>,
    /// Ids of other records of hers.
    absorbed: BTreeSet<String>,
    /// Who proposed her erasure, while that stands: an account.
    erasure_proposed_by: Option<String>,
    erasure: Option<Erasure>,
}

/// A consent in force or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    given: bool,
    since: Date,
    wording_version: String,
    wording_language: String,
    /// Number of the `GivenBy`.
    given_by: i32,
}

/// An erasure under way or complete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub erasure_id: String,
    /// Numbers of the `ErasureStep`s confirmed.
    pub done: Vec<i32>,
    pub complete: bool,
}

impl PersonState {
    pub fn exists(&self) -> bool {
        self.identity.is_some()
    }

    /// By id of the purpose.
    pub fn consents_to(&self, purpose_id: &str) -> bool {
        self.consents.get(purpose_id).is_some_and(|said| said.given)
    }

    /// What she said last of a purpose, and on which day; `None` when she said nothing.
    pub fn said_of(&self, purpose: ConsentPurpose) -> Option<(bool, Date)> {
        self.consents.get(&purpose::purpose_id(purpose)).map(|said| (said.given, said.since))
    }

    pub fn has_role(&self, role: PersonRole) -> bool {
        self.roles.contains(&role.into())
    }

    pub fn erasure(&self) -> Option<&Erasure> {
        self.erasure.as_ref()
    }

    /// Id of the record that stands for her, when this one does no more.
    pub fn merged_into(&self) -> Option<&str> {
        self.merged_into.as_deref()
    }

    /// Ids of other records of hers that this one stands for.
    pub fn absorbed(&self) -> &BTreeSet<String> {
        &self.absorbed
    }
}

/// What can be done about a person.
#[derive(Debug, Clone)]
pub enum PersonCommand {
    /// Make her known, with what she consented to and when she must be informed by.
    Register {
        registered: PersonRegistered,
        consents: Vec<ConsentGranted>,
        notice_due_on: Option<Date>,
    },
    /// Put another identity or other facts in place.
    Correct {
        identity: Option<Sealed>,
        facts: Option<Sealed>,
    },
    /// Take a role beside those she has.
    TakeRole(PersonRole),
    /// Put the household in place, whole.
    RecordHousehold(Sealed),
    GrantConsent(ConsentGranted),
    WithdrawConsent(ConsentWithdrawn),
    /// She was informed that the district holds data about her.
    GiveNotice(PrivacyNoticeGiven),
    NoteContact(ContactNoted),
    /// Somebody who looks like her is another.
    TellApart {
        from: PersonToldApart,
        /// It is she herself who is named.
        is_herself: bool,
    },
    OrderErasure {
        erasure_id: String,
        ground: ErasureGround,
        /// Ids of the other records of hers that are erased together with this one.
        together_with: BTreeSet<String>,
    },
    /// The record that stands for her is erased; decided together with that.
    OrderErasureWithKept {
        erasure_id: String,
        ground: ErasureGround,
    },
    /// Another record is of the same person; decided together with that one.
    Absorb(Box<Absorb>),
    /// The other is the record that stands for her; decided together with it.
    MergeInto {
        kept_id: String,
        /// As she was when that was decided.
        seen: Box<PersonState>,
    },
    ConfirmErasureStep(ErasureStep),
    /// No purpose is left: somebody proposes to erase her.
    ProposeErasure {
        /// An account.
        by: String,
        has_run_out: bool,
    },
    /// She is kept although no purpose is left.
    Keep(PersonKept),
    /// The second look at what was proposed.
    OrderProposedErasure {
        erasure_id: String,
        /// An account.
        by: String,
        has_run_out: bool,
        /// As of `OrderErasure`.
        together_with: BTreeSet<String>,
    },
    /// Every step is confirmed; `receipt` proves it.
    CompleteErasure {
        receipt: Vec<u8>,
    },
}

impl Decider for Person {
    const KIND: &'static str = "person";
    const FOLD_VERSION: u32 = 5;
    type State = PersonState;
    type Command = PersonCommand;
    type Event = Event;
    type Rejection = PersonRejection;

    fn decide(state: &PersonState, command: &PersonCommand, env: &Env) -> Result<Vec<Event>, PersonRejection> {
        decide::decide(state, command, env)
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(state: &mut PersonState, event: &Event, occurred_on: Date) {
        match event {
            Event::Registered(registered) => {
                state.identity.clone_from(&registered.identity);
                state.facts.clone_from(&registered.facts);
                state.roles.push(registered.role);
            }
            Event::Corrected(corrected) => {
                if corrected.identity.is_some() {
                    state.identity.clone_from(&corrected.identity);
                }
                if corrected.facts.is_some() {
                    state.facts.clone_from(&corrected.facts);
                }
            }
            Event::RoleTaken(taken) => {
                state.roles.push(taken.role);
                state.erasure_proposed_by = None;
            }
            Event::HouseholdRecorded(recorded) => state.household.clone_from(&recorded.household),
            Event::ConsentGranted(granted) => {
                let said = Said {
                    given: true,
                    since: granted.said_on.parse().unwrap_or(occurred_on),
                    wording_version: granted.wording_version.clone(),
                    wording_language: granted.wording_language.clone(),
                    given_by: granted.given_by,
                };
                state.consents.insert(purpose::named_by(granted.purpose, &granted.purpose_id), said);
                state.erasure_proposed_by = None;
            }
            Event::ConsentWithdrawn(withdrawn) => {
                let purpose_id = purpose::named_by(withdrawn.purpose, &withdrawn.purpose_id);
                let before = state.consents.remove(&purpose_id);
                let (wording_version, wording_language) =
                    before.map(|said| (said.wording_version, said.wording_language)).unwrap_or_default();
                let said = Said {
                    given: false,
                    since: withdrawn.said_on.parse().unwrap_or(occurred_on),
                    wording_version,
                    wording_language,
                    given_by: withdrawn.given_by,
                };
                state.consents.insert(purpose_id, said);
            }
            Event::NoticeDue(due) => state.notice_due_on = Some(due.due_on.clone()),
            Event::NoticeGiven(_) => state.notice_due_on = None,
            Event::ContactNoted(_) | Event::Kept(_) => state.erasure_proposed_by = None,
            Event::ErasureProposed(proposed) => state.erasure_proposed_by = Some(proposed.proposed_by.clone()),
            Event::ToldApart(apart) => {
                state.told_apart.insert(apart.other_person_id.clone());
            }
            Event::MergedInto(merged) => state.merged_into = Some(merged.kept_person_id.clone()),
            Event::Absorbed(absorbed) => {
                state.absorbed.insert(absorbed.absorbed_person_id.clone());
                state.absorbed.extend(absorbed.earlier_person_ids.iter().cloned());
                state.erasure_proposed_by = None;
            }
            Event::ErasureOrdered(ordered) => {
                state.erasure = Some(Erasure { erasure_id: ordered.erasure_id.clone(), ..Erasure::default() });
            }
            Event::ErasureStepDone(step) => {
                if let Some(erasure) = &mut state.erasure {
                    erasure.done.push(step.step);
                }
            }
            Event::Erased(_) => {
                if let Some(erasure) = &mut state.erasure {
                    erasure.complete = true;
                }
            }
        }
    }
}
