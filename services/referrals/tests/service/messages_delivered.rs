use std::{
    collections::BTreeSet,
    process::{Child, Command, Stdio},
};

use access::Role;
use proto::referrals::v1::{
    DueKind, ListReferralsDueRequest, MessageFailure, MessageStatus as Status, MessageTemplate as Template,
};
use referrals::Referrals;
use runtime::Settings;
use testing::{Running, eventually, eventually_within};

use super::{
    district::District,
    mail::{Mail, MailServer, free_port, nobody},
    messages::AN_HOUR,
};

const FOUR_DAYS: i64 = 4 * 24 * AN_HOUR;

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_was_away_gets_the_message_once() {
    let mut mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let handed_in = district.waiting("neuvola@example.org").await;
    mail.stop();
    district.ground.set_clock(AN_HOUR).await;
    eventually("an attempt", async || {
        let message = district.listed(&handed_in.referral_id).await.messages[0].clone();
        (message.attempts > 0 && message.status() == Status::Waiting).then_some(())
    })
    .await;
    let page = reqwest::get(format!("http://{}/readyz", district.service.http)).await.unwrap();
    let told = page.text().await.unwrap();
    assert!(told.contains("send-messages") && !told.contains("neuvola"), "{told}");
    mail.start_again();
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    // Whatever else came due was tried again since.
    let next = district.waiting("toinen@example.org").await;
    district.ground.set_clock(3 * AN_HOUR).await;
    district.stand(&next.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let received = mail.received();
    let to: Vec<&str> = received.iter().map(|mail| mail.to[0].as_str()).collect();
    assert_eq!(to, ["neuvola@example.org", "toinen@example.org"]);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_no_server_took_in_time_is_given_up_and_stands_on_today() {
    let district = District::open_mailing(nobody()).await;
    let handed_in = district.waiting("neuvola@example.org").await;
    district.ground.set_clock(FOUR_DAYS).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Failed)]).await;
    assert_eq!(district.listed(&handed_in.referral_id).await.messages[0].failure(), MessageFailure::NotInTime);
    let due = district.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
    let due = due.into_inner().due;
    let failed: Vec<_> = due.iter().filter(|due| due.kind() == DueKind::MessageNotSent).collect();
    assert_eq!(failed.len(), 1, "{due:?}");
    assert_eq!(failed[0].referral.as_ref().unwrap().referral_id, handed_in.referral_id);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_for_good_is_tried_once_and_holds_up_nobody() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let refused = district.waiting("refused@example.org").await;
    let no_address = district.waiting("neuvola (at) example").await;
    let taken = district.waiting("neuvola@example.org").await;
    district.ground.set_clock(AN_HOUR).await;
    district.stand(&taken.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    for (handed_in, expected) in
        [(&refused, MessageFailure::RefusedByServer), (&no_address, MessageFailure::NotAnAddress)]
    {
        district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Failed)]).await;
        assert_eq!(district.listed(&handed_in.referral_id).await.messages[0].failure(), expected);
    }
    assert_eq!(mail.received().len(), 1);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_send_each_message_once() {
    let mail = MailServer::start();
    let district = District::open_mailing(mail.environment()).await;
    let settings = Settings { own: mail.environment(), ..district.service.settings.clone() };
    let other = Running::start::<Referrals>(settings, district.service.database.clone()).await;
    let mut all = Vec::new();
    for number in 0..24 {
        all.push(district.referred(&format!("neuvola{number}@example.org"), |_| {}).await.referral_id);
    }
    for referral_id in &all {
        district.acknowledge(referral_id).await;
    }
    for referral_id in &all {
        district.stand(referral_id, &[(Template::Acknowledged, Status::Waiting)]).await;
    }
    district.ground.set_clock(AN_HOUR).await;
    for referral_id in &all {
        district.stand(referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    }
    let received = mail.received();
    assert_eq!((received.len(), message_ids(&received).len()), (all.len(), all.len()));
    other.stop().await;
    district.service.stop().await;
}

/// The server has taken it, and nobody lived to write that down.
#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_record_a_message_goes_again_under_the_same_id() {
    let mail = MailServer::start();
    let district = District::open_mailing(nobody()).await;
    let handed_in = district.waiting("hangs@example.org").await;
    let mut killed = process(&district, mail.pairs());
    district.ground.set_clock(AN_HOUR).await;
    eventually_within(std::time::Duration::from_mins(1), "a mail accepted in silence", async || {
        (mail.received().len() == 1).then_some(())
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    let district = district.served_anew(mail.environment()).await;
    district.stand(&handed_in.referral_id, &[(Template::Acknowledged, Status::Sent)]).await;
    let received = mail.received();
    assert_eq!((received.len(), message_ids(&received).len()), (2, 1), "{received:?}");
    district.service.stop().await;
}

/// Another instance, in a process of its own.
pub(crate) fn process(district: &District, own: Vec<(String, String)>) -> Child {
    let settings = &district.service.settings;
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let told = [
        ("LISTEN", format!("127.0.0.1:{}", free_port())),
        ("HTTP_LISTEN", format!("127.0.0.1:{}", free_port())),
        ("NATS_URL", settings.nats.url.clone()),
        ("NATS_USER", settings.nats.user.clone()),
        ("NATS_PASSWORD", settings.nats.password.clone()),
        ("NATS_MONITOR", settings.nats.monitors.join(",")),
        ("DATABASE_URL", settings.database_url.clone()),
        ("KEYRING_URL", settings.keyring_url.clone()),
        ("INSTALLATION_KEY", path(&settings.installation_key)),
        ("TOKEN_VERIFYING_KEY", path(&settings.token_verifying_key)),
        ("INSTALLATION", settings.installation.to_string()),
    ]
    .map(|(name, value)| (format!("RINNALLA_{name}"), value));
    Command::new(env!("CARGO_BIN_EXE_referrals"))
        .arg("serve")
        .envs(told.into_iter().chain(own))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn message_ids(mails: &[Mail]) -> BTreeSet<&str> {
    mails.iter().map(|mail| mail.headers["Message-ID"].as_str()).collect()
}
