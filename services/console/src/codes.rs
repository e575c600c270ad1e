//! Codes that pages show by name: municipalities, languages.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{components::Choice, i18n::Texts};

/// Municipalities of 2024 and what became of them; the columns are those of its first line.
const TABLE: &str = include_str!("../../../deploy/municipalities.csv");

/// Finnish name and whether it exists today, by code.
static MUNICIPALITIES: LazyLock<BTreeMap<&str, (&str, bool)>> = LazyLock::new(|| {
    TABLE
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            let (code, name) = (fields.next()?, fields.next()?);
            Some((code, (name, fields.nth(4).is_none_or(str::is_empty))))
        })
        .collect()
});

/// The name; a code that no list knows shows itself.
pub fn municipality(code: &str) -> &str {
    MUNICIPALITIES.get(code).map_or(code, |(name, _)| name)
}

/// Finnish name by code.
static REGIONS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1);
    rows.filter_map(|line| {
        let mut fields = line.split(',').skip(3);
        Some((fields.next()?, fields.next()?))
    })
    .collect()
});

/// The name of a region (maakunta); a code that no list knows shows itself.
pub fn region(code: &str) -> &str {
    REGIONS.get(code).copied().unwrap_or(code)
}

/// Every municipality of today by name, those in `first` before the others.
pub fn municipalities(first: &[String]) -> Vec<Choice> {
    let mut all: Vec<_> = MUNICIPALITIES.iter().filter(|(_, (_, exists))| *exists).collect();
    all.sort_by_key(|(code, (name, _))| (!first.iter().any(|wanted| wanted == *code), *name));
    all.into_iter().map(|(code, (name, _))| Choice::new(*code, *name)).collect()
}

/// Offered in forms, those heard most often first.
const LANGUAGES: &[&str] = &[
    "ar", "uk", "ru", "so", "fa", "prs", "ckb", "kmr", "ti", "am", "tr", "vi", "th", "zh", "ur", "bn", "ne", "sq",
    "es", "fr", "pt", "et", "pl", "ro", "sw", "en", "fi", "sv",
];

/// The name; a code that no text names shows itself.
pub fn language(code: &str, t: Texts) -> String {
    let key = format!("language-{code}");
    if t.exists(&key) { t.say(key).to_string() } else { code.to_owned() }
}

pub fn languages(t: Texts) -> Vec<Choice> {
    LANGUAGES.iter().map(|code| Choice::new(*code, language(code, t))).collect()
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, language, municipalities, municipality, region};
    use crate::i18n::{Language, Texts};

    #[test]
    fn municipalities_have_names_and_merged_ones_are_not_offered() {
        assert_eq!(municipality("609"), "Pori");
        assert_eq!(municipality("588"), "Pertunmaa");
        assert_eq!((region("04"), region("99")), ("Satakunta", "99"));
        let offered = municipalities(&["783".to_owned()]);
        assert_eq!(offered[0].words, "Säkylä");
        assert!(offered.iter().all(|choice| choice.value != "588"));
    }

    #[test]
    fn every_language_offered_has_a_name() {
        for texts in Language::ALL.map(Texts) {
            assert!(LANGUAGES.iter().all(|code| language(code, texts) != *code));
        }
    }
}
