use std::fmt;

use reqwest::{Url, header::HeaderValue};
use runtime::Environment;

use super::{is_this_machine, secret};

/// Letters and digits of a sender's name (3GPP TS 23.040).
const NAME_LETTERS: usize = 11;
/// Digits of a sender's number (E.164).
const NUMBER_DIGITS: usize = 15;

/// Who takes SMS.
#[derive(Debug)]
pub(crate) enum ViaSms {
    Log,
    /// E-mail goes out and no SMS.
    Nobody,
    Gateway(GatewaySettings),
}

/// How to reach an SMS gateway.
pub(crate) struct GatewaySettings {
    pub(crate) url: Url,
    pub(crate) from: String,
    /// With the bearer token, marked as a secret.
    pub(crate) authorization: HeaderValue,
}

impl fmt::Debug for GatewaySettings {
    /// Without the token, and without the address: some keep a secret in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewaySettings").field("from", &self.from).finish_non_exhaustive()
    }
}

/// `None` with a fault told.
pub(super) fn gateway(url: &str, environment: &Environment, faults: &mut Vec<String>) -> Option<GatewaySettings> {
    let url = Url::parse(url).ok().filter(is_confidential);
    if url.is_none() {
        faults.push("RINNALLA_SMS_URL is not an address like https://sms.example/messages".to_owned());
    }
    if url.as_ref().is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
        faults.push("RINNALLA_SMS_URL names a user: RINNALLA_SMS_TOKEN_FILE does that".to_owned());
    }
    let from = environment.get("SMS_FROM").filter(|from| is_sender(from));
    if from.is_none() {
        faults.push("RINNALLA_SMS_FROM is neither a name of at most 11 letters and digits nor a number".to_owned());
    }
    let token = environment.get("SMS_TOKEN_FILE").and_then(secret).filter(|token| !token.is_empty());
    let authorization = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {token}")).ok());
    if authorization.is_none() {
        faults.push("RINNALLA_SMS_TOKEN_FILE names no file with a token".to_owned());
    }
    let mut authorization = authorization?;
    authorization.set_sensitive(true);
    Some(GatewaySettings { url: url?, from: from?.to_owned(), authorization })
}

/// Nothing goes unencrypted to another machine.
fn is_confidential(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(host))
}

fn is_sender(from: &str) -> bool {
    let number = from.strip_prefix('+').unwrap_or(from);
    let is_number =
        !number.is_empty() && number.len() <= NUMBER_DIGITS && number.bytes().all(|digit| digit.is_ascii_digit());
    let is_name_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b' ';
    let is_name = from.trim() == from && from.len() <= NAME_LETTERS && from.bytes().all(is_name_letter);
    is_number || (is_name && !from.is_empty())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use tempfile::NamedTempFile;

    use super::*;
    use crate::messages::settings::MessageSettings;

    const MAIL: [(&str, &str); 3] = [
        ("MAIL_URL", "smtps://mail.example"),
        ("MAIL_FROM", "viestit@piiri.example"),
        ("PUBLIC_URL", "https://rinnalla.example"),
    ];

    fn token() -> NamedTempFile {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(b"very-secret\n").unwrap();
        file
    }

    fn read(own: &[(&str, &str)], rest: &[(&str, &str)]) -> Result<GatewaySettings, Vec<String>> {
        let named = own.iter().chain(rest).map(|(name, value)| (format!("RINNALLA_{name}"), (*value).to_owned()));
        match MessageSettings::read(&Environment::from_pairs(named)).map_err(|error| error.0)?.sms {
            ViaSms::Gateway(gateway) => Ok(gateway),
            ViaSms::Log | ViaSms::Nobody => panic!("a gateway is named"),
        }
    }

    #[test]
    fn a_gateway_has_an_address_a_sender_and_a_secret_that_is_not_shown() {
        let file = token();
        let path = file.path().to_str().unwrap();
        let of = |url: &str, from: &str| read(&[("SMS_URL", url), ("SMS_FROM", from), ("SMS_TOKEN_FILE", path)], &MAIL);
        let gateway = of("https://sms.example/v1/messages", "Rinnalla").unwrap();
        assert_eq!(gateway.authorization.to_str().unwrap(), "Bearer very-secret");
        assert!(gateway.authorization.is_sensitive());
        assert!(!format!("{gateway:?}").contains("secret"));
        for from in ["+358401234567", "18123", "MLL Pori"] {
            assert!(of("http://127.0.0.1:9000/sms", from).is_ok(), "{from}");
        }
        for from in ["Maahanmuuttajat", "Ystävä", "+", " MLL"] {
            assert_eq!(of("https://sms.example", from).unwrap_err().len(), 1, "{from}");
        }
    }

    #[test]
    fn every_fault_of_a_gateway_is_told_at_once_and_no_secret() {
        let faults = read(&[("SMS_URL", "http://user:hunter2@sms.example/messages")], &[]).unwrap_err();
        // Its address, sender, token; the mail server, and where links lead.
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(!faults.join(" ").contains("hunter2"), "{faults:?}");
        let file = token();
        let rest = [("SMS_FROM", "Rinnalla"), ("SMS_TOKEN_FILE", file.path().to_str().unwrap())];
        for url in ["http://sms.example", "ftp://sms.example", "sms.example", "https://key@sms.example"] {
            assert_eq!(read(&[&[("SMS_URL", url)][..], &rest].concat(), &MAIL).unwrap_err().len(), 1, "{url}");
        }
    }
}
