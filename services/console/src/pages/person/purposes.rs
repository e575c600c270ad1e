//! What data about people is processed for, on which ground, and where she has consented.

use proto::referrals::v1::{Consent, ConsentPurpose, LegalBasis, Person, Purpose};

use crate::{
    codes,
    components::{Choice, Tag, Tone},
    i18n::Texts,
    named::Named as _,
    offering::Offering,
};

/// One purpose as it concerns a person.
#[derive(Debug)]
pub(super) struct Row {
    pub name: String,
    /// Whether she consents; none where it rests on another ground.
    pub tag: Option<Tag>,
    /// The consent: since when, how, and what was read to her.
    pub consent: String,
    pub basis: String,
    pub recipients: String,
    pub retention: String,
}

/// Every purpose that concerns her roles, and whatever else she was asked about.
pub(super) fn rows(person: &Person, offering: &Offering, t: Texts) -> Vec<Row> {
    let said = |id: &str| person.consents.iter().find(|consent| consent.purpose_id == id);
    let concerns = |purpose: &&Purpose| {
        purpose.roles.is_empty()
            || purpose.roles.iter().any(|role| person.roles.contains(role))
            || said(&purpose.purpose_id).is_some()
    };
    let shared = offering.purposes.iter().filter(concerns).map(|purpose| {
        let consent = said(&purpose.purpose_id);
        let asks = purpose.basis() == LegalBasis::Consent;
        Row {
            name: name(purpose, t),
            tag: asks.then(|| tag(consent, t)),
            consent: consent.map(|consent| words(consent, t)).unwrap_or_default(),
            basis: basis(purpose, t),
            recipients: in_language(&purpose.recipients, t),
            retention: t.say("purpose-retention").count("months", purpose.retention_months).to_string(),
        }
    });
    let others = person.consents.iter().filter(|consent| offering.purpose(&consent.purpose_id).is_none());
    let others = others.map(|consent| Row {
        name: name_of(&consent.purpose_id, offering, t),
        tag: Some(tag(Some(consent), t)),
        consent: words(consent, t),
        basis: t.name(LegalBasis::Consent),
        recipients: String::new(),
        retention: String::new(),
    });
    shared.chain(others).collect()
}

/// Purposes that she may be asked about and has not consented to.
pub(super) fn open(person: &Person, offering: &Offering, t: Texts) -> Vec<Choice> {
    let given = |id: &str| person.consents.iter().any(|consent| consent.given && consent.purpose_id == id);
    let ids: Vec<String> = if offering.purposes.is_empty() {
        ConsentPurpose::all().map(id).collect()
    } else {
        let by_consent = offering.purposes.iter().filter(|purpose| purpose.basis() == LegalBasis::Consent);
        by_consent.map(|purpose| purpose.purpose_id.clone()).collect()
    };
    ids.into_iter().filter(|id| !given(id)).map(|id| choice(&id, offering, t)).collect()
}

/// Consents that stand.
pub(super) fn given(person: &Person, offering: &Offering, t: Texts) -> Vec<Choice> {
    let given = person.consents.iter().filter(|consent| consent.given);
    given.map(|consent| choice(&consent.purpose_id, offering, t)).collect()
}

fn choice(id: &str, offering: &Offering, t: Texts) -> Choice {
    Choice::new(id, name_of(id, offering, t))
}

/// Of a purpose that nobody shared, the name that this build knows, or its id.
pub fn name_of(purpose_id: &str, offering: &Offering, t: Texts) -> String {
    if let Some(purpose) = offering.purpose(purpose_id) {
        return name(purpose, t);
    }
    let known = ConsentPurpose::all().find(|purpose| id(*purpose) == purpose_id);
    known.map_or_else(|| purpose_id.to_owned(), |purpose| t.name(purpose))
}

fn id(purpose: ConsentPurpose) -> String {
    purpose.slug().trim_start_matches("consent-purpose-").to_owned()
}

pub(super) fn name(purpose: &Purpose, t: Texts) -> String {
    in_language(&purpose.name, t)
}

/// With the article that allows special categories, where there are any.
pub(super) fn basis(purpose: &Purpose, t: Texts) -> String {
    let ground = t.name(purpose.basis());
    if purpose.special_category.is_empty() {
        return ground;
    }
    format!("{ground}; {}", t.say("purpose-special").with("letter", &purpose.special_category))
}

pub(super) fn in_language(texts: &std::collections::HashMap<String, String>, t: Texts) -> String {
    texts.get(t.language().code()).or_else(|| texts.get("fi")).cloned().unwrap_or_default()
}

fn tag(consent: Option<&Consent>, t: Texts) -> Tag {
    match consent {
        Some(consent) if consent.given => Tag::new(Tone::Done, t.say("consent-given")),
        Some(_) => Tag::new(Tone::Attention, t.say("consent-withdrawn")),
        None => Tag::new(Tone::Ended, t.say("consent-not-asked")),
    }
}

fn words(consent: &Consent, t: Texts) -> String {
    let mut parts = vec![t.iso_date(&consent.since), t.name(consent.given_by())];
    if !consent.wording_version.is_empty() {
        let wording = t
            .say("consent-wording")
            .with("version", &consent.wording_version)
            .with("language", codes::language(&consent.wording_language, t));
        parts.push(wording.to_string());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}
