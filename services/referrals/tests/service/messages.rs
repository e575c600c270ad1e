use std::collections::BTreeSet;

use access::Role;
use proto::referrals::v1::{
    AcknowledgeReferralRequest, ChangeMessageTextRequest, CloseReason, ConsentPurpose, ErasureGround, Feedback,
    GetPersonRequest, GivenBy, ListMessageTextsRequest, ListMessagesRequest, ListMessagesResponse,
    MarkReferralEnteredInErrorRequest, MessageStatus as Status, MessageTemplate as Template, MessageWithdrawal,
    OrderErasureRequest, PreviewMessageTextRequest, RefuseMessagesRequest, RejectReferralRequest,
    SubmitReferralResponse, WelcomeMessagesRequest, WithdrawConsentRequest,
};
use rpc::referrals::v1::messages_service_client::MessagesServiceClient;
use sqlx::{AssertSqlSafe, Row as _};
use testing::{eventually, random_id};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{
    district::{Authorised, District, submission},
    mail::MailServer,
};

/// Enough for whatever is due.
pub(crate) const AN_HOUR: i64 = 3_600;

fn request_id() -> String {
    random_id().to_string()
}

impl District {
    pub(crate) fn messages(&self, role: Role) -> MessagesServiceClient<Authorised> {
        MessagesServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(role))
    }

    /// Hands in a referral whose referrer may be told at an address, and waits until the mother is known.
    pub(crate) async fn referred(
        &self,
        email: &str,
        change: impl Fn(&mut proto::referrals::v1::SubmitReferralRequest),
    ) -> SubmitReferralResponse {
        let mut request = submission();
        request.referrer_may_be_told = true;
        email.clone_into(&mut request.referrer.as_mut().unwrap().email);
        change(&mut request);
        let handed_in = self.referrals(Role::Coordinator).submit_referral(request).await.unwrap().into_inner();
        eventually("the person of the referral", async || {
            let request = GetPersonRequest { person_id: handed_in.person_id.clone() };
            self.persons(Role::Coordinator).get_person(request).await.ok()
        })
        .await;
        handed_in
    }

    pub(crate) async fn acknowledge(&self, referral_id: &str) {
        let request = AcknowledgeReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.to_owned(),
            occurred_on: String::new(),
        };
        self.referrals(Role::Coordinator).acknowledge_referral(request).await.unwrap();
    }

    pub(crate) async fn listed(&self, referral_id: &str) -> ListMessagesResponse {
        let request = ListMessagesRequest { referral_id: referral_id.to_owned() };
        self.messages(Role::Coordinator).list_messages(request).await.unwrap().into_inner()
    }

    /// Waits until the messages of a referral stand like this.
    pub(crate) async fn stand(&self, referral_id: &str, expected: &[(Template, Status)]) {
        eventually(&format!("{expected:?}"), async || {
            let listed = self.listed(referral_id).await.messages;
            let mut stand: Vec<_> = listed.iter().map(|message| (message.template(), message.status())).collect();
            stand.sort();
            let mut expected = expected.to_vec();
            expected.sort();
            (stand == expected).then_some(())
        })
        .await;
    }

    /// A referral that was acknowledged, with the message that waits to say so.
    pub(crate) async fn waiting(&self, email: &str) -> SubmitReferralResponse {
        let handed_in = self.referred(email, |_| {}).await;
        self.acknowledge(&handed_in.referral_id).await;
        self.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
        handed_in
    }

    /// Why the only message of a referral did not go, once it did not.
    pub(crate) async fn withdrawn(&self, referral_id: &str) -> MessageWithdrawal {
        self.stand(referral_id, &[(Template::Acknowledged, Status::Withdrawn)]).await;
        self.listed(referral_id).await.messages[0].withdrawal()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referrer_is_told_of_a_step_in_her_language_and_of_nobody_by_name() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district
        .referred("neuvola@example.org", |request| request.referrer.as_mut().unwrap().language = "sv".into())
        .await;
    district.acknowledge(&handed_in.referral_id).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
    assert_eq!(mail.received(), [], "it is not due yet");
    assert_eq!(district.listed(&handed_in.referral_id).await.feedback(), Feedback::Allowed);

    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let [only] = mail.received().try_into().unwrap();
    assert_eq!(only.to, ["neuvola@example.org"]);
    let message_id = &district.listed(&handed_in.referral_id).await.messages[0].message_id;
    assert_eq!(only.headers["Message-ID"], format!("<{message_id}@piiri.example>"));
    assert_eq!(only.headers["Subject"], "satakunta: information om din hänvisning");
    assert_eq!(only.headers["From"], "Rinnalla <viestit@piiri.example>");
    assert_eq!(only.headers["To"], "neuvola@example.org");
    assert!(only.headers.contains_key("Date"), "{only:?}");
    assert!(only.text.contains(&handed_in.code), "{}", only.text);
    assert!(only.text.contains(&format!("https://rinnalla.example/{}/status", district.id)), "{}", only.text);
    let everything = format!("{only:?}");
    for word in ["Nadia", "Esimerkki", "1234567", "puistoon", "Malli", "\u{2068}", "\u{2069}"] {
        assert!(!everything.contains(word), "{word:?} in {everything}");
    }
    let beyond_the_text = format!("{:?}", only.headers);
    assert!(!beyond_the_text.contains(&handed_in.code), "{beyond_the_text}");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_withdrawn_before_the_sending_stops_the_message() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district.waiting("neuvola@example.org").await;
    let withdraw = WithdrawConsentRequest {
        request_id: request_id(),
        person_id: handed_in.person_id.clone(),
        purpose: ConsentPurpose::FeedbackToReferrer.into(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    };
    district.persons(Role::Coordinator).withdraw_consent(withdraw).await.unwrap();
    district.ground.set_clock(AN_HOUR).await;
    assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::Consent);
    assert_eq!(district.listed(&handed_in.referral_id).await.feedback(), Feedback::NotConsented);
    assert_eq!(mail.received(), []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_or_a_consent_nobody_asks_for_a_message() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let without_address = district.referred("", |_| {}).await;
    let without_consent = district.referred("a@example.org", |request| request.referrer_may_be_told = false).await;
    let herself = district.referred("", |request| request.referrer = None).await;
    let last = {
        for handed_in in [&without_address, &without_consent, &herself] {
            district.acknowledge(&handed_in.referral_id).await;
        }
        // The process takes commits in their order: once this one has a message, it has passed the others.
        district.waiting("neuvola@example.org").await
    };
    for (handed_in, expected) in [
        (&without_address, Feedback::NoEmail),
        (&without_consent, Feedback::NotConsented),
        (&herself, Feedback::NoReferrer),
        (&last, Feedback::Allowed),
    ] {
        let listed = district.listed(&handed_in.referral_id).await;
        assert_eq!(listed.feedback(), expected);
        assert_eq!(listed.messages.len(), usize::from(expected == Feedback::Allowed), "{expected:?}");
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_undone_before_it_was_told_is_not_told() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district.waiting("neuvola@example.org").await;
    let mistake = MarkReferralEnteredInErrorRequest {
        request_id: request_id(),
        referral_id: handed_in.referral_id.clone(),
        note: "Väärä henkilö".to_owned(),
        occurred_on: String::new(),
    };
    district.referrals(Role::Coordinator).mark_referral_entered_in_error(mistake).await.unwrap();
    assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::Undone);
    let next = district.waiting("toinen@example.org").await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&next.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    assert_eq!(mail.received().iter().map(|mail| mail.to[0].as_str()).collect::<Vec<_>>(), ["toinen@example.org"]);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_no_is_told_in_the_same_words() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let mut codes = Vec::new();
    for (reason, onward) in [
        (CloseReason::NotInTargetGroup, ""),
        (CloseReason::NoCapacity, ""),
        (CloseReason::ReferredOnward, super::district::PROGRAMME),
    ] {
        let handed_in = district.referred("neuvola@example.org", |_| {}).await;
        let reject = RejectReferralRequest {
            request_id: request_id(),
            referral_id: handed_in.referral_id.clone(),
            reason: reason.into(),
            redirected_to_programme_id: onward.to_owned(),
            occurred_on: String::new(),
        };
        district.referrals(Role::Coordinator).reject_referral(reject).await.unwrap();
        district.stand(&handed_in.referral_id, &[(Template::AnotherFitsBetter, Status::Waiting)]).await;
        codes.push(handed_in.code);
    }
    district.ground.set_clock(AN_HOUR).await;
    let received = eventually("three mails", async || Some(mail.received()).filter(|mails| mails.len() == 3)).await;
    let texts: BTreeSet<String> = received
        .iter()
        .map(|mail| codes.iter().fold(mail.text.clone(), |text, code| text.replace(code.as_str(), "CODE")))
        .collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts.first().unwrap().contains("jokin toinen tuen muoto sopii paremmin"), "{texts:?}");
    assert_eq!(received.iter().map(|mail| &mail.headers["Subject"]).collect::<BTreeSet<_>>().len(), 1);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_about_an_erased_person_and_no_row_knows_the_recipient() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district.waiting("neuvola@example.org").await;
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: handed_in.person_id.clone(),
        ground: ErasureGround::Requested.into(),
        occurred_on: String::new(),
    };
    district.persons(Role::Manager).order_erasure(order).await.unwrap();
    district.ground.set_clock(AN_HOUR).await;
    assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::Erased);
    assert_eq!(mail.received(), []);
    eventually("rows without the recipient", async || (!rows_hold(&district, "neuvola@").await).then_some(())).await;
    district.service.stop().await;
}

