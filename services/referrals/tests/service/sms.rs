use std::{
    fs,
    sync::{Arc, Mutex},
};

use access::Role;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use proto::referrals::v1::{
    ChangeMessageTextRequest, ConsentPurpose, DueKind, Feedback, GivenBy, ListMessageTextsRequest,
    ListReferralsDueRequest, MessageChannel as Channel, MessageFailure, MessageStatus as Status,
    MessageTemplate as Template, MessageWithdrawal, RefuseMessagesRequest, SubmitReferralResponse,
    WithdrawConsentRequest,
};
use runtime::Environment;
use serde::Deserialize;
use tempfile::TempDir;
use testing::{eventually, eventually_within, random_id};
use tokio::net::TcpListener;
use tonic_types::StatusExt as _;

use super::{
    district::District,
    mail::{MailServer, nobody_pairs},
    messages::AN_HOUR,
    messages_delivered::process,
};

const PHONE: &str = "040 765 4321";
const NUMBER: &str = "+358407654321";
/// The gateway refuses what goes to it for good.
const REFUSED: &str = "040 000 0422";
/// The gateway takes the first message to it without a word.
const HANGS: &str = "040 000 0408";

/// A real HTTP server that takes SMS, and keeps each request.
struct Gateway {
    url: String,
    kept: Kept,
    directory: TempDir,
}

type Kept = Arc<Mutex<Inbox>>;

#[derive(Default)]
struct Inbox {
    asked: Vec<Asked>,
    /// What is answered until it is open.
    closed: Option<u16>,
}

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    message: Sms,
    authorization: String,
    idempotency_key: String,
    taken: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sms {
    id: String,
    from: String,
    to: String,
    text: String,
}

async fn take(State(kept): State<Kept>, headers: HeaderMap, Json(message): Json<Sms>) -> (StatusCode, String) {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let digits = |phone: &str| phone.replace(' ', "")[1..].to_owned();
    let (answer, hangs) = {
        let mut inbox = kept.lock().unwrap();
        let is_first = !inbox.asked.iter().any(|asked| asked.message.to == message.to);
        let answer = match inbox.closed {
            Some(closed) => StatusCode::from_u16(closed).unwrap(),
            None if message.to.ends_with(&digits(REFUSED)) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::ACCEPTED,
        };
        inbox.asked.push(Asked {
            message: message.clone(),
            authorization: header("authorization"),
            idempotency_key: header("idempotency-key"),
            taken: answer.is_success(),
        });
        (answer, is_first && message.to.ends_with(&digits(HANGS)))
    };
    if hangs {
        std::future::pending::<()>().await;
    }
    (answer, format!("said about {}", message.to))
}

impl Gateway {
    async fn start() -> Self {
        let kept = Kept::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/messages", listener.local_addr().unwrap());
        let routes = Router::new().route("/messages", post(take)).with_state(kept.clone());
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join("token"), "gateway-token\n").unwrap();
        Self { url, kept, directory }
    }

    fn close(&self, answer: u16) {
        self.kept.lock().unwrap().closed = Some(answer);
    }

    fn open(&self) {
        self.kept.lock().unwrap().closed = None;
    }

    fn asked(&self) -> Vec<Asked> {
        self.kept.lock().unwrap().asked.clone()
    }

    fn taken(&self) -> Vec<Sms> {
        self.asked().into_iter().filter(|asked| asked.taken).map(|asked| asked.message).collect()
    }

    /// What a service is told about it, and about a mail server at which nobody listens.
    fn pairs(&self) -> Vec<(String, String)> {
        self.beside(nobody_pairs())
    }

    fn beside(&self, mail: Vec<(String, String)>) -> Vec<(String, String)> {
        let own = [
            ("SMS_URL", self.url.clone()),
            ("SMS_FROM", "Rinnalla".to_owned()),
            ("SMS_TOKEN_FILE", self.directory.path().join("token").to_str().unwrap().to_owned()),
        ]
        .map(|(name, value)| (format!("RINNALLA_{name}"), value));
        mail.into_iter().chain(own).collect()
    }

    fn environment(&self) -> Environment {
        Environment::from_pairs(self.pairs())
    }
}

impl District {
    /// A referral of somebody who left a phone number alone, acknowledged, with the message that waits to say so.
    async fn waiting_for_sms(&self, phone: &str) -> SubmitReferralResponse {
        let handed_in =
            self.referred("", |request| phone.clone_into(&mut request.referrer.as_mut().unwrap().phone)).await;
        self.acknowledge(&handed_in.referral_id).await;
        self.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
        handed_in
    }

