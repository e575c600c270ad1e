//! What is known of a person, in words and as fields to correct.

use proto::{
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, Gender, Person, PersonFacts, SpokenLanguage},
};

use crate::{
    codes,
    components::{Field, FieldKind},
    forms::Form,
    i18n::Texts,
    named::Named as _,
    pages::refer::fields::{month, months},
};

/// Without what was not told. Contacts and municipality only when they may be shown.
pub fn of(person: &Person, is_shown: bool, t: Texts) -> Vec<(String, String)> {
    let identity = person.identity.clone().unwrap_or_default();
    let mut facts = person.facts.clone().unwrap_or_default();
    let mut shown = Vec::new();
    if is_shown {
        shown.push((t.say("person-phone").to_string(), identity.phone));
        shown.push((t.say("person-email").to_string(), identity.email));
        shown.push((t.say("person-safe-contact").to_string(), identity.safe_contact));
    } else {
        facts.municipality_code.clear();
    }
    shown.extend(words(&facts, t));
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

pub fn words(facts: &PersonFacts, t: Texts) -> Vec<(String, String)> {
    let children: Vec<String> = facts.child_birth_months.iter().map(|month| t.iso_month(month)).collect();
    let mut shown = vec![
        (t.say("refer-municipality").to_string(), codes::municipality(&facts.municipality_code).to_owned()),
        (t.say("person-birth-month").to_string(), t.iso_month(&facts.birth_month)),
        (t.say("person-languages").to_string(), languages(facts, t)),
        (t.say("person-children").to_string(), children.join(", ")),
        (t.say("person-gender").to_string(), t.name(facts.gender())),
        (t.say("person-interpreter").to_string(), t.name(facts.interpreter_needed())),
        (t.say("person-immigrant-background").to_string(), t.name(facts.immigrant_background())),
        (t.say("person-expects-child").to_string(), t.name(facts.expects_child())),
        (t.say("person-child-protection").to_string(), t.name(facts.in_child_protection())),
        (t.say("person-profession").to_string(), facts.profession_code.clone()),
    ];
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

/// With how well, the best first.
pub fn languages(facts: &PersonFacts, t: Texts) -> String {
    let spoken = facts.languages.iter().map(|spoken| {
        let name = codes::language(&spoken.code, t);
        let level = t.name(spoken.level());
        if level.is_empty() { name } else { format!("{name} ({level})") }
    });
    spoken.collect::<Vec<_>>().join(", ")
}

const LANGUAGE_ROWS: usize = 3;

/// Everything about her at once; contacts and municipality only when they may be shown.
pub fn fields(is_shown: bool, t: Texts) -> Vec<Field> {
    let mut fields = vec![
        Field::new("identity.given_name", t.say("person-given-name"), FieldKind::Text),
        Field::new("identity.family_name", t.say("person-family-name"), FieldKind::Text).optional(),
    ];
    if is_shown {
        fields.extend([
            Field::new("identity.phone", t.say("person-phone"), FieldKind::Phone).optional(),
            Field::new("identity.email", t.say("person-email"), FieldKind::Email).optional(),
            Field::new("identity.safe_contact", t.say("person-safe-contact"), FieldKind::Text)
                .optional()
                .hint(t.say("person-safe-contact-hint")),
            Field::new("identity.address_protected", t.say("person-protected"), FieldKind::Tick)
                .optional()
                .hint(t.say("person-protected-hint")),
            Field::new(
                "facts.municipality_code",
                t.say("refer-municipality"),
                FieldKind::Select(codes::municipalities(&[])),
            )
            .optional(),
        ]);
    }
    fields.extend([
        Field::new("facts.birth_month", t.say("person-birth-month"), FieldKind::Month)
            .optional()
            .hint(t.say("person-month-hint")),
        Field::new("facts.child_birth_months", t.say("person-children"), FieldKind::Text)
            .optional()
            .hint(t.say("person-children-hint")),
    ]);
    for row in 0..LANGUAGE_ROWS {
        let number = t.number(i64::try_from(row).unwrap_or_default() + 1);
        fields.push(
            Field::new(
                format!("facts.languages.{row}.code"),
                t.say("person-language-row").with("number", &number),
                FieldKind::Select(codes::languages(t)),
            )
            .optional(),
        );
        fields.push(
            Field::new(
                format!("facts.languages.{row}.level"),
                t.say("person-language-level").with("number", &number),
                FieldKind::Select(LanguageLevel::choices(t)),
            )
            .optional(),
        );
    }
    let answer = |name: &str, label: String| Field::new(name, label, FieldKind::Select(Answer::choices(t))).optional();
    fields.extend([
        Field::new("facts.gender", t.say("person-gender"), FieldKind::Select(Gender::choices(t))).optional(),
        answer("facts.immigrant_background", t.say("person-immigrant-background").to_string()),
        answer("facts.interpreter_needed", t.say("person-interpreter").to_string()),
        answer("facts.expects_child", t.say("person-expects-child").to_string()),
        answer("facts.in_child_protection", t.say("person-child-protection").to_string()),
        Field::new("facts.profession_code", t.say("person-profession"), FieldKind::Short)
            .optional()
            .hint(t.say("person-profession-hint")),
    ]);
    fields
}

/// What stands in the fields before anybody types.
pub(super) fn values(person: &Person, t: Texts) -> Vec<(String, String)> {
    let identity = person.identity.clone().unwrap_or_default();
    let facts = person.facts.clone().unwrap_or_default();
    let children: Vec<String> = facts.child_birth_months.iter().map(|month| t.iso_month(month)).collect();
    let mut values: Vec<(String, String)> = [
        ("identity.given_name", identity.given_name.clone()),
        ("identity.family_name", identity.family_name.clone()),
        ("identity.phone", identity.phone.clone()),
        ("identity.email", identity.email.clone()),
        ("identity.safe_contact", identity.safe_contact.clone()),
        ("identity.address_protected", if identity.address_protected { "yes".to_owned() } else { String::new() }),
        ("facts.municipality_code", facts.municipality_code.clone()),
        ("facts.birth_month", t.iso_month(&facts.birth_month)),
        ("facts.child_birth_months", children.join(", ")),
        ("facts.gender", slug(facts.gender())),
        ("facts.immigrant_background", slug(facts.immigrant_background())),
        ("facts.interpreter_needed", slug(facts.interpreter_needed())),
        ("facts.expects_child", slug(facts.expects_child())),
        ("facts.in_child_protection", slug(facts.in_child_protection())),
        ("facts.profession_code", facts.profession_code.clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (row, spoken) in facts.languages.iter().enumerate() {
        values.push((format!("facts.languages.{row}.code"), spoken.code.clone()));
        values.push((format!("facts.languages.{row}.level"), slug(spoken.level())));
    }
    values.retain(|(_, value)| !value.is_empty());
    values
}

fn slug(value: impl crate::named::Named) -> String {
    if value.is_set() { value.slug() } else { String::new() }
}

/// Whole, as the form has it; what the form does not ask stays as it was.
pub fn read(form: &Form, before: &PersonFacts) -> PersonFacts {
    let languages = (0..LANGUAGE_ROWS).filter_map(|row| {
        let code = form.text(&format!("facts.languages.{row}.code"));
        let level = form.number::<LanguageLevel>(&format!("facts.languages.{row}.level"));
        (!code.is_empty()).then_some(SpokenLanguage { code, level })
    });
    let mut after = PersonFacts {
        municipality_code: form.text("facts.municipality_code"),
        birth_month: month(&form.text("facts.birth_month")),
        gender: form.number::<Gender>("facts.gender"),
        languages: languages.collect(),
        interpreter_needed: form.number::<Answer>("facts.interpreter_needed"),
        immigrant_background: form.number::<Answer>("facts.immigrant_background"),
        in_child_protection: form.number::<Answer>("facts.in_child_protection"),
        in_no_service_before: before.in_no_service_before,
        expects_child: form.number::<Answer>("facts.expects_child"),
        profession_code: form.text("facts.profession_code"),
        child_birth_months: months(&form.text("facts.child_birth_months")),
    };
    after.languages.extend(before.languages.iter().skip(LANGUAGE_ROWS).cloned());
    after
}
