use std::{fmt, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message as Mail, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
    transport::smtp::{Error as SmtpError, PoolConfig, authentication::Credentials, extension::ClientId},
};

use super::{
    driver::{Driver, NotTaken},
    letter::Letter,
    settings::{SmtpSettings, Tls},
};

/// A server that hangs counts as one that is down.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const CONNECTIONS: u32 = 4;

/// A mail server.
pub(crate) struct SmtpDriver {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for SmtpDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpDriver")
    }
}

impl SmtpDriver {
    /// Connects at the first letter. Fails when TLS cannot be used here.
    pub(crate) fn new(settings: SmtpSettings) -> Result<Self, SmtpError> {
        let SmtpSettings { host, port, tls, credentials, from } = settings;
        let builder = match tls {
            Tls::FromTheStart => AsyncSmtpTransport::<Tokio1Executor>::relay(&host)?,
            Tls::Upgraded => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&host)?,
            Tls::OnThisMachine => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host),
        };
        let mut builder = builder
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(ANSWER_WITHIN))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if let Some(port) = port {
            builder = builder.port(port);
        }
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self { transport: builder.build(), from })
    }
}

impl Driver for SmtpDriver {
    type To = Address;

    async fn send(&self, letter: &Letter<Address>) -> Result<(), NotTaken> {
        let mail = mail(&self.from, letter).map_err(|_| NotTaken::Never)?;
        self.transport.send(mail).await.map(drop).map_err(|error| not_taken(&error))
    }
}

fn mail(from: &Mailbox, letter: &Letter<Address>) -> Result<Mail, lettre::error::Error> {
    Mail::builder()
        .from(from.clone())
        .to(Mailbox::new(None, letter.to.clone()))
        .subject(letter.subject.clone())
        .date(letter.date)
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
}

fn not_taken(error: &SmtpError) -> NotTaken {
    match error.status().map(u16::from) {
        // It closes, or it does not believe who we are: the letter has no part in it.
        Some(421 | 454 | 530 | 534 | 535 | 538) => NotTaken::Away,
        Some(500..) => NotTaken::Never,
        Some(_) => NotTaken::Later,
        None if error.is_client() => NotTaken::Later,
        None => NotTaken::Away,
    }
}

/// Answering machines do not answer it (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use proto::referrals::v1::MessageTemplate;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_letter_has_every_header_it_needs_and_none_that_tells_more() {
        let from = "Rinnalla <viestit@piiri.example>".parse().unwrap();
        let letter = Letter {
            id: Uuid::from_u128(7),
            template: MessageTemplate::Met,
            to: "neuvola@example.org".parse().unwrap(),
            subject: "Piiri: tieto lähettämästäsi ohjauksesta".to_owned(),
            text: "Hei,\n\ntunnus ABC\n".to_owned(),
            date: SystemTime::UNIX_EPOCH,
        };
        let mail = mail(&from, &letter).unwrap();
        let written = String::from_utf8(mail.formatted()).unwrap();
        let (head, text) = written.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split(':').next())
            .collect();
        let expected = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
        ];
        for name in &expected {
            assert!(names.contains(name), "{name} in {names:?}");
        }
        let plain = ["MIME-Version"];
        assert!(names.iter().all(|name| expected.contains(name) || plain.contains(name)), "{names:?}");
        assert!(head.contains("Message-ID: <00000000-0000-0000-0000-000000000007@piiri.example>"), "{head}");
        assert!(head.contains("To: neuvola@example.org"), "{head}");
        assert!(head.contains("Date: Thu, 01 Jan 1970 00:00:00 +0000"), "{head}");
        assert!(text.contains("tunnus ABC"), "{text}");
    }

    #[test]
    fn no_address_can_begin_another_header() {
        for address in ["a@example.org\r\nBcc: b@example.org", "a@example.org\n", "a@exa\u{0}mple.org", "ei osoite"] {
            assert!(address.parse::<lettre::Address>().is_err(), "{address:?}");
        }
    }
}
