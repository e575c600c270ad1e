//! What messages say: the district's own words where it has some, else those shipped with the service
//! (`texts/messages.toml`).

use std::{collections::BTreeMap, sync::LazyLock};

use proto::referrals::v1::MessageTemplate;
use referrals_domain::{Wording, wording::LANGUAGES};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    subject: String,
    body: String,
}

static SHIPPED: LazyLock<BTreeMap<String, BTreeMap<String, Wording>>> = LazyLock::new(|| {
    let written: BTreeMap<String, BTreeMap<String, Text>> =
        toml::from_str(include_str!("../texts/messages.toml")).expect("shipped with this build and read by its tests");
    let parsed = |text: Text| {
        Wording::parse(text.subject.trim(), text.body.trim()).expect("shipped with this build and read by its tests")
    };
    let in_languages =
        |texts: BTreeMap<String, Text>| texts.into_iter().map(|(language, text)| (language, parsed(text))).collect();
    written.into_iter().map(|(template, texts)| (template, in_languages(texts))).collect()
});

/// Texts of one district.
#[derive(Debug, Default)]
pub(crate) struct Texts(pub(crate) BTreeMap<(i32, String), Wording>);

impl Texts {
    pub(crate) fn of(&self, template: MessageTemplate, language: &str) -> &Wording {
        self.own(template, language).unwrap_or_else(|| shipped(template, language))
    }

    /// `None` where the shipped text holds.
    pub(crate) fn own(&self, template: MessageTemplate, language: &str) -> Option<&Wording> {
        self.0.get(&(template.into(), language.to_owned()))
    }
}

/// Every template, in the contract's order.
pub(crate) fn templates() -> impl Iterator<Item = MessageTemplate> {
    (1..).map_while(|number| MessageTemplate::try_from(number).ok())
}

/// The language of messages that a text names, such as "sv" or "sv-FI"; the first of them for any other.
pub(crate) fn language(text: &str) -> &'static str {
    let code = text.trim().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    LANGUAGES.into_iter().find(|language| code.eq_ignore_ascii_case(language)).unwrap_or(LANGUAGES[0])
}

fn shipped(template: MessageTemplate, language: &str) -> &'static Wording {
    &SHIPPED[&slug(template)][language]
}

/// `MESSAGE_TEMPLATE_ON_HOLD` is "on-hold".
fn slug(template: MessageTemplate) -> String {
    template.as_str_name().trim_start_matches("MESSAGE_TEMPLATE_").to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_shipped_in_every_language_and_no_other() {
        let slugs: Vec<String> = templates().map(slug).collect();
        assert_eq!(slugs.len(), SHIPPED.len());
        for slug in slugs {
            let languages: Vec<&str> = SHIPPED[&slug].keys().map(String::as_str).collect();
            assert_eq!(languages, ["en", "fi", "sv"], "{slug}");
        }
    }

    #[test]
    fn every_subject_of_a_language_is_the_same_neutral_one() {
        for language in LANGUAGES {
            let mut subjects: Vec<&str> = templates().map(|template| shipped(template, language).subject()).collect();
            subjects.dedup();
            assert_eq!(subjects.len(), 1, "{language}");
        }
    }

    #[test]
    fn a_language_is_known_by_its_code_and_finnish_stands_for_others() {
        for (text, expected) in
            [("sv", "sv"), ("SV-fi", "sv"), (" en ", "en"), ("fi", "fi"), ("", "fi"), ("so", "fi"), ("svenska", "fi")]
        {
            assert_eq!(language(text), expected, "{text}");
        }
    }
}
