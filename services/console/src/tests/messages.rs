//! Texts of messages: who may change one, and what becomes of one with a fault.

use axum::http::StatusCode;
use prost::Message as _;
use proto::referrals::v1::{
    ChangeMessageTextRequest, Feedback, GetOfferingResponse, GetReferralResponse, ListMessageTextsResponse,
    ListMessagesResponse, MessageChannel, MessageFailure, MessageStatus, MessageTemplate, MessageText,
    PreviewMessageTextRequest, PreviewMessageTextResponse, Referral, ReferralMessage,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{
    browser::{Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const PAGE: &str = "/messages/texts/message-template-met/sv";

fn text() -> MessageText {
    MessageText {
        template: MessageTemplate::Met.into(),
        language: "sv".to_owned(),
        subject: "Ämne".to_owned(),
        body: "Kod {code}, {link}".to_owned(),
        is_own: false,
        channel: MessageChannel::Email.into(),
    }
}

fn text_by_sms() -> MessageText {
    MessageText {
        subject: String::new(),
        body: "{district}: {code} {link}".to_owned(),
        channel: MessageChannel::Sms.into(),
        ..text()
    }
}

/// Refuses a text without a link, as the service does.
fn answers(method: &str, asked: &[u8]) -> Result<Vec<u8>, Status> {
    match method {
        "ListMessageTexts" => Ok(message(&ListMessageTextsResponse { texts: vec![text(), text_by_sms()] })),
        "PreviewMessageText" => {
            let asked = PreviewMessageTextRequest::decode(asked).unwrap();
            let parts = if asked.channel() == MessageChannel::Sms { 2 } else { 0 };
            let preview =
                PreviewMessageTextResponse { subject: "Ämne".to_owned(), body: "Kod <ABC>".to_owned(), parts };
            Ok(message(&preview))
        }
        "ChangeMessageText" => {
            let request = ChangeMessageTextRequest::decode(asked).unwrap();
            if request.body.contains("{link}") || request.body.is_empty() {
                return Ok(Vec::new());
            }
            let details = ErrorDetails::with_bad_request_violation("body", "lacks {link}");
            Err(Status::with_error_details(Code::InvalidArgument, "some fields", details))
        }
        _ => nothing(),
    }
}

#[tokio::test]
async fn a_manager_sees_a_text_before_it_is_kept_and_hears_what_it_lacks() {
    let (stub, url) = Stub::start(answers).await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("paula@example.fi", Role::Manager, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("paula@example.fi", PASSWORD).await;
    assert!(browser.open("/messages/texts").await.says(&format!("href=\"{PAGE}\"")));
    let page = browser.open(PAGE).await;
    assert!(page.says("Kod {code}, {link}"), "{}", page.html);

    let previewed = browser.send(&page, PAGE, &[("do", "preview"), ("subject", "Ämne"), ("body", "Kod {code}")]).await;
    assert_eq!(previewed.status, StatusCode::OK);
    assert!(previewed.says("Kod &#60;ABC&#62;") && previewed.says("Kod {code}"), "{}", previewed.html);

    let refused = browser.send(&page, PAGE, &[("do", "save"), ("subject", "Ämne"), ("body", "Kod {code}")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Lisää tekstiin linkki tilannesivulle: {link}"), "{}", refused.html);
    // Nothing at all is no way to reset it unawares.
    let empty = browser.send(&page, PAGE, &[("do", "save"), ("subject", ""), ("body", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stub.asked("ChangeMessageText").len(), 1);

    let kept = browser.send(&page, PAGE, &[("do", "save"), ("subject", "Ämne"), ("body", "{code} {link}")]).await;
    assert_eq!(kept.location(), "/messages/texts");
    assert_eq!(browser.open("/messages/texts/message-template-met/de").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_text_message_has_no_subject_and_says_what_it_costs_before_it_is_kept() {
    let (stub, url) = Stub::start(answers).await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("paula@example.fi", Role::Manager, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("paula@example.fi", PASSWORD).await;
    let by_sms = format!("{PAGE}/message-channel-sms");
    assert!(browser.open("/messages/texts").await.says(&format!("href=\"{by_sms}\"")));
    let page = browser.open(&by_sms).await;
    assert!(page.says("{district}: {code} {link}") && !page.says("name=\"subject\""), "{}", page.html);

    let previewed = browser.send(&page, &by_sms, &[("do", "preview"), ("body", "{code} {link}")]).await;
    assert!(previewed.says("2 tekstiviestinä"), "{}", previewed.html);
    let kept = browser.send(&page, &by_sms, &[("do", "save"), ("body", "{code} {link}")]).await;
    assert_eq!(kept.location(), "/messages/texts");
    let asked = ChangeMessageTextRequest::decode(&*stub.asked("ChangeMessageText")[0].message).unwrap();
    assert_eq!((asked.channel(), asked.subject.as_str()), (MessageChannel::Sms, ""));
    assert_eq!(browser.open(&format!("{PAGE}/message-channel-pigeon")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_coordinator_reads_which_texts_there_are_and_changes_none() {
    let (stub, url) = Stub::start(answers).await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let listed = browser.open("/messages/texts").await;
    assert!(listed.says("Hänet on tavattu") && !listed.says(PAGE), "{}", listed.html);
    assert_eq!(browser.open(PAGE).await.status, StatusCode::FORBIDDEN);
    assert!(stub.asked("ChangeMessageText").is_empty());
}

#[tokio::test]
async fn a_referral_says_why_a_message_did_not_arrive() {
    let (_stub, url) = Stub::start(|method, _| match method {
        "GetReferral" => Ok(message(&GetReferralResponse { referral: Some(Referral::default()) })),
        "GetOffering" => Ok(message(&GetOfferingResponse::default())),
        "ListMessages" => {
            let failed = ReferralMessage {
                template: MessageTemplate::Accepted.into(),
                status: MessageStatus::Failed.into(),
                failure: MessageFailure::RefusedByServer.into(),
                ..ReferralMessage::default()
            };
            let by_sms = ReferralMessage {
                template: MessageTemplate::Acknowledged.into(),
                status: MessageStatus::Sent.into(),
                channel: MessageChannel::Sms.into(),
                ..ReferralMessage::default()
            };
            let listed = ListMessagesResponse {
                messages: vec![failed, by_sms],
                feedback: Feedback::Allowed.into(),
                channel: MessageChannel::Sms.into(),
            };
            Ok(message(&listed))
        }
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let shown = browser.open("/referrals/r1").await;
    assert!(shown.says("Otettiin mukaan – ei mennyt perille"), "{}", shown.html);
    assert!(shown.says("Viestiä ei otettu vastaan."), "{}", shown.html);
    assert!(shown.says("action=\"/referrals/r1/refuse-messages\""), "{}", shown.html);
    assert!(shown.says("Ohjaus nähtiin, tekstiviesti – lähetetty"), "{}", shown.html);
    assert!(shown.says("tekstiviestillä"), "{}", shown.html);
}
