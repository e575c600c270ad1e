//! What would fit somebody who seeks or offers friendship: words, fields, reading.

use proto::matching::v1::{MatchingProfile, Term, TermCode, TermSide, TimeOfWeek, Wish};

use crate::{
    codes,
    components::{Choice, Field, FieldKind, Tag, Tone},
    forms::Form,
    i18n::Texts,
    named::Named as _,
};

/// Codes of what people like to do.
const INTERESTS: &[&str] =
    &["outdoors", "cooking", "crafts", "sports", "music", "reading", "culture", "garden", "play", "coffee"];

pub fn words(profile: &MatchingProfile, t: Texts) -> Vec<(String, String)> {
    let joined = |parts: Vec<String>| parts.join(", ");
    let mut shown = vec![
        (t.say("profile-wishes").to_string(), joined(profile.wishes().map(|wish| t.name(wish)).collect())),
        (t.say("profile-times").to_string(), joined(profile.availability().map(|time| t.name(time)).collect())),
        (
            t.say("profile-interests").to_string(),
            joined(profile.interests.iter().map(|code| interest(code, t)).collect()),
        ),
    ];
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

pub fn fields(t: Texts) -> Vec<Field> {
    let interests = INTERESTS.iter().map(|code| Choice::new(*code, interest(code, t))).collect();
    vec![
        Field::new("profile.wishes", t.say("profile-wishes"), FieldKind::Checks(Wish::choices(t))).optional(),
        Field::new("profile.availability", t.say("profile-times"), FieldKind::Checks(TimeOfWeek::choices(t)))
            .optional(),
        Field::new("profile.interests", t.say("profile-interests"), FieldKind::Checks(interests)).optional(),
        Field::new("introduction", t.say("profile-introduction"), FieldKind::Area(3))
            .optional()
            .hint(t.say("profile-introduction-hint")),
    ]
}

pub fn values(profile: Option<&MatchingProfile>, introduction: &str) -> Vec<(&'static str, String)> {
    let mut values = vec![("introduction", introduction.to_owned())];
    if let Some(profile) = profile {
        values.extend(profile.wishes().map(|wish| ("profile.wishes", wish.slug())));
        values.extend(profile.availability().map(|time| ("profile.availability", time.slug())));
        values.extend(profile.interests.iter().map(|code| ("profile.interests", code.clone())));
    }
    values
}

pub fn read(form: &Form) -> MatchingProfile {
    MatchingProfile {
        availability: form.numbers::<TimeOfWeek>("profile.availability"),
        interests: form.all("profile.interests").map(str::to_owned).collect(),
        wishes: form.numbers::<Wish>("profile.wishes"),
    }
}

fn interest(code: &str, t: Texts) -> String {
    let key = format!("interest-{code}");
    if t.exists(&key) { t.say(key).to_string() } else { code.to_owned() }
}

/// Reasons for and against, in the service's order.
pub fn terms(terms: &[Term], t: Texts) -> Vec<(Tag, String)> {
    terms
        .iter()
        .map(|term| {
            let tag = match term.side() {
                TermSide::For => Tag::new(Tone::Done, t.say("term-for")),
                TermSide::Against => Tag::new(Tone::Attention, t.say("term-against")),
                TermSide::Neutral | TermSide::Unspecified => Tag::new(Tone::Waiting, t.say("term-neutral")),
            };
            let facts: Vec<String> = term.facts.iter().map(|fact| fact_words(term.code(), fact, t)).collect();
            let name = t.name(term.code());
            (tag, if facts.is_empty() { name } else { format!("{name}: {}", facts.join(", ")) })
        })
        .collect()
}

fn fact_words(term: TermCode, fact: &str, t: Texts) -> String {
    match term {
        TermCode::SharedLanguages | TermCode::NoSharedLanguage => codes::language(fact, t),
        TermCode::SharedInterests => interest(fact, t),
        // Named as in the contract.
        TermCode::SharedTimes | TermCode::NoSharedTime => t.name(TimeOfWeek::of_slug(&slug(fact))),
        TermCode::SharedWishes | TermCode::OtherWishes => t.name(Wish::of_slug(&slug(fact))),
        TermCode::VolunteerAway => t.iso_date(fact),
        TermCode::SameMunicipality => codes::municipality(fact).to_owned(),
        TermCode::SameRegion => codes::region(fact).to_owned(),
        _ => fact.to_owned(),
    }
}

fn slug(contract_name: &str) -> String {
    contract_name.to_ascii_lowercase().replace('_', "-")
}
