//! A person as one district knows her, with her consents and contacts, until she is erased.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PersonState {
    /// `PersonIdentity`.
    pub identity: Option<Sealed>,
    /// `PersonFacts`.
    pub facts: Option<Sealed>,
    /// `Household`.
    pub household: Option<Sealed>,
    /// Numbers of `PersonRole`.
    roles: Vec<i32>,
    /// By id of the purpose: in force or withdrawn, and since when.
    consents: BTreeMap<String, (bool, Date)>,
    notice_due: bool,
    /// Ids of people who look like her and are others.
    told_apart: BTreeSet<String>,
    /// Who proposed her erasure, while that stands: an account.
    erasure_proposed_by: Option<String>,
    erasure: Option<Erasure>,
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
        self.consents.get(purpose_id).is_some_and(|(given, _)| *given)
    }

    /// What she said last of a purpose, and on which day; `None` when she said nothing.
    pub fn said_of(&self, purpose: ConsentPurpose) -> Option<(bool, Date)> {
        self.consents.get(&purpose::purpose_id(purpose)).copied()
    }

    pub fn has_role(&self, role: PersonRole) -> bool {
        self.roles.contains(&role.into())
    }

    pub fn erasure(&self) -> Option<&Erasure> {
        self.erasure.as_ref()
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
    },
    /// Every step is confirmed; `receipt` proves it.
    CompleteErasure {
        receipt: Vec<u8>,
    },
}

impl Decider for Person {
    const KIND: &'static str = "person";
    const FOLD_VERSION: u32 = 4;
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
                state.consents.insert(purpose::named_by(granted.purpose, &granted.purpose_id), (true, occurred_on));
                state.erasure_proposed_by = None;
            }
            Event::ConsentWithdrawn(withdrawn) => {
                state
                    .consents
                    .insert(purpose::named_by(withdrawn.purpose, &withdrawn.purpose_id), (false, occurred_on));
            }
            Event::NoticeDue(_) => state.notice_due = true,
            Event::NoticeGiven(_) => state.notice_due = false,
            Event::ContactNoted(_) | Event::Kept(_) => state.erasure_proposed_by = None,
            Event::ErasureProposed(proposed) => state.erasure_proposed_by = Some(proposed.proposed_by.clone()),
            Event::ToldApart(apart) => {
                state.told_apart.insert(apart.other_person_id.clone());
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