    /// Which referrals stand on Today for a message that was not sent.
    async fn not_told(&self) -> Vec<String> {
        let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        let failed = due.into_inner().due.into_iter().filter(|due| due.kind() == DueKind::MessageNotSent);
        failed.map(|due| due.referral.unwrap().referral_id).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_a_phone_alone_is_told_by_sms_in_her_language_and_of_nobody_by_name() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let handed_in = district
        .referred("", |request| {
            let referrer = request.referrer.as_mut().unwrap();
            (referrer.phone, referrer.language) = (PHONE.to_owned(), "sv".to_owned());
        })
        .await;
    district.acknowledge(&handed_in.referral_id).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
    let listed = district.listed(&handed_in.referral_id).await;
    assert_eq!((listed.feedback(), listed.channel()), (Feedback::Allowed, Channel::Sms));
    assert_eq!(gateway.asked(), [], "it is not due yet");

    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let [only] = gateway.asked().try_into().unwrap();
    let message = &district.listed(&handed_in.referral_id).await.messages[0];
    assert_eq!(message.channel(), Channel::Sms);
    assert_eq!(only.authorization, "Bearer gateway-token");
    assert_eq!((&only.message.id, &only.idempotency_key), (&message.message_id, &message.message_id));
    assert_eq!((only.message.from.as_str(), only.message.to.as_str()), ("Rinnalla", NUMBER));
    let text = &only.message.text;
    assert!(text.starts_with("satakunta: vi har sett hänvisning ") && text.contains(&handed_in.code), "{text}");
    assert!(text.contains(&format!("https://rinnalla.example/{}/status", district.id)), "{text}");
    for word in ["Nadia", "Esimerkki", "puistoon", "Malli"] {
        assert!(!text.contains(word), "{word:?} in {text}");
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_goes_before_a_number_and_a_number_that_takes_no_sms_is_none() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let both = district
        .referred("neuvola@example.org", |request| PHONE.clone_into(&mut request.referrer.as_mut().unwrap().phone))
        .await;
    let landline =
        district.referred("", |request| "02 631 1234".clone_into(&mut request.referrer.as_mut().unwrap().phone)).await;
    assert_eq!(district.listed(&both.referral_id).await.channel(), Channel::Email);
    assert_eq!(district.listed(&landline.referral_id).await.feedback(), Feedback::NoEmail);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_refuses_for_good_is_tried_once_stands_on_today_and_holds_up_nobody() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let refused = district.waiting_for_sms(REFUSED).await;
    let taken = district.waiting_for_sms(PHONE).await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&taken.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    district.stand(&refused.referral_id, &[(Template::Acknowledged, Status::Failed)]).await;
    let failed = &district.listed(&refused.referral_id).await.messages[0];
    assert_eq!(failed.failure(), MessageFailure::RefusedByServer);
    assert_eq!(district.not_told().await, [refused.referral_id]);
    assert_eq!((gateway.asked().len(), gateway.taken().len()), (2, 1));
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_was_away_gets_the_message_once_and_holds_up_no_email() {
    let (mail, gateway) = (MailServer::start(), Gateway::start().await);
    gateway.close(503);
    let environment = Environment::from_pairs(gateway.beside(mail.pairs()));
    let district = District::open_mailing(environment).await;
    let by_sms = district.waiting_for_sms(PHONE).await;
    let by_email = district.waiting("neuvola@example.org").await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&by_email.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    eventually("an attempt", async || {
        let message = district.listed(&by_sms.referral_id).await.messages[0].clone();
        (message.attempts > 0 && message.status() == Status::Waiting).then_some(())
    })
    .await;
    let page = reqwest::get(format!("http://{}/readyz", district.service.http)).await.unwrap();
    let told = page.text().await.unwrap();
    assert!(told.contains("send-sms") && !told.contains("send-messages"), "{told}");
    assert!(!told.contains("7654321") && !told.contains("gateway-token"), "{told}");

    gateway.open();
    district.stand(&by_sms.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    // Whatever else came due was tried again since.
    let next = district.waiting_for_sms("050 555 0101").await;
    district.ground.set_clock(3 * AN_HOUR).await;
    district.stand(&next.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let to: Vec<String> = gateway.taken().into_iter().map(|sms| sms.to).collect();
    assert_eq!(to, [NUMBER, "+358505550101"]);
    let first = gateway.asked()[0].message.id.clone();
    let to_her = gateway.asked().into_iter().filter(|asked| asked.message.to == NUMBER);
    assert!(to_her.map(|asked| asked.message.id).all(|id| id == first), "the same at every attempt");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_withdrawn_before_the_sending_stops_the_sms() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let handed_in = district.waiting_for_sms(PHONE).await;
    let withdraw = WithdrawConsentRequest {
        request_id: random_id().to_string(),
        person_id: handed_in.person_id.clone(),
        purpose: ConsentPurpose::FeedbackToReferrer.into(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    };
    district.persons(Role::Coordinator).withdraw_consent(withdraw).await.unwrap();
    district.ground.set_clock(AN_HOUR).await;
    assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::Consent);
    assert_eq!(gateway.asked(), []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_address_and_a_number_that_wants_nothing_stop_sms() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let protected = district
        .referred("", |request| {
            PHONE.clone_into(&mut request.referrer.as_mut().unwrap().phone);
            request.identity.as_mut().unwrap().address_protected = true;
        })
        .await;
    district.acknowledge(&protected.referral_id).await;
    district.stand(&protected.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
    let refused = district.waiting_for_sms("050 555 0101").await;
    let refuse = RefuseMessagesRequest {
        request_id: random_id().to_string(),
        referral_id: refused.referral_id.clone(),
        occurred_on: String::new(),
    };
    district.messages(Role::Coordinator).refuse_messages(refuse).await.unwrap();
    // Of the number, however it is written: about whomever it is.
    let same_number = district.waiting_for_sms("+358 (0)50 555 0101").await;
    district.ground.set_clock(AN_HOUR).await;
    assert_eq!(district.withdrawn(&protected.referral_id).await, MessageWithdrawal::AddressProtected);
    for handed_in in [&refused, &same_number] {
        assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::RefusedByRecipient);
        assert_eq!(district.listed(&handed_in.referral_id).await.feedback(), Feedback::RefusedByRecipient);
    }
    assert_eq!(gateway.asked(), []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_gateway_is_somebody_is_asked_to_call() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district.waiting_for_sms(PHONE).await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Failed)]).await;
    assert_eq!(district.listed(&handed_in.referral_id).await.messages[0].failure(), MessageFailure::NoGateway);
    assert_eq!(district.not_told().await, [handed_in.referral_id]);
    assert_eq!(mail.received(), []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_goes_out_an_sms_is_logged_as_an_email_is() {
    let district = District::open().await;
    let handed_in = district.waiting_for_sms(PHONE).await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    district.service.stop().await;
}

/// The gateway has taken it, and nobody lived to write that down.
#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_record_an_sms_goes_again_under_the_same_id() {
    let gateway = Gateway::start().await;
    let away = Gateway::start().await;
    away.close(503);
    let district = District::open_mailing(away.environment()).await;
    let handed_in = district.waiting_for_sms(HANGS).await;
    let mut killed = process(&district, gateway.pairs());
    district.ground.set_clock(AN_HOUR).await;
    eventually_within(std::time::Duration::from_mins(1), "an SMS taken in silence", async || {
        (gateway.asked().len() == 1).then_some(())
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    let district = district.served_anew(gateway.environment()).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let ids: Vec<String> = gateway.taken().into_iter().map(|sms| sms.id).collect();
    assert_eq!(ids, [ids[0].clone(), ids[0].clone()]);
    assert_eq!(away.taken(), []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_says_an_sms_in_the_districts_own_words_and_the_email_stays() {
    let gateway = Gateway::start().await;
    let district = District::open_mailing(gateway.environment()).await;
    let change = |subject: &str, body: &str| ChangeMessageTextRequest {
        request_id: random_id().to_string(),
        template: Template::Acknowledged.into(),
        language: "fi".to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        channel: Channel::Sms.into(),
        occurred_on: String::new(),
    };
    let mut manager = district.messages(Role::Manager);
    let own = "Moi, saatiin {code}. Katso {link}";
    for (subject, body, field) in
        [("Kiitos", own.to_owned(), "subject"), ("", format!("{own}{}", "ä".repeat(460)), "body")]
    {
        let faulty = manager.change_message_text(change(subject, &body)).await.unwrap_err();
        let fields: Vec<String> =
            faulty.get_details_bad_request().unwrap().field_violations.into_iter().map(|found| found.field).collect();
        assert_eq!(fields, [field]);
    }
    manager.change_message_text(change("", own)).await.unwrap();
    eventually("the text in own words", async || {
        let listed = district.messages(Role::Coordinator).list_message_texts(ListMessageTextsRequest {}).await.unwrap();
        let own: Vec<_> = listed.into_inner().texts.into_iter().filter(|text| text.is_own).collect();
        (own.len() == 1 && own[0].channel() == Channel::Sms && own[0].subject.is_empty()).then_some(())
    })
    .await;
    let handed_in = district.waiting_for_sms(PHONE).await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let [only] = gateway.taken().try_into().unwrap();
    assert!(only.text.starts_with(&format!("Moi, saatiin {}. Katso https://", handed_in.code)), "{}", only.text);
    district.service.stop().await;
}
