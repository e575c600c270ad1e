mod change_message_text;
mod list_message_texts;
mod list_messages;
mod preview_message_text;
mod refuse_messages;
mod welcome_messages;

use edge::{App, Call, Failure, Limits, Violations};
use proto::referrals::v1::{self as pb, MessageChannel, MessageTemplate};
use referrals_domain::{
    TextKey, Wording,
    message::named_channel,
    sms,
    wording::{Fault, LANGUAGES},
};
use rpc::referrals::v1::messages_service_server::MessagesService;
use uuid::Uuid;

use super::MessagesGrpc;
use crate::messages::{Filling, recipient, recipient_id, referrer};

edge::service! {
    "rinnalla.referrals.v1", MessagesService for MessagesGrpc;
    list_messages: "ListMessages", pb::ListMessagesRequest => pb::ListMessagesResponse;
    refuse_messages: "RefuseMessages", pb::RefuseMessagesRequest => pb::RefuseMessagesResponse;
    welcome_messages: "WelcomeMessages", pb::WelcomeMessagesRequest => pb::WelcomeMessagesResponse;
    list_message_texts: "ListMessageTexts", pb::ListMessageTextsRequest => pb::ListMessageTextsResponse;
    preview_message_text: "PreviewMessageText", pb::PreviewMessageTextRequest => pb::PreviewMessageTextResponse;
    change_message_text: "ChangeMessageText", pb::ChangeMessageTextRequest => pb::ChangeMessageTextResponse;
}

/// Of nobody: no referral has a code with such letters in a row.
const CODE: &str = "ABCDEFGHJKL";

/// The recipient of a referral's messages; refused when there is neither an address nor a number that takes SMS.
async fn recipient_of(app: &App, call: &Call, referral: Uuid) -> Result<Uuid, Failure> {
    let (found, _) = super::referrals::load(app, call, referral).await?;
    let contact = referrer(&app.keyring, call.district(), &found.state).await?.or_empty();
    let Some(recipient) = recipient(&contact) else {
        return Err(Failure::Rejected { reason: "REFERRER_WITHOUT_EMAIL", facts: Vec::new() });
    };
    Ok(recipient_id(&app.keyring, call.district(), &recipient).await?)
}

/// Which text.
fn read_key(violations: &mut Violations, template: i32, channel: i32, language: &str) -> TextKey {
    let template = violations.choice::<MessageTemplate>("template", template);
    let channel = violations.optional_choice::<MessageChannel>("channel", channel);
    let known = LANGUAGES.into_iter().find(|known| *known == language);
    if known.is_none() {
        violations.add("language", "is not a known value");
    }
    TextKey { template, channel: named_channel(channel.into()), language: known.unwrap_or(LANGUAGES[0]) }
}

/// What a text of the district is filled with before there is a message.
fn example(app: &App, call: &Call) -> Filling<'static> {
    let known = app.installation.known();
    let district = known.districts.get(call.district()).map(|district| district.name.clone()).unwrap_or_default();
    let link = format!("https://rinnalla.example/{}/status", call.district());
    Filling { code: CODE, link: link.into(), district: district.into() }
}

/// A text without a fault; `None` with every fault told. An SMS has no subject, and few parts.
fn read_wording(
    violations: &mut Violations,
    channel: MessageChannel,
    example: &Filling<'_>,
    subject: &str,
    body: &str,
) -> Option<Wording> {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let is_sms = channel == MessageChannel::Sms;
    let subject = if is_sms { subject.trim() } else { violations.required_text("subject", subject, Limits::NAME) };
    if is_sms && !subject.is_empty() {
        violations.add("subject", "is not part of an SMS");
    }
    let body = violations.required_text("body", &body, Limits::NOTE);
    if body.is_empty() || subject.is_empty() != is_sms {
        return None;
    }
    let (of_subject, of_body) = match Wording::parse(subject, body) {
        Ok(wording) if is_sms && sms::parts(&example.fill(&wording).1) > sms::MOST_PARTS => {
            (Vec::new(), vec![Fault::TooManyParts])
        }
        Ok(wording) => return Some(wording),
        Err(faults) => faults,
    };
    for (field, faults) in [("subject", of_subject), ("body", of_body)] {
        for fault in faults {
            violations.add(field, told(fault));
        }
    }
    None
}

fn told(fault: Fault) -> &'static str {
    match fault {
        Fault::UnknownPlaceholder => "has a brace that belongs to no placeholder",
        Fault::LacksCode => "lacks {code}",
        Fault::LacksLink => "lacks {link}",
        Fault::TellsInSubject => "names what only the text may name",
        Fault::NotOneLine => "is not one line",
        Fault::TooManyParts => "is longer than three text messages",
    }
}
