use std::{fmt, ops::RangeInclusive};

use crate::queries::search_key;

/// Digits of a Finnish mobile number without its leading zero.
const FINNISH_DIGITS: RangeInclusive<usize> = 7..=10;
/// Digits of any number with its country code (E.164).
const DIGITS: RangeInclusive<usize> = 8..=15;

/// A number that takes SMS, in E.164: "+358401234567". A number without a country code is Finnish.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Mobile(String);

impl Mobile {
    /// `None` for a Finnish number of another kind, and for whatever is not certainly one number: who reads it will call.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_written_plainly = text.char_indices().all(|(at, letter)| {
            letter.is_ascii_digit() || letter.is_whitespace() || "-.()".contains(letter) || (letter == '+' && at == 0)
        });
        if !is_written_plainly {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let with_country = if text.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        if let Some(number) = with_country.filter(|number| !number.starts_with("358")) {
            let is_sure = !number.starts_with('0') && !text.contains("(0)") && DIGITS.contains(&number.len());
            return is_sure.then(|| Self(format!("+{number}")));
        }
        // The same digits by which duplicates are found: a Finnish number without its country code.
        let number = search_key::phone(text);
        let is_mobile = (number.starts_with('4') || number.starts_with("50")) && FINNISH_DIGITS.contains(&number.len());
        is_mobile.then(|| Self(format!("+358{number}")))
    }

    pub(crate) fn e164(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Mobile {
    /// Without the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        Mobile::parse(text).map(|mobile| mobile.e164().to_owned())
    }

    #[test]
    fn a_finnish_mobile_number_is_one_however_written() {
        for text in [
            "040 123 4567",
            "0401234567",
            "+358 40 1234567",
            "00358-40-123 4567",
            "+358 (0)40 123 4567",
            "358401234567",
        ] {
            assert_eq!(parsed(text).as_deref(), Some("+358401234567"), "{text}");
        }
        assert_eq!(parsed("+358401234567").as_deref(), Some("+358401234567"), "what it gives, it takes");
        assert_eq!(parsed("050 555 0101").as_deref(), Some("+358505550101"));
    }

    #[test]
    fn a_number_of_another_country_keeps_its_code() {
        assert_eq!(parsed("+46 70-123 45 67").as_deref(), Some("+46701234567"));
        assert_eq!(parsed("0046 70 123 45 67").as_deref(), Some("+46701234567"));
    }

    #[test]
    fn what_takes_no_sms_or_is_not_certainly_one_number_is_none() {
        for text in [
            "",
            "02 631 1234",
            "09 310 5015",
            "020 1234",
            "40",
            "040 123 4567 / 050 555 0101",
            "040 123 4567, 050 555 0101",
            "040 1234567 (klo 8-16)",
            "040 1234567 8-16 050",
            "soita 040 1234567",
            "+358 2 631 1234",
            "+46 (0)70 123 45 67",
            "+0401234567",
            "+12",
            "+1234567890123456",
            "040 123\r\n4567 x",
        ] {
            assert_eq!(parsed(text), None, "{text:?}");
        }
    }

    #[test]
    fn no_number_is_written_where_a_value_is_only_shown_for_debugging() {
        assert_eq!(format!("{:?}", Mobile::parse("040 123 4567")), "Some(Mobile)");
    }
}
