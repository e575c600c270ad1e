//! Numbers: `1 234,5` in Finnish, `1,234.5` in English.

use fluent_bundle::FluentValue;

use super::{Language, Texts};

const NO_BREAK_SPACE: char = '\u{a0}';

impl Texts {
    pub fn number(self, number: impl TryInto<i64>) -> String {
        grouped(&number.try_into().unwrap_or(i64::MAX).to_string(), group_mark(self.0))
    }

    pub fn decimal(self, number: f64, places: usize) -> String {
        let plain = format!("{number:.places$}");
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let whole = grouped(whole, group_mark(self.0));
        match (fraction, self.0) {
            ("", _) => whole,
            (fraction, Language::Finnish) => format!("{whole},{fraction}"),
            (fraction, Language::English) => format!("{whole}.{fraction}"),
        }
    }

    /// `part` of `whole` in per cent, without decimals; a dash when the whole is nothing.
    pub fn percent(self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "–".to_owned();
        }
        let percent = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
        match self.0 {
            Language::Finnish => format!("{percent}{NO_BREAK_SPACE}%"),
            Language::English => format!("{percent}%"),
        }
    }
}

pub(super) fn finnish<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    written(value, Language::Finnish)
}

pub(super) fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    written(value, Language::English)
}

fn written(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(grouped(&number.as_string(), group_mark(language))),
        _ => None,
    }
}

fn group_mark(language: Language) -> char {
    match language {
        Language::Finnish => NO_BREAK_SPACE,
        Language::English => ',',
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("\u{2212}", digits));
    let mut text = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
