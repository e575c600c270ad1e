//! What a list brought in, taken back: referrals are marked as entered in error and people who came by the list alone are
//! erased. Whatever somebody has done something about since is left as it is, and so is a pair that is active.

use decider::CommandId;
use import::Failed;
use proto::{
    matching::v1::{GetVolunteerRequest, VolunteerHistoryStep},
    referrals::v1::{
        ErasureGround, GetPersonRequest, GetReferralRequest, Household, MarkReferralEnteredInErrorRequest,
        OrderErasureRequest, Person, ReferralStep,
    },
};

use super::{
    lines::{Brought, LineState},
    store::State,
    work::Work,
};
use crate::i18n::{Language, Texts};

/// Steps of a referral that bringing it in takes, each once.
const OF_REFERRAL: [&str; 4] = ["ReferralSubmitted", "ReferralAcknowledged", "TargetGroupChecked", "ReferralAccepted"];
/// The same of a volunteer.
const OF_VOLUNTEER: [&str; 9] = [
    "VolunteerApplied",
    "TrainingCompleted",
    "VolunteerInterviewed",
    "ConfidentialityPledged",
    "RoleAssessed",
    "ExtractConsented",
    "ExtractOrdered",
    "ExtractInspected",
    "VolunteerApproved",
];
/// How often it is told how far it is.
const TELL_EVERY: usize = 20;

pub(super) async fn undo(work: &Work<'_>) -> Result<(), Failed> {
    let (imports, import) = (&work.app.imports, work.import.id);
    let brought = imports.brought(import).await?;
    for (seen, line) in brought.iter().enumerate() {
        if seen.is_multiple_of(TELL_EVERY) {
            imports.tell(import, seen, brought.len()).await?;
        }
        let state = if take_back(work, line).await? { LineState::Undone } else { LineState::Left };
        imports.set_state(import, line.line, state).await?;
    }
    imports.go_on(import, State::Undoing, State::Undone).await?;
    Ok(())
}

/// False when it is left as it is.
async fn take_back(work: &Work<'_>, line: &Brought) -> Result<bool, Failed> {
    if line.is_pair && line.state == LineState::Done.name() {
        return Ok(false);
    }
    let mut persons = Vec::new();
    for person_id in [line.person_id, line.volunteer_person_id].into_iter().flatten() {
        let get = GetPersonRequest { person_id: person_id.to_string() };
        let person = work.services.person(get).await?.unwrap_or_default();
        if !person.erasure_ordered && !is_as_brought(&person) {
            return Ok(false);
        }
        persons.push(person);
    }
    if let Some(volunteer_id) = line.volunteer_id {
        let get = GetVolunteerRequest { volunteer_id: volunteer_id.to_string() };
        let volunteer = work.services.volunteer(get).await?.unwrap_or_default();
        if !volunteer.match_ids.is_empty() || !volunteer_is_as_brought(&volunteer.history) {
            return Ok(false);
        }
    }
    let request = |step: &str| CommandId(work.import.id).step(&format!("undo {step} {}", line.line)).0.to_string();
    if let Some(referral_id) = line.referral_id {
        let get = GetReferralRequest { referral_id: referral_id.to_string() };
        let referral = work.services.referral(get).await?.unwrap_or_default();
        if !referral_is_as_brought(&referral.history) {
            return Ok(false);
        }
        let mark = MarkReferralEnteredInErrorRequest {
            request_id: request("referral"),
            referral_id: referral_id.to_string(),
            note: Texts(Language::Finnish).say("import-undone-note").to_string(),
            occurred_on: String::new(),
        };
        work.services.enter_in_error(mark).await?;
    }
    for (n, person) in persons.iter().enumerate().filter(|(_, person)| !person.erasure_ordered) {
        let erase = OrderErasureRequest {
            request_id: request(&format!("person {n}")),
            person_id: person.person_id.clone(),
            ground: ErasureGround::NoRole.into(),
            occurred_on: String::new(),
        };
        work.services.erase(erase).await?;
    }
    Ok(true)
}

/// Nobody has written anything about her, and she takes part in nothing else.
fn is_as_brought(person: &Person) -> bool {
    let household = person.household.clone().unwrap_or_default();
    person.contacts.is_empty()
        && person.merged.is_empty()
        && household == Household::default()
        && person.referrals.len() <= 1
        && person.roles.len() <= 1
}

/// Marking it as entered in error is our own step too: a try before this one may have come so far.
fn referral_is_as_brought(history: &[ReferralStep]) -> bool {
    let own = |step: &&str| OF_REFERRAL.contains(step) || *step == "ReferralEnteredInError";
    is_each_once(history.iter().map(|step| step.r#type.as_str()), own)
}

fn volunteer_is_as_brought(history: &[VolunteerHistoryStep]) -> bool {
    let own = |step: &&str| OF_VOLUNTEER.contains(step) || *step == "VolunteerLeft";
    is_each_once(history.iter().map(|step| step.r#type.as_str()), own)
}

fn is_each_once<'s>(steps: impl Iterator<Item = &'s str>, own: impl Fn(&&str) -> bool) -> bool {
    let mut seen = Vec::new();
    for step in steps {
        if !own(&step) || seen.contains(&step) {
            return false;
        }
        seen.push(step);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn referral(steps: &[&str]) -> bool {
        let step = |name: &&str| ReferralStep { r#type: (*name).to_owned(), ..ReferralStep::default() };
        referral_is_as_brought(&steps.iter().map(step).collect::<Vec<_>>())
    }

    #[test]
    fn whatever_was_done_since_keeps_a_referral() {
        let brought = ["ReferralSubmitted", "TargetGroupChecked", "ReferralAcknowledged", "ReferralAccepted"];
        assert!(referral(&brought));
        for since in ["ReferralHeld", "ReferralStarted", "ReferralClosed", "TargetGroupChecked"] {
            assert!(!referral(&[brought.as_slice(), &[since]].concat()), "{since}");
        }
    }
}
