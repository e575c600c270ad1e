//! The methods. Each file reads one request whole, carries out or looks up, and answers.

mod held;
mod messages;
mod offering;
mod persons;
mod referrals;
mod retention;

use decider::{DistrictId, Rejection as _, Sealed};
use edge::{App, Call, Edge, Failure, Limits, Violations};
use proto::referrals::v1::{Note, PersonFacts, PersonIdentity};
use referrals_domain::{Person, PersonRejection};
use uuid::Uuid;

use crate::standing::standing;

#[derive(Debug)]
pub(crate) struct ReferralsGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct PersonsGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct OfferingGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct MessagesGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct RetentionGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct HeldGrpc(pub(crate) Edge);

/// The id by which a person is known, whichever of hers is asked about: another record may stand for her. The same for
/// nobody.
async fn known_as(app: &App, call: &Call, person: Uuid) -> Result<Uuid, Failure> {
    Ok(standing(&app.log, call.district(), person).await?.0)
}

/// Acts on the record that stands for a person as far as memory knows. Had it not heard that another does, the rule that
/// nothing is added to a merged record refuses, and the log is asked: for what is done too often to ask it each time.
async fn as_known<T, F, A>(app: &App, call: &Call, person: Uuid, act: A) -> Result<T, Failure>
where
    T: Send,
    F: Future<Output = Result<T, Failure>> + Send,
    A: Fn(Uuid) -> F + Send + Sync,
{
    let mut known = person;
    while let Some(kept) = app.log.load::<Person>(call.district(), known).await?.state.merged_into() {
        known = kept.parse().map_err(Failure::internal)?;
    }
    match act(known).await {
        Err(Failure::Rejected { reason, .. }) if reason == PersonRejection::Merged.reason() => {
            act(known_as(app, call, known).await?).await
        }
        settled => settled,
    }
}

/// Words left with something, sealed under her identity key; `None` for none.
async fn sealed_note(app: &App, district: &DistrictId, person: Uuid, text: &str) -> Result<Option<Sealed>, Failure> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let note = Note { text: text.trim().to_owned() };
    Ok(Some(app.keyring.seal(district, person, &note).await?))
}

fn read_identity(violations: &mut Violations, field: &str, identity: &PersonIdentity) {
    let at = |name: &str| format!("{field}.{name}");
    violations.required_text(&at("given_name"), &identity.given_name, Limits::NAME);
    violations.text(&at("family_name"), &identity.family_name, Limits::NAME);
    violations.text(&at("phone"), &identity.phone, Limits::NAME);
    violations.text(&at("email"), &identity.email, Limits::NAME);
    violations.text(&at("safe_contact"), &identity.safe_contact, Limits::NOTE);
    if !identity.email.is_empty() && !identity.email.contains('@') {
        violations.add(&at("email"), "must be an e-mail address");
    }
    if identity.phone.chars().any(char::is_alphabetic) {
        violations.add(&at("phone"), "must be a phone number");
    }
}

fn read_facts(violations: &mut Violations, field: &str, facts: &PersonFacts) {
    let at = |name: &str| format!("{field}.{name}");
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    read_municipality(violations, &at("municipality_code"), &facts.municipality_code);
    violations.month(&at("birth_month"), &facts.birth_month);
    for month in &facts.child_birth_months {
        violations.month(&at("child_birth_months"), month);
    }
    for language in &facts.languages {
        if !(matches!(language.code.len(), 2 | 3) && language.code.bytes().all(|b| b.is_ascii_lowercase())) {
            violations.add(&at("languages"), "must be ISO 639 codes");
        }
        violations.optional_choice::<proto::programmes::v1::LanguageLevel>(&at("languages"), language.level);
    }
    if facts.languages.len() > 20 || facts.child_birth_months.len() > 20 {
        violations.add(field, "has too many entries");
    }
    if facts.profession_code.len() > 4 || !digits(&facts.profession_code) {
        violations.add(&at("profession_code"), "must be an ISCO-08 code");
    }
    violations.optional_choice::<proto::referrals::v1::Gender>(&at("gender"), facts.gender);
    for (name, answer) in [
        ("interpreter_needed", facts.interpreter_needed),
        ("immigrant_background", facts.immigrant_background),
        ("in_child_protection", facts.in_child_protection),
        ("in_no_service_before", facts.in_no_service_before),
        ("expects_child", facts.expects_child),
    ] {
        violations.optional_choice::<proto::referrals::v1::Answer>(&at(name), answer);
    }
}

/// A municipality's code, or none.
fn read_municipality(violations: &mut Violations, field: &str, code: &str) {
    if !matches!(code.len(), 0 | 3) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        violations.add(field, "must be three digits");
    }
}
