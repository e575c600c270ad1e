//! What messages say: the district's own words where it has some, else those shipped with the service
//! (`texts/messages.toml`, `texts/sms.toml`).

use std::{collections::BTreeMap, sync::LazyLock};

use proto::referrals::v1::{MessageChannel, MessageTemplate};
use referrals_domain::{TextKey, Wording, wording::LANGUAGES};
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct Text {
    subject: String,
    body: String,
}

/// By slug of the template, then language.
type Shipped = BTreeMap<String, BTreeMap<String, Wording>>;

static EMAILS: LazyLock<Shipped> = LazyLock::new(|| {
    read(include_str!("../texts/messages.toml"), |text: Text| (text.subject.trim().to_owned(), text.body))
});

static SMS: LazyLock<Shipped> =
    LazyLock::new(|| read(include_str!("../texts/sms.toml"), |body: String| (String::new(), body)));

fn read<T: DeserializeOwned>(file: &str, subject_and_body: impl Fn(T) -> (String, String)) -> Shipped {
    let written: BTreeMap<String, BTreeMap<String, T>> =
        toml::from_str(file).expect("shipped with this build and read by its tests");
    let parsed = |text: T| {
        let (subject, body) = subject_and_body(text);
        Wording::parse(&subject, body.trim()).expect("shipped with this build and read by its tests")
    };
    let in_languages =
        |texts: BTreeMap<String, T>| texts.into_iter().map(|(language, text)| (language, parsed(text))).collect();
    written.into_iter().map(|(template, texts)| (template, in_languages(texts))).collect()
}

/// Texts of one district: own words by numbers of template and channel, and language.
#[derive(Debug, Default)]
pub(crate) struct Texts(pub(crate) BTreeMap<(i32, i32, String), Wording>);

impl Texts {
    pub(crate) fn of(&self, key: &TextKey) -> &Wording {
        self.own(key).unwrap_or_else(|| shipped(key))
    }

    /// `None` where the shipped text holds.
    pub(crate) fn own(&self, key: &TextKey) -> Option<&Wording> {
        self.0.get(&(key.template.into(), key.channel.into(), key.language.to_owned()))
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

fn shipped(key: &TextKey) -> &'static Wording {
    let texts = match key.channel {
        MessageChannel::Unspecified | MessageChannel::Email => &EMAILS,
        MessageChannel::Sms => &SMS,
    };
    &texts[&slug(key.template)][key.language]
}

/// `MESSAGE_TEMPLATE_ON_HOLD` is "on-hold".
fn slug(template: MessageTemplate) -> String {
    template.as_str_name().trim_start_matches("MESSAGE_TEMPLATE_").to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use referrals_domain::{sms, wording::Placeholder};

    use super::*;

    fn key(template: MessageTemplate, channel: MessageChannel, language: &'static str) -> TextKey {
        TextKey { template, channel, language }
    }

    #[test]
    fn every_template_is_shipped_in_every_language_and_no_other() {
        let slugs: Vec<String> = templates().map(slug).collect();
        for shipped in [&*EMAILS, &*SMS] {
            assert_eq!(slugs.len(), shipped.len());
            for slug in &slugs {
                let languages: Vec<&str> = shipped[slug].keys().map(String::as_str).collect();
                assert_eq!(languages, ["en", "fi", "sv"], "{slug}");
            }
        }
    }

    #[test]
    fn every_subject_of_a_language_is_the_same_neutral_one() {
        for language in LANGUAGES {
            let mut subjects: Vec<&str> = templates()
                .map(|template| shipped(&key(template, MessageChannel::Email, language)).subject())
                .collect();
            subjects.dedup();
            assert_eq!(subjects.len(), 1, "{language}");
        }
    }

    #[test]
    fn every_shipped_sms_is_one_text_message_of_a_district_with_a_long_name() {
        let filled = |placeholder| {
            Cow::Borrowed(match placeholder {
                Placeholder::Code => "ABCDEFGHJKL",
                Placeholder::Link => "https://rinnalla.example/mll-varsinais-suomi/status",
                Placeholder::District => "MLL Varsinais-Suomen piiri",
            })
        };
        for template in templates() {
            for language in LANGUAGES {
                let (_, text) = shipped(&key(template, MessageChannel::Sms, language)).filled(filled);
                assert_eq!(sms::parts(&text), 1, "{} letters: {text}", text.chars().count());
            }
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
