mod sms;

use std::{fmt, fs, net::IpAddr};

use lettre::message::Mailbox;
use runtime::{Environment, SettingsError};
pub(crate) use sms::{GatewaySettings, ViaSms};
use tonic::transport::Uri;

/// How messages go out, told to this service alone:
///
/// - `RINNALLA_MAIL_URL`: `smtps://host[:port]`, or `smtp://host[:port]`, which is upgraded to TLS unless the server is on
///   this machine. Without it and `RINNALLA_SMS_URL` messages are only logged.
/// - `RINNALLA_MAIL_FROM`: the address messages come from, perhaps with a name.
/// - `RINNALLA_MAIL_USER`, and `RINNALLA_MAIL_PASSWORD_FILE` with its password, where the server asks.
/// - `RINNALLA_SMS_URL`: the SMS gateway, `https://…`, or `http://…` on this machine. Where e-mail goes out and this is not
///   set, no SMS does, and each is told as one that could not be sent.
/// - `RINNALLA_SMS_FROM`: the sender: up to eleven letters and digits of a name, or a number.
/// - `RINNALLA_SMS_TOKEN_FILE`: a file with the gateway's bearer token.
/// - `RINNALLA_PUBLIC_URL`: the origin of the console, for links.
#[derive(Debug)]
pub(crate) struct MessageSettings {
    pub(crate) email: Via,
    pub(crate) sms: ViaSms,
    /// Without a trailing slash. Empty with the log driver, unless told.
    pub(crate) public_url: String,
}

/// Who takes e-mails.
#[derive(Debug)]
pub(crate) enum Via {
    Log,
    Smtp(SmtpSettings),
}

/// How to reach a mail server.
pub(crate) struct SmtpSettings {
    pub(crate) host: String,
    /// The usual one of the protocol when not told.
    pub(crate) port: Option<u16>,
    pub(crate) tls: Tls,
    pub(crate) credentials: Option<(String, String)>,
    pub(crate) from: Mailbox,
}

impl fmt::Debug for SmtpSettings {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings").field("host", &self.host).field("tls", &self.tls).finish_non_exhaustive()
    }
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    FromTheStart,
    /// By STARTTLS, before anything is said.
    Upgraded,
    /// Never: nobody is between.
    OnThisMachine,
}

impl MessageSettings {
    /// Every fault at once. Files of secrets are read too, so that a wrong path is found at the start.
    pub(crate) fn read(environment: &Environment) -> Result<Self, SettingsError> {
        let mut faults = Vec::new();
        let public_url = public_url(environment, &mut faults);
        let (mail_url, sms_url) = (environment.get("MAIL_URL"), environment.get("SMS_URL"));
        let email = match mail_url {
            None => Some(Via::Log),
            Some(url) => smtp(url, environment, &mut faults).map(Via::Smtp),
        };
        let sms = match (sms_url, mail_url) {
            (None, None) => Some(ViaSms::Log),
            (None, Some(_)) => Some(ViaSms::Nobody),
            (Some(url), _) => sms::gateway(url, environment, &mut faults).map(ViaSms::Gateway),
        };
        if sms_url.is_some() && mail_url.is_none() {
            faults
                .push("RINNALLA_MAIL_URL is not set, and RINNALLA_SMS_URL is: e-mails would only be logged".to_owned());
        }
        if mail_url.or(sms_url).is_some() && public_url.is_empty() {
            faults.push("RINNALLA_PUBLIC_URL is not set, and messages have a link".to_owned());
        }
        match (email, sms) {
            (Some(email), Some(sms)) if faults.is_empty() => Ok(Self { email, sms, public_url }),
            _ => Err(SettingsError(faults)),
        }
    }
}

fn public_url(environment: &Environment, faults: &mut Vec<String>) -> String {
    let url = environment.get("PUBLIC_URL").unwrap_or_default().trim_end_matches('/');
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        faults.push("RINNALLA_PUBLIC_URL is not an address like https://rinnalla.example".to_owned());
    }
    url.to_owned()
}

