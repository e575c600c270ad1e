use std::collections::BTreeSet;

use decider::Env;
use jiff::{ToSpan as _, civil::Date};
use proto::referrals::v1::{
    ConsentGranted, ContactNoted, ErasureGround, ErasureProposed, ErasureStep, ErasureStepDone, HouseholdRecorded,
    PersonCorrected, PersonErased, PersonErasureOrdered, PersonKept, PersonRegistered, PersonRoleTaken,
    PrivacyNoticeDue, person_event::Event,
};

use super::{BLANKED_BY, Erasure, PersonCommand as Command, PersonRejection as Rejection, PersonState, merging};
use crate::purpose;

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &PersonState, command: &Command, env: &Env) -> Decided {
    if !state.exists() {
        return match command {
            Command::Register { registered, consents, notice_due_on } => {
                Ok(register(registered, consents, *notice_due_on))
            }
            _ => Err(Rejection::NotFound),
        };
    }
    match command {
        Command::ConfirmErasureStep(step) => return confirm(state, *step),
        Command::CompleteErasure { receipt } => return complete(state, receipt),
        _ if state.erasure().is_some() => return Err(Rejection::ErasureOrdered),
        Command::OrderErasureWithKept { erasure_id, ground } if state.merged_into().is_some() => {
            return Ok(vec![order(erasure_id, *ground)]);
        }
        _ if state.merged_into().is_some() => return Err(Rejection::Merged),
        Command::OrderErasure { erasure_id, ground, together_with } => {
            return every_record(state, together_with).map(|()| vec![order(erasure_id, *ground)]);
        }
        _ => {}
    }
    match command {
        Command::Register { .. } => Err(Rejection::AlreadyRegistered),
        Command::Correct { identity: None, facts: None } => Ok(vec![]),
        Command::Correct { identity, facts } => {
            Ok(vec![Event::Corrected(PersonCorrected { identity: identity.clone(), facts: facts.clone() })])
        }
        Command::TakeRole(role) if state.has_role(*role) => Ok(vec![]),
        Command::TakeRole(role) => Ok(vec![Event::RoleTaken(PersonRoleTaken { role: (*role).into() })]),
        Command::RecordHousehold(household) => {
            Ok(vec![Event::HouseholdRecorded(HouseholdRecorded { household: Some(household.clone()) })])
        }
        Command::GrantConsent(granted) => Ok(vec![Event::ConsentGranted(granted.clone())]),
        Command::WithdrawConsent(withdrawn) => {
            if !state.consents_to(&purpose::named_by(withdrawn.purpose, &withdrawn.purpose_id)) {
                return Err(Rejection::NoSuchConsent);
            }
            Ok(vec![Event::ConsentWithdrawn(withdrawn.clone())])
        }
        Command::GiveNotice(given) => {
            if state.notice_due_on.is_none() {
                return Err(Rejection::NoNoticeDue);
            }
            Ok(vec![Event::NoticeGiven(given.clone())])
        }
        Command::NoteContact(noted) => note_contact(noted, env),
        Command::TellApart { is_herself: true, .. } => Err(Rejection::Herself),
        Command::TellApart { from, .. } if state.told_apart.contains(&from.other_person_id) => Ok(vec![]),
        Command::TellApart { from, .. } => Ok(vec![Event::ToldApart(from.clone())]),
        Command::ProposeErasure { has_run_out: false, .. } => Err(Rejection::PurposeLeft),
        Command::ProposeErasure { .. } if state.erasure_proposed_by.is_some() => Ok(vec![]),
        Command::ProposeErasure { by, .. } => {
            Ok(vec![Event::ErasureProposed(ErasureProposed { proposed_by: by.clone() })])
        }
        Command::Keep(kept) => keep(kept, env),
        Command::Absorb(absorb) => merging::absorb(state, absorb),
        Command::MergeInto { kept_id, seen } => merging::merge_into(state, kept_id, seen),
        Command::OrderProposedErasure { erasure_id, by, has_run_out, together_with } => {
            match &state.erasure_proposed_by {
                None => Err(Rejection::ErasureNotProposed),
                Some(_) if !has_run_out => Err(Rejection::PurposeLeft),
                Some(proposer) if proposer == by => Err(Rejection::ErasureNeedsAnother),
                Some(_) => {
                    every_record(state, together_with).map(|()| vec![order(erasure_id, ErasureGround::Retention)])
                }
            }
        }
        Command::OrderErasureWithKept { .. } => Err(Rejection::ChangedMeanwhile),
        Command::OrderErasure { .. } | Command::ConfirmErasureStep(_) | Command::CompleteErasure { .. } => {
            Err(Rejection::ErasureOrdered)
        }
    }
}

