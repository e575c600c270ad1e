//! What names, phones, e-mails and codes are compared by.

use decider::DistrictId;
use keyring::{KeyError, Keyring};
use proto::referrals::v1::PersonIdentity;

/// Of a phone number.
const FEWEST_DIGITS: usize = 5;

/// Lower case, without accents, words in one form: "Oksána " and "oksana" meet.
pub(crate) fn name(name: &str) -> String {
    let folded: String =
        name.to_lowercase().chars().map(plain).filter(|letter| letter.is_alphanumeric() || *letter == ' ').collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Digits alone, a Finnish number without its country code or leading zero; empty when there are too few of them: those
/// of a house are no phone.
pub(crate) fn phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00358").or_else(|| digits.strip_prefix("358")).unwrap_or(&digits);
    let national = national.trim_start_matches('0');
    if national.len() < FEWEST_DIGITS { String::new() } else { national.to_owned() }
}

pub(crate) fn email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A status code is found by its hash: the table alone gives none away.
pub(crate) async fn code(keyring: &Keyring, district: &DistrictId, code: &str) -> Result<[u8; 32], KeyError> {
    let written: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    keyring.mac(district, "status code lookup", &[written.as_bytes()]).await
}

/// How a name sounds, roughly, across the ways one name is written in Latin letters: equal letters in a row count once,
/// vowels fall away behind the first letter, and letters that transcriptions exchange become one.
pub(crate) fn sound(name: &str) -> String {
    let mut sound = String::new();
    for word in self::name(name).split(' ') {
        let spelled =
            word.replace("ks", "x").replace("kh", "h").replace("ph", "f").replace("sh", "s").replace("ch", "c");
        let mut last = None;
        for (index, letter) in spelled.chars().enumerate() {
            let letter = match letter {
                'q' | 'c' | 'g' => 'k',
                'w' => 'v',
                'z' => 's',
                'd' => 't',
                'b' => 'p',
                'j' | 'y' => 'i',
                other => other,
            };
            let kept = index == 0 || !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'h');
            if kept && last != Some(letter) {
                sound.push(letter);
            }
            last = Some(letter);
        }
        sound.push(' ');
    }
    sound.trim_end().to_owned()
}

/// How the words of a name sound, in alphabetical order: the order they are written in tells nobody apart.
pub(crate) fn whole_sound(name: &str) -> String {
    let sound = sound(name);
    let mut words: Vec<&str> = sound.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// How the first word of a name sounds.
pub(crate) fn first_sound(name: &str) -> String {
    sound(name).split_whitespace().next().unwrap_or_default().to_owned()
}

/// Given and family name as one.
pub(crate) fn display_name(identity: &PersonIdentity) -> String {
    format!("{} {}", identity.given_name, identity.family_name).trim().to_owned()
}

fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ə' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_without_accents_and_case() {
        assert_eq!(name("  Şükran  Yılmaz"), "sukran yilmaz");
    }

    #[test]
    fn one_name_in_two_transcriptions_sounds_the_same() {
        assert_eq!(sound("Oksana"), sound("Oxana"));
        assert_eq!(sound("Mohammed"), sound("Muhamad"));
        assert_ne!(sound("Oksana"), sound("Irina"));
    }

    #[test]
    fn a_name_sounds_the_same_in_either_order() {
        assert_eq!(whole_sound("Oksana Tkachenko"), whole_sound("Tkachenko Oxana"));
        assert_eq!(first_sound("Oksana Tkachenko"), sound("Oxana"));
    }

    #[test]
    fn a_finnish_phone_is_one_number_however_written() {
        assert_eq!(phone("040 123 4567"), phone("+358 40 1234567"));
        assert_eq!(phone("00358-40-123 4567"), "401234567");
        assert_eq!(phone("Kotikatu 12 A"), "");
    }
}
