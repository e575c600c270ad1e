use jiff::civil::Date;
use uuid::Uuid;

use crate::Failure;

/// Longest texts, in characters, and lists.
#[derive(Debug)]
pub struct Limits;

impl Limits {
    pub const NAME: usize = 200;
    pub const NOTE: usize = 4_000;
    pub const SLUG: usize = 60;
    /// Values of one enum in a filter.
    pub const CHOICES: usize = 100;
}

/// More would not fit into the trailers that clients read, which are 8 kB.
const TOLD_AT_MOST: usize = 50;

/// Everything that is wrong with a request, gathered before anything is done; each thing once.
/// Each reader gives a harmless value for a bad field, so that reading goes on; `settled` then refuses.
#[derive(Debug, Default)]
pub struct Violations {
    found: Vec<(String, &'static str)>,
}

impl Violations {
    /// `field` is the path in the request, e.g. "identity.phone". The description never repeats the value.
    pub fn add(&mut self, field: &str, description: &'static str) {
        let told = self.found.iter().any(|(known, said)| known == field && *said == description);
        if !told && self.found.len() < TOLD_AT_MOST {
            self.found.push((field.to_owned(), description));
        }
    }

    /// Refuses when anything was found.
    pub fn settled(self) -> Result<(), Failure> {
        if self.found.is_empty() { Ok(()) } else { Err(Failure::Invalid(self.found)) }
    }

    /// A UUID in its canonical form.
    pub fn id(&mut self, field: &str, text: &str) -> Uuid {
        self.optional_id(field, text).unwrap_or_else(|| {
            if text.is_empty() {
                self.add(field, "is required");
            }
            Uuid::nil()
        })
    }

    /// `None` for an empty text.
    pub fn optional_id(&mut self, field: &str, text: &str) -> Option<Uuid> {
        if text.is_empty() {
            return None;
        }
        let id = Uuid::try_parse(text).ok().filter(|id| !id.is_nil() && text.len() == 36);
        if id.is_none() {
            self.add(field, "must be a UUID");
        }
        id
    }

    pub fn date(&mut self, field: &str, text: &str) -> Date {
        self.optional_date(field, text).unwrap_or_else(|| {
            if text.is_empty() {
                self.add(field, "is required");
            }
            Date::ZERO
        })
    }

    /// `None` for an empty text. Years 1900 to 2200: the rest is a slip of the keyboard.
    pub fn optional_date(&mut self, field: &str, text: &str) -> Option<Date> {
        if text.is_empty() {
            return None;
        }
        let date = text.parse::<Date>().ok().filter(|date| (1900..=2200).contains(&date.year()) && text.len() == 10);
        if date.is_none() {
            self.add(field, "must be a date like 2026-03-02");
        }
        date
    }

    /// "YYYY-MM", or empty.
    pub fn month(&mut self, field: &str, text: &str) {
        if !text.is_empty() && (text.len() != 7 || format!("{text}-01").parse::<Date>().is_err()) {
            self.add(field, "must be a month like 1994-05");
        }
    }

    /// Not empty, not too long.
    pub fn required_text<'t>(&mut self, field: &str, text: &'t str, limit: usize) -> &'t str {
        if text.trim().is_empty() {
            self.add(field, "is required");
        }
        self.text(field, text, limit)
    }

    /// Not too long, without control characters but line breaks and tabs.
    pub fn text<'t>(&mut self, field: &str, text: &'t str, limit: usize) -> &'t str {
        if text.chars().count() > limit {
            self.add(field, "is too long");
        }
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
            self.add(field, "has characters that cannot be shown");
        }
        text.trim()
    }

    /// Lower-case letters, digits and inner hyphens.
    pub fn slug<'t>(&mut self, field: &str, text: &'t str) -> &'t str {
        let fits = !text.is_empty()
            && text.len() <= Limits::SLUG
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fits {
            self.add(field, "must be lower-case letters, digits and hyphens");
        }
        text
    }

    /// `None` for an empty text.
    pub fn optional_slug<'t>(&mut self, field: &str, text: &'t str) -> Option<&'t str> {
        (!text.is_empty()).then(|| self.slug(field, text))
    }

    /// A known value that is not the unspecified one.
    pub fn choice<E: TryFrom<i32> + Default + PartialEq>(&mut self, field: &str, number: i32) -> E {
        let choice = self.optional_choice(field, number);
        if number == 0 {
            self.add(field, "is required");
        }
        choice
    }

    /// Known values of a filter, none unspecified. Sent a million times over, they would keep the database busy.
    pub fn choices<E: TryFrom<i32> + Default + PartialEq>(&mut self, field: &str, numbers: &[i32]) {
        if numbers.len() > Limits::CHOICES {
            self.add(field, "has too many entries");
        }
        for number in numbers.iter().take(Limits::CHOICES) {
            self.choice::<E>(field, *number);
        }
    }

    /// A known value; unspecified will do.
    pub fn optional_choice<E: TryFrom<i32> + Default + PartialEq>(&mut self, field: &str, number: i32) -> E {
        E::try_from(number).unwrap_or_else(|_| {
            self.add(field, "is not a known value");
            E::default()
        })
    }

    /// A message that must be there; its default when it is not.
    pub fn message<M: Default>(&mut self, field: &str, message: Option<M>) -> M {
        message.unwrap_or_else(|| {
            self.add(field, "is required");
            M::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_is_told_at_once() {
        let mut violations = Violations::default();
        violations.id("a", "");
        violations.id("b", "*.>");
        violations.id("c", "{00000000-0000-4000-8000-000000000001}");
        violations.date("d", "2026-02-30");
        violations.optional_date("e", "20260302");
        violations.required_text("f", " ", 10);
        violations.text("g", "ab\u{0}", 2);
        violations.slug("h", "Pori");
        violations.month("i", "2026-13");
        violations.optional_slug("j", "pori/*");
        let Err(Failure::Invalid(found)) = violations.settled() else { panic!("nothing was found") };
        let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["a", "b", "c", "d", "e", "f", "g", "g", "h", "i", "j"]);
    }

    #[test]
    fn a_long_list_of_faults_is_told_in_part_and_none_twice() {
        let mut violations = Violations::default();
        for entry in 0..1_000 {
            violations.add("same", "is required");
            violations.add(&format!("entries[{entry}]"), "is required");
        }
        let Err(Failure::Invalid(found)) = violations.settled() else { panic!("nothing was found") };
        assert_eq!(found.len(), TOLD_AT_MOST);
        assert_eq!(found.iter().filter(|(field, _)| field == "same").count(), 1);
    }

    #[test]
    fn a_filter_names_each_value_about_once() {
        let mut violations = Violations::default();
        violations.choices::<proto::referrals::v1::ReferralStatus>("a", &[1; 1_000]);
        violations.choices::<proto::referrals::v1::ReferralStatus>("b", &[1, 99]);
        violations.choices::<proto::referrals::v1::ReferralStatus>("c", &[1, 2]);
        let Err(Failure::Invalid(found)) = violations.settled() else { panic!("nothing was found") };
        assert_eq!(found, [("a".to_owned(), "has too many entries"), ("b".to_owned(), "is not a known value")]);
    }

    #[test]
    fn what_is_right_passes() {
        let mut violations = Violations::default();
        violations.id("a", "7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e21");
        violations.date("b", "2026-03-02");
        violations.required_text("c", "Ilta\nkello 18", 20);
        violations.month("d", "");
        assert_eq!(violations.optional_slug("e", ""), None);
        assert_eq!(violations.optional_slug("f", "pori"), Some("pori"));
        assert!(violations.settled().is_ok());
    }
}