fn register(registered: &PersonRegistered, consents: &[ConsentGranted], notice_due_on: Option<Date>) -> Vec<Event> {
    let mut events = vec![Event::Registered(registered.clone())];
    events.extend(consents.iter().cloned().map(Event::ConsentGranted));
    events.extend(notice_due_on.map(|due| Event::NoticeDue(PrivacyNoticeDue { due_on: due.to_string() })));
    events
}

/// Nothing of hers is left behind: whoever orders her erasure orders that of every record of hers.
fn every_record(state: &PersonState, together_with: &BTreeSet<String>) -> Result<(), Rejection> {
    if state.absorbed() == together_with { Ok(()) } else { Err(Rejection::ChangedMeanwhile) }
}

fn order(erasure_id: &str, ground: ErasureGround) -> Event {
    Event::ErasureOrdered(PersonErasureOrdered { erasure_id: erasure_id.to_owned(), ground: ground.into() })
}

/// Whoever is kept is looked at again: never later than this.
const KEPT_AT_MOST_YEARS: i16 = 2;

fn keep(kept: &PersonKept, env: &Env) -> Decided {
    let latest = env.today.saturating_add(KEPT_AT_MOST_YEARS.years());
    match kept.look_again_on.parse::<Date>() {
        Ok(day) if day > env.today && day <= latest => Ok(vec![Event::Kept(kept.clone())]),
        _ => Err(Rejection::LookAgainNotAhead),
    }
}

fn note_contact(noted: &ContactNoted, env: &Env) -> Decided {
    // A contact told afterwards may have had its next step in between: only a step before the contact is a slip.
    if noted.next_step_on.parse::<Date>().is_ok_and(|next| next < env.occurred_on) {
        return Err(Rejection::NextStepInPast);
    }
    Ok(vec![Event::ContactNoted(noted.clone())])
}

fn confirm(state: &PersonState, step: ErasureStep) -> Decided {
    let erasure = state.erasure().ok_or(Rejection::NoErasure)?;
    if erasure.is_done(step) {
        return Ok(vec![]);
    }
    let allowed = match step {
        ErasureStep::IdentityKey => true,
        ErasureStep::StatisticsKey => erasure.all_blanked(),
        step => BLANKED_BY.contains(&step) && erasure.is_done(ErasureStep::IdentityKey),
    };
    if !allowed {
        return Err(Rejection::ErasureStepOutOfOrder);
    }
    let done = ErasureStepDone { erasure_id: erasure.erasure_id.clone(), step: step.into() };
    Ok(vec![Event::ErasureStepDone(done)])
}

fn complete(state: &PersonState, receipt: &[u8]) -> Decided {
    let erasure = state.erasure().ok_or(Rejection::NoErasure)?;
    if erasure.complete {
        return Ok(vec![]);
    }
    if !erasure.is_done(ErasureStep::StatisticsKey) {
        return Err(Rejection::ErasureStepOutOfOrder);
    }
    let erased = PersonErased { erasure_id: erasure.erasure_id.clone(), receipt: receipt.to_vec() };
    Ok(vec![Event::Erased(erased)])
}

impl Erasure {
    pub fn is_done(&self, step: ErasureStep) -> bool {
        self.done.contains(&step.into())
    }

    /// Every service has confirmed: the statistics key has no reader left.
    pub fn all_blanked(&self) -> bool {
        BLANKED_BY.into_iter().all(|step| self.is_done(step))
    }
}
