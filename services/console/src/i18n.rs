//! The words of the console: Fluent texts in `i18n/`, dates and numbers as each language writes them.

use std::{fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

mod dates;
mod numbers;

pub use dates::local_date;

/// A language that every page exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Finnish,
    English,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Finnish, Self::English];

    /// As in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Finnish => "fi",
            Self::English => "en",
        }
    }

    /// Its own name, for the language switch.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Finnish => "Suomeksi",
            Self::English => "In English",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first language of an `Accept-Language` header that pages exist in.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').filter_map(|range| range.split([';', '-']).next()).map(str::trim).find_map(Self::from_code)
    }
}

/// A text's name in the `.ftl` files. Tests look for every literal inside `Key("…")` and `say("…")`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// Texts, dates and numbers in one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts(pub Language);

impl Texts {
    pub fn language(self) -> Language {
        self.0
    }

    /// A text, to which parameters may be added. A key that does not exist shows itself and is logged.
    pub fn say(self, key: impl AsRef<str>) -> Text {
        Text { texts: self, key: key.as_ref().to_owned(), arguments: Vec::new() }
    }

    pub fn exists(self, key: &str) -> bool {
        bundle(self.0).has_message(key)
    }
}

/// A text with its parameters.
#[derive(Debug, Clone)]
pub struct Text {
    texts: Texts,
    key: String,
    arguments: Vec<(String, Argument)>,
}

#[derive(Debug, Clone)]
enum Argument {
    Words(String),
    Count(i64),
}

impl Text {
    /// A parameter `{ $name }` of words.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, words: impl fmt::Display) -> Self {
        self.arguments.push((name.into(), Argument::Words(isolated(words.to_string()))));
        self
    }

    /// A parameter `{ $name }` that selects between singular and plural.
    #[must_use]
    pub fn count(mut self, name: impl Into<String>, count: impl TryInto<i64>) -> Self {
        self.arguments.push((name.into(), Argument::Count(count.try_into().unwrap_or(i64::MAX))));
        self
    }

    /// Never: what templates ask of optional words, a text answers too.
    pub fn is_empty(&self) -> bool {
        false
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = bundle(self.texts.0);
        let Some(pattern) = bundle.get_message(&self.key).and_then(|message| message.value()) else {
            tracing::error!(key = self.key, language = self.texts.0.code(), "a text is missing");
            return f.write_str(&self.key);
        };
        let arguments: FluentArgs<'_> = self
            .arguments
            .iter()
            .map(|(name, argument)| {
                let value = match argument {
                    Argument::Words(words) => FluentValue::from(words.as_str()),
                    Argument::Count(count) => FluentValue::from(*count),
                };
                (name.as_str(), value)
            })
            .collect();
        let mut faults = Vec::new();
        f.write_str(&bundle.format_pattern(pattern, Some(&arguments), &mut faults))?;
        if !faults.is_empty() {
            tracing::error!(key = self.key, ?faults, "a text could not be formatted");
        }
        Ok(())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.to_string()
    }
}

/// Words in a right-to-left script would otherwise reorder the sentence around them.
fn isolated(words: String) -> String {
    let right_to_left =
        |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if words.contains(right_to_left) { format!("\u{2068}{words}\u{2069}") } else { words }
}

pub(crate) const FINNISH_TEXTS: &str = concat!(
    include_str!("../i18n/fi.ftl"),
    include_str!("../i18n/fi-figures.ftl"),
    include_str!("../i18n/fi-groups.ftl"),
    include_str!("../i18n/fi-import.ftl"),
    include_str!("../i18n/fi-merge.ftl"),
    include_str!("../i18n/fi-messages.ftl"),
    include_str!("../i18n/fi-plan.ftl"),
    include_str!("../i18n/fi-volunteers.ftl"),
    include_str!("../i18n/fi-rights.ftl"),
    include_str!("../i18n/fi-today.ftl"),
    include_str!("../i18n/fi-together.ftl"),
    include_str!("../i18n/fi-mentoring.ftl"),
    include_str!("../i18n/fi-organisations.ftl"),
    include_str!("../i18n/fi-waiting.ftl")
);
pub(crate) const ENGLISH_TEXTS: &str = concat!(
    include_str!("../i18n/en.ftl"),
    include_str!("../i18n/en-figures.ftl"),
    include_str!("../i18n/en-groups.ftl"),
    include_str!("../i18n/en-import.ftl"),
    include_str!("../i18n/en-merge.ftl"),
    include_str!("../i18n/en-messages.ftl"),
    include_str!("../i18n/en-plan.ftl"),
    include_str!("../i18n/en-volunteers.ftl"),
    include_str!("../i18n/en-rights.ftl"),
    include_str!("../i18n/en-today.ftl"),
    include_str!("../i18n/en-together.ftl"),
    include_str!("../i18n/en-mentoring.ftl"),
    include_str!("../i18n/en-organisations.ftl"),
    include_str!("../i18n/en-waiting.ftl")
);

type Bundle = FluentBundle<FluentResource>;

static FINNISH: LazyLock<Bundle> = LazyLock::new(|| build(Language::Finnish, FINNISH_TEXTS));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| build(Language::English, ENGLISH_TEXTS));

fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::Finnish => &FINNISH,
        Language::English => &ENGLISH,
    }
}

fn build(language: Language, source: &str) -> Bundle {
    let identifier: LanguageIdentifier = language.code().parse().expect("our codes are those of languages");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_formatter(Some(match language {
        Language::Finnish => numbers::finnish,
        Language::English => numbers::english,
    }));
    // Isolation marks around every parameter would get in the way of searching a page; see `isolated`.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).expect("the embedded texts are Fluent");
    bundle.add_resource(resource).expect("no embedded text is written twice");
    bundle
}

#[cfg(test)]
mod tests;