/// Whether a word stands in any row, in the clear or inside a message.
async fn rows_hold(district: &District, word: &str) -> bool {
    let mut superuser = district.service.database.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('read', 'kept')",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    assert!(tables.contains(&"read.message".to_owned()) && tables.contains(&"kept.outgoing".to_owned()), "{tables:?}");
    let mut found = false;
    for table in tables {
        let ask = AssertSqlSafe(format!("select t::text as row from {table} t"));
        for row in sqlx::query(ask).fetch_all(&mut superuser).await.unwrap() {
            let row: String = row.get("row");
            found |= row.contains(word) || row.contains(&hex::encode(word));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_address_and_a_recipient_who_wants_nothing_stop_messages() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let protected = district
        .referred("neuvola@example.org", |request| request.identity.as_mut().unwrap().address_protected = true)
        .await;
    district.acknowledge(&protected.referral_id).await;
    district.stand(&protected.referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
    let refused = district.waiting("Toinen@example.org").await;
    let refuse = |referral_id: &str| RefuseMessagesRequest {
        request_id: request_id(),
        referral_id: referral_id.to_owned(),
        occurred_on: String::new(),
    };
    let mut coordinator = district.messages(Role::Coordinator);
    coordinator.refuse_messages(refuse(&refused.referral_id)).await.unwrap();
    // Of the address, however it is written: about whomever it is.
    let same_address = district.waiting("toinen@example.org").await;
    district.ground.set_clock(AN_HOUR).await;
    assert_eq!(district.withdrawn(&protected.referral_id).await, MessageWithdrawal::AddressProtected);
    for handed_in in [&refused, &same_address] {
        assert_eq!(district.withdrawn(&handed_in.referral_id).await, MessageWithdrawal::RefusedByRecipient);
        assert_eq!(district.listed(&handed_in.referral_id).await.feedback(), Feedback::RefusedByRecipient);
    }
    let welcome = WelcomeMessagesRequest {
        request_id: request_id(),
        referral_id: refused.referral_id.clone(),
        occurred_on: String::new(),
    };
    coordinator.welcome_messages(welcome).await.unwrap();
    assert_eq!(district.listed(&refused.referral_id).await.feedback(), Feedback::Allowed);
    assert_eq!(mail.received(), []);

    let without_address = district.referred("", |_| {}).await;
    let nobody = coordinator.refuse_messages(refuse(&without_address.referral_id)).await.unwrap_err();
    assert_eq!(nobody.get_details_error_info().unwrap().reason, "REFERRER_WITHOUT_EMAIL");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_says_it_in_the_districts_own_words() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let change = |subject: &str, body: &str| ChangeMessageTextRequest {
        request_id: request_id(),
        template: Template::Acknowledged.into(),
        language: "fi".to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        ..ChangeMessageTextRequest::default()
    };
    let own = "Moi,\n\nsaatiin {code}. Katso {link}";
    let refused = district.messages(Role::Coordinator).change_message_text(change("Kiitos", own)).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let mut manager = district.messages(Role::Manager);
    let faulty = manager.change_message_text(change("Tunnus {code}", "Hei {name}")).await.unwrap_err();
    let fields: Vec<String> =
        faulty.get_details_bad_request().unwrap().field_violations.into_iter().map(|found| found.field).collect();
    assert_eq!(fields, ["subject", "body"]);
    let preview = PreviewMessageTextRequest {
        template: Template::Acknowledged.into(),
        language: "fi".to_owned(),
        subject: "Kiitos, {district}".to_owned(),
        body: own.to_owned(),
        ..PreviewMessageTextRequest::default()
    };
    let preview = manager.preview_message_text(preview).await.unwrap().into_inner();
    assert_eq!(preview.subject, "Kiitos, satakunta");
    assert!(preview.body.contains("saatiin ABCDEFGHJKL.") && preview.body.contains("/status"), "{}", preview.body);

    let texts = async || {
        let listed = district.messages(Role::Coordinator).list_message_texts(ListMessageTextsRequest {}).await.unwrap();
        listed.into_inner().texts
    };
    assert!(texts().await.iter().all(|text| !text.is_own));
    manager.change_message_text(change("Kiitos", own)).await.unwrap();
    eventually("the text in own words", async || {
        let own: Vec<_> = texts().await.into_iter().filter(|text| text.is_own).collect();
        (own.len() == 1 && own[0].subject == "Kiitos").then_some(())
    })
    .await;
    let handed_in = district.waiting("neuvola@example.org").await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let [only] = mail.received().try_into().unwrap();
    assert_eq!(only.headers["Subject"], "Kiitos");
    assert!(only.text.starts_with("Moi,\n\nsaatiin "), "{}", only.text);

    manager.change_message_text(change("", "")).await.unwrap();
    eventually("the shipped text again", async || texts().await.iter().all(|text| !text.is_own).then_some(())).await;
    district.service.stop().await;
}
