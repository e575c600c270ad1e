//! A support request: somebody taken in waits for a friend, is matched at most once at a time, and may seek again. Of a
//! young person it also keeps who the guardians are, and whose yes stands.

mod decide;
mod family;
mod rejection;
#[cfg(test)]
mod tests;

pub use family::Family;
pub use rejection::SupportRequestRejection;

use std::collections::BTreeSet;

use decider::{Decider, Env, Sealed};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        FamilyConsentGiven, ReopenReason, SupportRequestCloseReason, SupportRequestOpened, SupportRequestProfileTold,
        SupportRequestStatus, support_request_event::Event,
    },
    referrals::v1::GivenBy,
};
use serde::{Deserialize, Serialize};

/// The aggregate.
#[derive(Debug)]
pub struct SupportRequest;

/// What the rules know of a request. Default: one that was never opened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SupportRequestState {
    /// Number of the `SupportRequestStatus`; 0 before it is opened.
    status: i32,
    pub referral_id: String,
    pub person_id: String,
    pub programme_id: String,
    /// `PersonFacts` of the day it was opened.
    pub facts: Option<Sealed>,
    /// `MatchingProfile`, the newest.
    pub profile: Option<Sealed>,
    /// Introduction, the newest.
    pub introduction: Option<Sealed>,
    /// Waits since: of the reopening when it was reopened.
    pub waits_since: Option<Date>,
    /// Proposals not settled.
    proposed: Vec<Proposed>,
    /// Volunteers with whom a pair was declined and not asked again.
    declined: BTreeSet<String>,
    /// The match set up for it, and the proposal that led to it.
    matched: Option<Matched>,
    /// Closed because she is erased: for good.
    erased: bool,
    /// Guardians, and whose yes stands. Stays when the request closes and opens again.
    family: Family,
}

/// A proposal not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    pub proposal_id: String,
    pub volunteer_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Matched {
    match_id: String,
    proposal_id: String,
}

impl SupportRequestState {
    pub fn status(&self) -> SupportRequestStatus {
        SupportRequestStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != SupportRequestStatus::Unspecified
    }

    /// Proposals not settled; those left once it is matched or closed are to be withdrawn.
    pub fn proposed(&self) -> &[Proposed] {
        &self.proposed
    }

    /// Volunteers with whom a pair was declined and not asked again.
    pub fn declined(&self) -> &BTreeSet<String> {
        &self.declined
    }

    /// Guardians of the young person, and whose yes stands.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// The match set up for it; `None` unless matched.
    pub fn match_id(&self) -> Option<&str> {
        self.matched.as_ref().map(|matched| matched.match_id.as_str())
    }
}

/// What can be done with a support request.
#[derive(Debug, Clone)]
pub enum SupportRequestCommand {
    /// Open it: the referral was accepted. Opens a closed one again when the referral was, or was accepted anew.
    Open(SupportRequestOpened),
    /// Keep what would fit her.
    TellProfile(SupportRequestProfileTold),
    /// A volunteer is proposed; decided together with the proposal.
    Propose { proposal_id: String, volunteer_id: String, asked_again: bool },
    /// A proposal came to nothing; decided together with the answer, expiry or withdrawal.
    RecordPairNotFormed { proposal_id: String, declined: bool },
    /// A match is set up; decided together with the slot and the match. `needs_family` is what the programme asks for
    /// on the day.
    Match { match_id: String, proposal_id: String, needs_family: bool },
    /// Somebody is a guardian of the young person.
    NameGuardian { person_id: String },
    /// Somebody named is none.
    RemoveGuardian { person_id: String },
    /// The young person says yes, or a guardian consents.
    GiveConsent(FamilyConsentGiven),
    /// The young person or a guardian takes it back.
    WithdrawConsent { person_id: String, given_by: GivenBy },
    /// Nothing, unless the family's yes is wanted and does not stand; decided together with its yes to a proposal.
    RequireFamily,
    /// Seek again after this match.
    Reopen { match_id: String, reason: ReopenReason },
    /// Seek no more. While matched only with the match that ended.
    Close { reason: SupportRequestCloseReason, ended_match_id: Option<String> },
}

impl Decider for SupportRequest {
    const KIND: &'static str = "support-request";
    const FOLD_VERSION: u32 = 3;
    type State = SupportRequestState;
    type Command = SupportRequestCommand;
    type Event = Event;
    type Rejection = SupportRequestRejection;

    fn decide(
        state: &SupportRequestState,
        command: &SupportRequestCommand,
        _: &Env,
    ) -> Result<Vec<Event>, SupportRequestRejection> {
        decide::decide(state, command)
    }

    fn evolve(state: &mut SupportRequestState, event: &Event, occurred_on: Date) {
        use SupportRequestStatus as S;
        match event {
            Event::Opened(opened) => {
                state.status = S::Open.into();
                state.referral_id.clone_from(&opened.referral_id);
                state.person_id.clone_from(&opened.person_id);
                state.programme_id.clone_from(&opened.programme_id);
                state.facts.clone_from(&opened.facts);
                state.waits_since = Some(occurred_on);
            }
            Event::ProfileTold(told) => {
                if told.profile.is_some() {
                    state.profile.clone_from(&told.profile);
                }
                if told.introduction.is_some() {
                    state.introduction.clone_from(&told.introduction);
                }
            }
            Event::PairProposed(pair) => {
                state.declined.remove(&pair.volunteer_id);
                state
                    .proposed
                    .push(Proposed { proposal_id: pair.proposal_id.clone(), volunteer_id: pair.volunteer_id.clone() });
            }
            Event::PairNotFormed(pair) => {
                state.proposed.retain(|proposed| proposed.proposal_id != pair.proposal_id);
                if pair.declined {
                    state.declined.insert(pair.volunteer_id.clone());
                }
            }
            Event::Matched(matched) => {
                state.status = S::Matched.into();
                state.proposed.retain(|proposed| proposed.proposal_id != matched.proposal_id);
                state.matched =
                    Some(Matched { match_id: matched.match_id.clone(), proposal_id: matched.proposal_id.clone() });
            }
            Event::Reopened(_) => {
                state.status = S::Open.into();
                state.matched = None;
                state.waits_since = Some(occurred_on);
            }
            Event::Closed(closed) => {
                state.status = S::Closed.into();
                state.matched = None;
                state.erased = closed.reason() == SupportRequestCloseReason::PersonErased;
            }
            Event::GuardianNamed(guardian) => state.family.name(&guardian.person_id),
            Event::GuardianRemoved(guardian) => state.family.remove(&guardian.person_id),
            Event::FamilyConsentGiven(given) => state.family.says(&state.person_id, &given.person_id, true),
            Event::FamilyConsentWithdrawn(taken) => state.family.says(&state.person_id, &taken.person_id, false),
        }
    }
}
