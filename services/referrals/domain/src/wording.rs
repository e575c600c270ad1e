//! What messages say: a subject and a text with placeholders, shipped or in the district's own words.

use std::borrow::Cow;

use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::referrals::v1::{
    MessageChannel, MessageTemplate, MessageTextChanged, MessageTextReset, message_text_event::Event,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Languages of messages, the first where the recipient's is not among them.
pub const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

const NAMESPACE: Uuid = Uuid::from_u128(0x1f3e_8d52_07ab_5c96_8e14_b2d6_90c7_3a5f);

/// What stands in a text for something that is known only when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// The neutral code of the referral.
    Code,
    /// The page that tells by code how a referral stands.
    Link,
    /// Name of the district.
    District,
}

impl Placeholder {
    fn named(name: &str) -> Option<Self> {
        match name {
            "code" => Some(Self::Code),
            "link" => Some(Self::Link),
            "district" => Some(Self::District),
            _ => None,
        }
    }
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A brace that begins or ends no placeholder there is.
    UnknownPlaceholder,
    /// The referrer could not tell which referral it is.
    LacksCode,
    /// The referrer could not see how it goes on.
    LacksLink,
    /// Whatever a subject names can be read by whoever sees the list of mails.
    TellsInSubject,
    /// A line break, or a mark that turns the direction of writing.
    NotOneLine,
    /// An SMS of more than [`crate::sms::MOST_PARTS`] parts.
    TooManyParts,
}

/// Subject and text without a fault. An SMS has an empty subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    subject: String,
    body: String,
}

impl Wording {
    /// Every fault of the subject, and of the text.
    pub fn parse(subject: &str, body: &str) -> Result<Self, (Vec<Fault>, Vec<Fault>)> {
        let (of_subject, of_body) = (faults_of_subject(subject), faults_of_body(body));
        if of_subject.is_empty() && of_body.is_empty() {
            return Ok(Self { subject: subject.to_owned(), body: body.to_owned() });
        }
        Err((of_subject, of_body))
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    /// Subject and text with every placeholder filled in. The subject stays one line whatever it is filled with.
    pub fn filled<'v>(&self, value: impl Fn(Placeholder) -> Cow<'v, str>) -> (String, String) {
        let fill = |text: &str| -> String {
            let pieces = pieces(text).unwrap_or_default().into_iter();
            pieces
                .map(|piece| match piece {
                    Piece::Words(words) => Cow::Borrowed(words),
                    Piece::Placeholder(placeholder) => Cow::Owned(value(placeholder).into_owned()),
                })
                .collect()
        };
        let mut subject = fill(&self.subject);
        subject.retain(|letter| !breaks_line(letter));
        (subject, fill(&self.body))
    }
}

fn faults_of_subject(subject: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    match pieces(subject) {
        None => faults.push(Fault::UnknownPlaceholder),
        Some(pieces) => {
            let tells = |piece: &Piece<'_>| matches!(piece, Piece::Placeholder(Placeholder::Code | Placeholder::Link));
            if pieces.iter().any(tells) {
                faults.push(Fault::TellsInSubject);
            }
        }
    }
    if subject.chars().any(breaks_line) {
        faults.push(Fault::NotOneLine);
    }
    faults
}

fn faults_of_body(body: &str) -> Vec<Fault> {
    let Some(pieces) = pieces(body) else { return vec![Fault::UnknownPlaceholder] };
    let needed = [(Placeholder::Code, Fault::LacksCode), (Placeholder::Link, Fault::LacksLink)];
    let lacks = |placeholder: Placeholder| !pieces.contains(&Piece::Placeholder(placeholder));
    needed.into_iter().filter(|(placeholder, _)| lacks(*placeholder)).map(|(_, fault)| fault).collect()
}

/// Line breaks and other controls, and marks that turn or isolate the direction of writing.
fn breaks_line(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Words(&'t str),
    Placeholder(Placeholder),
}

/// `None` when a brace begins or ends no placeholder that there is.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}')?;
        pieces.push(Piece::Words(words));
        pieces.push(Piece::Placeholder(Placeholder::named(name)?));
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    let stray = pieces.iter().any(|piece| matches!(piece, Piece::Words(words) if words.contains('}')));
    (!stray).then_some(pieces)
}

/// Which text: what it tells, by which way, in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextKey {
    pub template: MessageTemplate,
    pub channel: MessageChannel,
    /// One of [`LANGUAGES`].
    pub language: &'static str,
}

impl TextKey {
    /// Id of the aggregate. That of an e-mail does not name its channel: it is older than the others.
    pub fn id(&self) -> Uuid {
        let name = format!("{}|{}", self.template.as_str_name(), self.language);
        let name = match self.channel {
            MessageChannel::Unspecified | MessageChannel::Email => name,
            MessageChannel::Sms => format!("{name}|sms"),
        };
        Uuid::new_v5(&NAMESPACE, name.as_bytes())
    }
}

/// A text of the district: one template in one language, by e-mail or by SMS.
#[derive(Debug)]
pub struct DistrictText;

/// The district's own words. Default: none, the shipped text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistrictTextState(pub Option<Wording>);

/// What can be done with a text of the district.
#[derive(Debug, Clone)]
pub enum DistrictTextCommand {
    /// Say it in these words from now on.
    Change { key: TextKey, wording: Wording },
    /// Say it in the shipped words again.
    Reset { key: TextKey },
}

/// Nothing is ever refused: a wording with a fault does not come so far.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DistrictTextRejection {}

impl Rejection for DistrictTextRejection {
    fn reason(&self) -> &'static str {
        match *self {}
    }
}