/// `None` with a fault told.
fn smtp(url: &str, environment: &Environment, faults: &mut Vec<String>) -> Option<SmtpSettings> {
    let parsed = url.parse::<Uri>().ok();
    let parts = parsed.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)));
    let known = parts.filter(|(scheme, _)| matches!(*scheme, "smtp" | "smtps"));
    if known.is_none() {
        faults.push("RINNALLA_MAIL_URL is not an address like smtps://mail.example".to_owned());
    }
    if known.is_some_and(|(_, authority)| authority.as_str().contains('@')) {
        faults.push(
            "RINNALLA_MAIL_URL names a user: RINNALLA_MAIL_USER and RINNALLA_MAIL_PASSWORD_FILE do that".to_owned(),
        );
    }
    let from = environment.get("MAIL_FROM").and_then(|from| from.parse().ok());
    if from.is_none() {
        faults.push("RINNALLA_MAIL_FROM is not an e-mail address".to_owned());
    }
    let credentials = credentials(environment, faults);
    let (scheme, authority) = known?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let tls = match scheme {
        "smtps" => Tls::FromTheStart,
        _ if is_this_machine(&host) => Tls::OnThisMachine,
        _ => Tls::Upgraded,
    };
    Some(SmtpSettings { host, port: authority.port_u16(), tls, credentials, from: from? })
}

fn credentials(environment: &Environment, faults: &mut Vec<String>) -> Option<(String, String)> {
    let user = environment.get("MAIL_USER")?;
    let Some(path) = environment.get("MAIL_PASSWORD_FILE") else {
        faults.push("RINNALLA_MAIL_PASSWORD_FILE is not set".to_owned());
        return None;
    };
    let password = secret(path);
    if password.is_none() {
        faults.push("RINNALLA_MAIL_PASSWORD_FILE cannot be read".to_owned());
    }
    Some((user.to_owned(), password?))
}

/// What stands in a file, without the end of its line.
fn secret(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim_end_matches(['\r', '\n']).to_owned())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<MessageSettings, SettingsError> {
        let named = pairs.iter().map(|(name, value)| (format!("RINNALLA_{name}"), (*value).to_owned()));
        MessageSettings::read(&Environment::from_pairs(named))
    }

    const REST: [(&str, &str); 2] =
        [("MAIL_FROM", "viestit@piiri.example"), ("PUBLIC_URL", "https://rinnalla.example/")];

    fn via(url: &str) -> SmtpSettings {
        let settings = read(&[("MAIL_URL", url), REST[0], REST[1]]).unwrap();
        assert_eq!(settings.public_url, "https://rinnalla.example");
        assert!(matches!(settings.sms, ViaSms::Nobody), "no SMS is said to be sent that is only logged");
        match settings.email {
            Via::Smtp(smtp) => smtp,
            Via::Log => panic!("a server is named"),
        }
    }

    #[test]
    fn without_a_server_messages_are_logged() {
        let settings = read(&[]).unwrap();
        assert!(matches!(settings.email, Via::Log) && matches!(settings.sms, ViaSms::Log));
    }

    #[test]
    fn nothing_goes_unencrypted_to_another_machine() {
        assert_eq!(via("smtps://mail.example").tls, Tls::FromTheStart);
        assert_eq!(via("smtp://mail.example:587").tls, Tls::Upgraded);
        for here in ["smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:25"] {
            assert_eq!(via(here).tls, Tls::OnThisMachine, "{here}");
        }
        assert_eq!((via("smtp://mail.example:587").port, via("smtp://mail.example").port), (Some(587), None));
    }

    #[test]
    fn every_fault_of_a_mail_server_is_told_at_once_and_no_secret() {
        let faults = read(&[("MAIL_URL", "smtp://user:secret@mail.example"), ("MAIL_USER", "user")]).unwrap_err().0;
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(!faults.join(" ").contains("secret"));
        assert_eq!(read(&[("MAIL_URL", "https://mail.example"), REST[0], REST[1]]).unwrap_err().0.len(), 1);
    }
}
