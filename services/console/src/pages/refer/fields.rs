//! The fields of a referral, the same for the public forms and the coordinator's own intake.

use proto::referrals::v1::{
    Answer, CoveredProgramme, Gender, GetCoverageResponse, GivenBy, PersonFacts, PersonIdentity, ReferralSource,
    ReferrerContact, SpokenLanguage, SubmitReferralRequest,
};

use crate::{
    codes,
    components::{Choice, Field, FieldKind},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::programme_name,
};

/// Ticked when a referral is sent although no agreement covers the municipality.
const ANYWAY: &str = "send_anyway";

/// What is needed to begin: for what, who, how to reach her, where, in which language.
pub fn asked(coverage: &GetCoverageResponse, is_self: bool, t: Texts) -> Vec<Field> {
    let mut fields =
        vec![Field::new("programme_id", t.say("refer-programme"), FieldKind::Radio(programmes(coverage, t)))];
    fields.extend(identity(is_self, t));
    fields.push(
        Field::new("facts.municipality_code", t.say("refer-municipality"), FieldKind::Select(municipalities(coverage)))
            .hint(t.say("refer-municipality-hint")),
    );
    fields.push(Field::new("language", t.say("refer-language"), FieldKind::Select(codes::languages(t))));
    fields.push(
        Field::new("wish", t.say(if is_self { Key("join-wish") } else { Key("refer-wish") }), FieldKind::Area(3))
            .optional()
            .hint(t.say("refer-wish-hint")),
    );
    fields
}

fn identity(is_self: bool, t: Texts) -> [Field; 4] {
    let reach = t.say(if is_self { Key("join-phone-hint") } else { Key("refer-phone-hint") });
    [
        Field::new("identity.given_name", t.say("person-given-name"), FieldKind::Text),
        Field::new("identity.family_name", t.say("person-family-name"), FieldKind::Text).optional(),
        Field::new("identity.phone", t.say("person-phone"), FieldKind::Phone).optional().hint(reach),
        Field::new("identity.email", t.say("person-email"), FieldKind::Email).optional(),
    ]
}

pub fn extra(t: Texts) -> Vec<Field> {
    vec![
        Field::new("facts.gender", t.say("person-gender"), FieldKind::Select(Gender::choices(t))).optional(),
        Field::new("facts.birth_month", t.say("person-birth-month"), FieldKind::Month)
            .optional()
            .hint(t.say("person-month-hint")),
        Field::new("facts.child_birth_months", t.say("person-children"), FieldKind::Text)
            .optional()
            .hint(t.say("person-children-hint")),
        Field::new(
            "facts.immigrant_background",
            t.say("person-immigrant-background"),
            FieldKind::Radio(Answer::choices(t)),
        )
        .optional(),
        Field::new("facts.interpreter_needed", t.say("person-interpreter"), FieldKind::Tick).optional(),
        Field::new("identity.safe_contact", t.say("person-safe-contact"), FieldKind::Text)
            .optional()
            .hint(t.say("person-safe-contact-hint")),
        Field::new("identity.address_protected", t.say("person-protected"), FieldKind::Tick)
            .optional()
            .hint(t.say("person-protected-hint")),
    ]
}

pub fn referrer(t: Texts) -> Vec<Field> {
    let sources = ReferralSource::all().filter(|source| *source != ReferralSource::Self_);
    vec![
        Field::new(
            "source",
            t.say("refer-source"),
            FieldKind::Select(sources.map(|source| source.choice(t)).collect()),
        ),
        Field::new("referrer.name", t.say("refer-referrer-name"), FieldKind::Text),
        Field::new("referrer.organisation", t.say("refer-organisation"), FieldKind::Text).optional(),
        Field::new("referrer.phone", t.say("refer-referrer-phone"), FieldKind::Phone)
            .optional()
            .hint(t.say("refer-referrer-phone-hint")),
        Field::new("referrer.email", t.say("refer-referrer-email"), FieldKind::Email).optional(),
        Field::new("referrer_may_be_told", t.say("refer-may-be-told"), FieldKind::Tick)
            .optional()
            .hint(t.say("refer-may-be-told-hint")),
    ]
}

/// What the form says, as the service takes it.
pub fn read(form: &Form, is_self: bool, given_by: GivenBy, t: Texts) -> SubmitReferralRequest {
    let source = if is_self { ReferralSource::Self_.into() } else { form.number::<ReferralSource>("source") };
    SubmitReferralRequest {
        request_id: form.request_id().to_owned(),
        programme_id: form.text("programme_id"),
        source,
        she_knows_and_agrees: form.ticked("she_knows_and_agrees"),
        person_id: form.text("person_id"),
        identity: Some(identity_of(form)),
        facts: Some(facts_of(form)),
        referrer: (!is_self && source != i32::from(ReferralSource::Self_)).then(|| ReferrerContact {
            name: form.text("referrer.name"),
            organisation: form.text("referrer.organisation"),
            phone: form.text("referrer.phone"),
            email: form.text("referrer.email"),
            language: t.language().code().to_owned(),
        }),
        wish: form.text("wish"),
        referrer_may_be_told: form.ticked("referrer_may_be_told"),
        consent_language: t.language().code().to_owned(),
        consent_given_by: given_by.into(),
        occurred_on: form.text("occurred_on"),
    }
}

