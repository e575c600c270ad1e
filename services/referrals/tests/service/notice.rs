use access::Role;
use proto::referrals::v1::{
    ContactChannel, DueKind, GetPersonRequest, ListReferralsDueRequest, RecordPrivacyNoticeRequest,
};
use testing::{eventually, random_id};

use super::district::District;

impl District {
    /// Days of the notices that Today asks for, and the installation's day.
    async fn notices(&self) -> (Vec<String>, String) {
        let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        let due = due.into_inner();
        let notices = due.due.into_iter().filter(|due| due.kind() == DueKind::PrivacyNotice);
        (notices.map(|due| due.due_on).collect(), due.as_of)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_duty_to_inform_comes_to_today_in_time_and_stays_until_it_is_done() {
    let district = District::open().await;
    let person_id = district.somebody().await;
    let get = GetPersonRequest { person_id: person_id.clone() };
    let person = district.persons(Role::Coordinator).get_person(get).await.unwrap().into_inner().person.unwrap();
    assert_eq!(district.notices().await.0, Vec::<String>::new(), "a month is long");

    for (days, late) in [(25, false), (40, true)] {
        district.later(days).await;
        let (notices, today) = district.notices().await;
        assert_eq!(notices, [person.notice_due_on.as_str()]);
        assert_eq!(notices[0] < today, late, "due on {} and today is {today}", notices[0]);
    }

    let given = RecordPrivacyNoticeRequest {
        request_id: random_id().to_string(),
        person_id,
        language: "ar".to_owned(),
        channel: ContactChannel::Phone.into(),
        occurred_on: String::new(),
    };
    district.persons(Role::Coordinator).record_privacy_notice(given).await.unwrap();
    eventually("Today to ask no more", async || district.notices().await.0.is_empty().then_some(())).await;
    district.service.stop().await;
}
