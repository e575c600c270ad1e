mod change_message_text;
mod list_message_texts;
mod list_messages;
mod preview_message_text;
mod refuse_messages;
mod welcome_messages;

use edge::{App, Call, Failure, Limits, Violations};
use proto::referrals::v1::{self as pb, MessageTemplate};
use referrals_domain::{
    Wording,
    wording::{Fault, LANGUAGES},
};
use rpc::referrals::v1::messages_service_server::MessagesService;
use uuid::Uuid;

use super::MessagesGrpc;
use crate::messages::{recipient_id, referrer};

edge::service! {
    "rinnalla.referrals.v1", MessagesService for MessagesGrpc;
    list_messages: "ListMessages", pb::ListMessagesRequest => pb::ListMessagesResponse;
    refuse_messages: "RefuseMessages", pb::RefuseMessagesRequest => pb::RefuseMessagesResponse;
    welcome_messages: "WelcomeMessages", pb::WelcomeMessagesRequest => pb::WelcomeMessagesResponse;
    list_message_texts: "ListMessageTexts", pb::ListMessageTextsRequest => pb::ListMessageTextsResponse;
    preview_message_text: "PreviewMessageText", pb::PreviewMessageTextRequest => pb::PreviewMessageTextResponse;
    change_message_text: "ChangeMessageText", pb::ChangeMessageTextRequest => pb::ChangeMessageTextResponse;
}

/// The recipient of a referral's messages; refused when there is no address.
async fn recipient_of(app: &App, call: &Call, referral: Uuid) -> Result<Uuid, Failure> {
    let (found, _) = super::referrals::load(app, call, referral).await?;
    let contact = referrer(&app.keyring, call.district(), &found.state).await?.or_empty();
    if contact.email.trim().is_empty() {
        return Err(Failure::Rejected { reason: "REFERRER_WITHOUT_EMAIL", facts: Vec::new() });
    }
    Ok(recipient_id(&app.keyring, call.district(), &contact.email).await?)
}

/// Template and language of a text.
fn read_place(violations: &mut Violations, template: i32, language: &str) -> (MessageTemplate, &'static str) {
    let template = violations.choice::<MessageTemplate>("template", template);
    let known = LANGUAGES.into_iter().find(|known| *known == language);
    if known.is_none() {
        violations.add("language", "is not a known value");
    }
    (template, known.unwrap_or(LANGUAGES[0]))
}

/// A text without a fault; `None` with every fault told.
fn read_wording(violations: &mut Violations, subject: &str, body: &str) -> Option<Wording> {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let subject = violations.required_text("subject", subject, Limits::NAME);
    let body = violations.required_text("body", &body, Limits::NOTE);
    if subject.is_empty() || body.is_empty() {
        return None;
    }
    let (of_subject, of_body) = match Wording::parse(subject, body) {
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
    }
}