pub fn identity_of(form: &Form) -> PersonIdentity {
    PersonIdentity {
        given_name: form.text("identity.given_name"),
        family_name: form.text("identity.family_name"),
        phone: form.text("identity.phone"),
        email: form.text("identity.email"),
        safe_contact: form.text("identity.safe_contact"),
        address_protected: form.ticked("identity.address_protected"),
    }
}

fn facts_of(form: &Form) -> PersonFacts {
    let language = form.text("language");
    PersonFacts {
        municipality_code: form.text("facts.municipality_code"),
        birth_month: month(&form.text("facts.birth_month")),
        gender: form.number::<Gender>("facts.gender"),
        languages: if language.is_empty() {
            Vec::new()
        } else {
            vec![SpokenLanguage { code: language, ..SpokenLanguage::default() }]
        },
        interpreter_needed: if form.ticked("facts.interpreter_needed") { Answer::Yes.into() } else { 0 },
        immigrant_background: form.number::<Answer>("facts.immigrant_background"),
        child_birth_months: months(&form.text("facts.child_birth_months")),
        ..PersonFacts::default()
    }
}

/// `5/1994` and `05.1994` as messages hold them; anything else stays for the service to object to.
pub fn month(written: &str) -> String {
    let parts: Vec<&str> = written.split(['/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [month, year] if year.len() == 4 && month.len() <= 2 => format!("{year}-{month:0>2}"),
        _ => written.to_owned(),
    }
}

/// Several months with commas between them.
pub fn months(written: &str) -> Vec<String> {
    written.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).map(month).collect()
}

/// Says before anything is sent that no agreement covers the municipality, and what is offered there instead.
pub fn object_to_uncovered(form: &mut Form, coverage: &GetCoverageResponse, t: Texts) {
    let (programme, municipality) = (form.text("programme_id"), form.text("facts.municipality_code"));
    let chosen = |covered: &&CoveredProgramme| {
        covered.programme.as_ref().is_some_and(|offered| offered.programme_id == programme)
    };
    let Some(covered) = coverage.programmes.iter().find(chosen) else { return };
    if municipality.is_empty() || form.ticked(ANYWAY) || covers(covered, &municipality) {
        return;
    }
    let there: Vec<String> = coverage
        .programmes
        .iter()
        .filter(|covered| covers(covered, &municipality))
        .filter_map(|covered| Some(programme_name(covered.programme.as_ref()?, t)))
        .collect();
    let place = codes::municipality(&municipality);
    let said = if there.is_empty() {
        t.say("refer-uncovered-nothing").with("place", place)
    } else {
        t.say("refer-uncovered").with("place", place).with("others", there.join(", "))
    };
    form.object("programme_id", said);
}

pub(super) fn covers(covered: &CoveredProgramme, municipality: &str) -> bool {
    covered.everywhere || covered.municipality_codes.iter().any(|code| code == municipality)
}

pub fn places(covered: &CoveredProgramme, t: Texts) -> String {
    if covered.everywhere {
        return t.say("refer-everywhere").to_string();
    }
    let mut names: Vec<&str> = covered.municipality_codes.iter().map(|code| codes::municipality(code)).collect();
    names.sort_unstable();
    if names.is_empty() { t.say("refer-nowhere").to_string() } else { names.join(", ") }
}

fn programmes(coverage: &GetCoverageResponse, t: Texts) -> Vec<Choice> {
    coverage
        .programmes
        .iter()
        .filter_map(|covered| {
            let programme = covered.programme.as_ref()?;
            let summary = programme.summary.get(t.language().code()).or_else(|| programme.summary.get("fi"));
            let hint = format!("{} {}", summary.map_or("", String::as_str), places(covered, t));
            Some(Choice::new(&programme.programme_id, programme_name(programme, t)).with_hint(hint.trim()))
        })
        .collect()
}

/// Those that some agreement covers stand first.
fn municipalities(coverage: &GetCoverageResponse) -> Vec<Choice> {
    let covered: Vec<String> =
        coverage.programmes.iter().flat_map(|covered| covered.municipality_codes.iter().cloned()).collect();
    codes::municipalities(&covered)
}

#[cfg(test)]
mod tests {
    use super::{month, months};

    #[test]
    fn months_are_read_as_people_write_them() {
        assert_eq!(month("5/1994"), "1994-05");
        assert_eq!(month("05.1994"), "1994-05");
        assert_eq!(month("1994-05"), "1994-05");
        assert_eq!(months("3/2021, 11/2023"), ["2021-03", "2023-11"]);
        assert_eq!(month("May"), "May");
    }
}
