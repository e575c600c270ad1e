//! How long an SMS is, as carriers count it (3GPP TS 23.038 and 23.040): in parts, each of which costs.

/// A text of the district may be this many parts, filled in.
pub const MOST_PARTS: usize = 3;

/// The default alphabet: one septet each. Without the escape, which is no letter.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                       ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: two septets each, which no part divides.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Septets of a message that is one part, and of each part of a longer one.
const SEPTETS: (usize, usize) = (160, 153);
/// The same for UTF-16 units, where a letter lies outside the default alphabet.
const UNITS: (usize, usize) = (70, 67);

/// As how many text messages a text counts; 0 for none.
pub fn parts(text: &str) -> usize {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    match septets {
        Some(sizes) => fitted(&sizes, SEPTETS),
        None => fitted(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), UNITS),
    }
}

/// `None` outside the default alphabet.
fn septets(letter: char) -> Option<usize> {
    if DEFAULT.contains(letter) { Some(1) } else { EXTENSION.contains(letter).then_some(2) }
}

/// Letters stay whole: one that does not fit begins the next part.
fn fitted(sizes: &[usize], (alone, of_several): (usize, usize)) -> usize {
    let total: usize = sizes.iter().sum();
    if total <= alone {
        return usize::from(total > 0);
    }
    let (parts, _) = sizes.iter().fold((1, 0), |(parts, filled), size| {
        if filled + size <= of_several { (parts, filled + size) } else { (parts + 1, *size) }
    });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_default_alphabet_is_one_message_up_to_160_letters() {
        assert_eq!(parts(""), 0);
        assert_eq!(parts(&"å".repeat(160)), 1);
        assert_eq!(parts(&"ä".repeat(161)), 2);
        assert_eq!(parts(&"x".repeat(306)), 2);
        assert_eq!(parts(&"x".repeat(307)), 3);
    }

    #[test]
    fn a_letter_of_the_extension_counts_twice_and_is_not_divided() {
        assert_eq!(parts(&"€".repeat(80)), 1);
        assert_eq!(parts(&"€".repeat(81)), 2);
        assert_eq!(parts(&"€".repeat(152)), 2);
        assert_eq!(parts(&"€".repeat(153)), 3, "76 fit in 153 septets");
    }

    #[test]
    fn one_letter_outside_the_alphabet_makes_the_whole_text_long() {
        assert_eq!(parts(&format!("š{}", "x".repeat(69))), 1);
        assert_eq!(parts(&format!("š{}", "x".repeat(70))), 2);
        assert_eq!(parts(&"🙂".repeat(35)), 1);
        assert_eq!(parts(&"🙂".repeat(67)), 3, "33 fit in 67 units");
    }
}