impl Decider for DistrictText {
    const KIND: &'static str = "message-text";
    const FOLD_VERSION: u32 = 1;
    type State = DistrictTextState;
    type Command = DistrictTextCommand;
    type Event = Event;
    type Rejection = DistrictTextRejection;

    fn decide(
        state: &DistrictTextState,
        command: &DistrictTextCommand,
        _: &Env,
    ) -> Result<Vec<Event>, DistrictTextRejection> {
        Ok(match (command, &state.0) {
            (DistrictTextCommand::Change { wording, .. }, Some(standing)) if wording == standing => vec![],
            (DistrictTextCommand::Change { key, wording }, _) => vec![Event::Changed(MessageTextChanged {
                template: key.template.into(),
                language: key.language.to_owned(),
                subject: wording.subject.clone(),
                body: wording.body.clone(),
                channel: key.channel.into(),
            })],
            (DistrictTextCommand::Reset { .. }, None) => vec![],
            (DistrictTextCommand::Reset { key }, Some(_)) => vec![Event::Reset(MessageTextReset {
                template: key.template.into(),
                language: key.language.to_owned(),
                channel: key.channel.into(),
            })],
        })
    }

    fn evolve(state: &mut DistrictTextState, event: &Event, _: Date) {
        state.0 = match event {
            Event::Changed(changed) => Some(Wording { subject: changed.subject.clone(), body: changed.body.clone() }),
            Event::Reset(_) => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    const EMAIL: TextKey = TextKey { template: MessageTemplate::Met, channel: MessageChannel::Email, language: "fi" };

    const BODY: &str = "Hei,\n\ntunnus {code}, tilanne: {link}\n\n{district}";

    fn change(body: &str) -> DistrictTextCommand {
        let wording = Wording::parse("Viesti", body).unwrap();
        DistrictTextCommand::Change { key: EMAIL, wording }
    }

    fn changed(body: &str) -> Event {
        Event::Changed(MessageTextChanged {
            template: MessageTemplate::Met.into(),
            language: "fi".into(),
            subject: "Viesti".into(),
            body: body.into(),
            channel: MessageChannel::Email.into(),
        })
    }

    #[test]
    fn a_text_names_the_code_and_the_link_and_no_placeholder_that_does_not_exist() {
        let faults = |body: &str| Wording::parse("Viesti", body).map_or_else(|(_, faults)| faults, |_| Vec::new());
        assert_eq!(faults(BODY), []);
        assert_eq!(faults("Tilanne: {link}"), [Fault::LacksCode]);
        assert_eq!(faults("Hei"), [Fault::LacksCode, Fault::LacksLink]);
        for unknown in
            ["{code} {link} {name}", "{code} {link} {", "{code} {link} }", "{code} {{link}}", "{ code } {link}"]
        {
            assert_eq!(faults(unknown), [Fault::UnknownPlaceholder], "{unknown}");
        }
    }

    #[test]
    fn a_subject_is_one_line_and_names_nobody() {
        let faults = |subject: &str| Wording::parse(subject, BODY).map_or_else(|(faults, _)| faults, |_| Vec::new());
        assert_eq!(faults("{district}: tieto ohjauksesta"), []);
        assert_eq!(faults("{code}"), [Fault::TellsInSubject]);
        assert_eq!(faults("Viesti\r\nBcc: kaikki@example.org"), [Fault::NotOneLine]);
        assert_eq!(faults("\u{2068}Viesti\u{2069}"), [Fault::NotOneLine]);
    }

    #[test]
    fn placeholders_are_filled_and_what_fills_a_subject_breaks_no_line() {
        let wording = Wording::parse("Viesti: {district}", BODY).unwrap();
        let (subject, body) = wording.filled(|placeholder| match placeholder {
            Placeholder::Code => "ABC".into(),
            Placeholder::Link => "https://example.org/s".into(),
            Placeholder::District => "Piiri\r\nX-Header: \u{2068}x".into(),
        });
        assert_eq!(subject, "Viesti: PiiriX-Header: x");
        assert!(body.starts_with("Hei,\n\ntunnus ABC, tilanne: https://example.org/s\n\nPiiri"), "{body}");
    }

    #[test]
    fn a_text_is_changed_when_it_differs_and_reset_when_it_was_changed() {
        let reset = DistrictTextCommand::Reset { key: EMAIL };
        given::<DistrictText>([]).when(&change(BODY)).then([changed(BODY)]);
        given::<DistrictText>([changed(BODY)]).when(&change(BODY)).then_nothing();
        given::<DistrictText>([changed("{code} {link}")]).when(&change(BODY)).then([changed(BODY)]);
        given::<DistrictText>([]).when(&reset).then_nothing();
        let back = MessageTextReset {
            template: MessageTemplate::Met.into(),
            language: "fi".into(),
            channel: MessageChannel::Email.into(),
        };
        given::<DistrictText>([changed(BODY)]).when(&reset).then([Event::Reset(back)]);
    }
    #[test]
    fn a_text_by_sms_is_another_than_by_email_and_has_no_subject() {
        let sms = TextKey { channel: MessageChannel::Sms, ..EMAIL };
        assert_ne!(sms.id(), EMAIL.id());
        assert_eq!(EMAIL.id(), TextKey { channel: MessageChannel::Unspecified, ..EMAIL }.id());
        let wording = Wording::parse("", "{district}: {code} {link}").unwrap();
        assert_eq!(wording.filled(|_| "x".into()), (String::new(), "x: x x".to_owned()));
    }
}
