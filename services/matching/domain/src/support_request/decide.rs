use proto::{
    matching::v1::{
        FamilyConsentGiven, FamilyConsentWithdrawn, GuardianNamed, GuardianRemoved, PairNotFormed, PairProposed,
        ReopenReason, SupportRequestCloseReason, SupportRequestClosed, SupportRequestMatched, SupportRequestOpened,
        SupportRequestReopened, SupportRequestStatus as S, support_request_event::Event,
    },
    referrals::v1::GivenBy,
};

use super::{SupportRequestCommand as Command, SupportRequestRejection as Rejection, SupportRequestState};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &SupportRequestState, command: &Command) -> Decided {
    if let Command::Open(opened) = command {
        return open_or_reopen(state, opened);
    }
    if !state.exists() {
        return Err(Rejection::NotFound);
    }
    match command {
        Command::Open(_) => Err(Rejection::AlreadyOpened),
        Command::TellProfile(told) => {
            if state.status() == S::Closed {
                return Err(Rejection::NotOpen);
            }
            Ok(vec![Event::ProfileTold(told.clone())])
        }
        Command::Propose { proposal_id, volunteer_id, asked_again } => {
            propose(state, proposal_id, volunteer_id, *asked_again)
        }
        Command::RecordPairNotFormed { proposal_id, declined } => not_formed(state, proposal_id, *declined),
        Command::Match { match_id, proposal_id, needs_family } => set_up(state, match_id, proposal_id, *needs_family),
        Command::NameGuardian { person_id } => name_guardian(state, person_id),
        Command::RemoveGuardian { person_id } => {
            if !state.family.is_guardian(person_id) {
                return Err(Rejection::NotOfFamily);
            }
            Ok(vec![Event::GuardianRemoved(GuardianRemoved { person_id: person_id.clone() })])
        }
        Command::GiveConsent(given) => give(state, given),
        Command::WithdrawConsent { person_id, given_by } => withdraw(state, person_id, *given_by),
        Command::RequireFamily => family_agrees(state).map(|()| vec![]),
        Command::Reopen { match_id, reason } => reopen(state, match_id, *reason),
        Command::Close { reason, ended_match_id } => close(state, *reason, ended_match_id.as_deref()),
    }
}

/// A referral that is open again seeks again, for whomever it was about.
fn open_or_reopen(state: &SupportRequestState, opened: &SupportRequestOpened) -> Decided {
    match state.status() {
        S::Unspecified => Ok(vec![Event::Opened(opened.clone())]),
        S::Open | S::Matched => Err(Rejection::AlreadyOpened),
        S::Closed if state.erased => Err(Rejection::PersonErased),
        S::Closed => {
            let reason = ReopenReason::ReferralReopened.into();
            Ok(vec![Event::Reopened(SupportRequestReopened { match_id: String::new(), reason })])
        }
    }
}

fn propose(state: &SupportRequestState, proposal_id: &str, volunteer_id: &str, asked_again: bool) -> Decided {
    open(state)?;
    if state.proposed.iter().any(|proposed| proposed.volunteer_id == volunteer_id) {
        return Err(Rejection::PairAlreadyProposed);
    }
    let declined_before = state.declined.contains(volunteer_id);
    if declined_before && !asked_again {
        return Err(Rejection::PairDeclinedBefore);
    }
    Ok(vec![Event::PairProposed(PairProposed {
        proposal_id: proposal_id.to_owned(),
        volunteer_id: volunteer_id.to_owned(),
        asked_again: declined_before,
    })])
}

/// The proposal that led to the present match cannot come to nothing behind its back.
fn not_formed(state: &SupportRequestState, proposal_id: &str, declined: bool) -> Decided {
    if state.matched.as_ref().is_some_and(|matched| matched.proposal_id == proposal_id) {
        return Err(Rejection::AlreadyMatched);
    }
    let Some(proposed) = state.proposed.iter().find(|proposed| proposed.proposal_id == proposal_id) else {
        return Ok(vec![]);
    };
    Ok(vec![Event::PairNotFormed(PairNotFormed {
        proposal_id: proposal_id.to_owned(),
        volunteer_id: proposed.volunteer_id.clone(),
        declined,
    })])
}

fn set_up(state: &SupportRequestState, match_id: &str, proposal_id: &str, needs_family: bool) -> Decided {
    if state.match_id() == Some(match_id) {
        return Ok(vec![]);
    }
    open(state)?;
    if needs_family {
        family_agrees(state)?;
    }
    let proposed = state.proposed.iter().find(|proposed| proposed.proposal_id == proposal_id);
    let volunteer_id = proposed.ok_or(Rejection::ProposalNotOpen)?.volunteer_id.clone();
    Ok(vec![Event::Matched(SupportRequestMatched {
        match_id: match_id.to_owned(),
        proposal_id: proposal_id.to_owned(),
        volunteer_id,
    })])
}

fn reopen(state: &SupportRequestState, match_id: &str, reason: ReopenReason) -> Decided {
    if state.match_id() != Some(match_id) {
        return Err(Rejection::NotMatchedThus);
    }
    Ok(vec![Event::Reopened(SupportRequestReopened { match_id: match_id.to_owned(), reason: reason.into() })])
}

fn close(state: &SupportRequestState, reason: SupportRequestCloseReason, ended_match_id: Option<&str>) -> Decided {
    match state.status() {
        S::Closed => Ok(vec![]),
        S::Matched if state.match_id() != ended_match_id => Err(Rejection::AlreadyMatched),
        S::Open | S::Matched | S::Unspecified => {
            Ok(vec![Event::Closed(SupportRequestClosed { reason: reason.into() })])
        }
    }
}

fn name_guardian(state: &SupportRequestState, person_id: &str) -> Decided {
    not_closed(state)?;
    if person_id == state.person_id {
        return Err(Rejection::GuardianOfHerself);
    }
    if state.family.is_guardian(person_id) {
        return Ok(vec![]);
    }
    Ok(vec![Event::GuardianNamed(GuardianNamed { person_id: person_id.to_owned() })])
}

fn give(state: &SupportRequestState, given: &FamilyConsentGiven) -> Decided {
    not_closed(state)?;
    match state.family.said(&state.person_id, &given.person_id) {
        None => Err(Rejection::NotOfFamily),
        Some(true) => Ok(vec![]),
        Some(false) => Ok(vec![Event::FamilyConsentGiven(given.clone())]),
    }
}

/// At any time: what was said is taken back whatever became of the request.
fn withdraw(state: &SupportRequestState, person_id: &str, given_by: GivenBy) -> Decided {
    match state.family.said(&state.person_id, person_id) {
        None => Err(Rejection::NotOfFamily),
        Some(false) => Ok(vec![]),
        Some(true) => Ok(vec![Event::FamilyConsentWithdrawn(FamilyConsentWithdrawn {
            person_id: person_id.to_owned(),
            given_by: given_by.into(),
        })]),
    }
}

fn family_agrees(state: &SupportRequestState) -> Result<(), Rejection> {
    if state.family.agrees() { Ok(()) } else { Err(Rejection::FamilyConsentMissing) }
}

fn not_closed(state: &SupportRequestState) -> Result<(), Rejection> {
    match state.status() {
        S::Open | S::Matched => Ok(()),
        S::Closed | S::Unspecified => Err(Rejection::NotOpen),
    }
}

fn open(state: &SupportRequestState) -> Result<(), Rejection> {
    match state.status() {
        S::Open => Ok(()),
        S::Matched => Err(Rejection::AlreadyMatched),
        S::Closed | S::Unspecified => Err(Rejection::NotOpen),
    }
}
