use access::Role;
use proto::referrals::v1::{AcknowledgeReferralRequest, ListReferralsRequest, RecordContactRequest};
use testing::{Cluster, random_id};
use tonic::Code;

use super::district::{District, submission};

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_its_first_answer_and_takes_effect_once() {
    for cluster in Cluster::BOTH {
        let mut district = District::open_on(cluster).await;
        let request = submission();
        let first = district.referrals(Role::Anonymous).submit_referral(request.clone()).await.unwrap().into_inner();
        let again = district.referrals(Role::Anonymous).submit_referral(request.clone()).await.unwrap().into_inner();
        assert_eq!(first, again);

        district.service = district.service.restart::<referrals::Referrals>().await;
        let after = district.referrals(Role::Anonymous).submit_referral(request.clone()).await.unwrap();
        let seen = district.as_role(Role::Coordinator).after(&after);
        assert_eq!(first, after.into_inner());
        let mut client = rpc::referrals::v1::referrals_service_client::ReferralsServiceClient::with_interceptor(
            district.service.channel.clone(),
            seen,
        );
        assert_eq!(client.list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner().total, 1);
        district.service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_used_for_something_else_is_refused() {
    let district = District::open().await;
    let request = submission();
    let mut referrals = district.referrals(Role::Anonymous);
    referrals.submit_referral(request.clone()).await.unwrap();
    let mut other = request;
    other.wish = "Muuta".to_owned();
    let refused = referrals.submit_referral(other).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    district.service.stop().await;
}

/// An aggregate remembers 64 commands itself; older ones are found in the table.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_older_than_the_aggregate_remembers_is_still_known() {
    let mut district = District::open().await;
    let person_id =
        district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap().into_inner().person_id;
    let contact = |n: u32| RecordContactRequest {
        request_id: random_id().to_string(),
        person_id: person_id.clone(),
        channel: 1,
        reached: true,
        note: format!("Soitto {n}"),
        ..RecordContactRequest::default()
    };
    let first = contact(0);
    let mut persons = district.persons(Role::Coordinator);
    testing::eventually("the person of the referral", async || {
        district.persons(Role::Coordinator).record_contact(first.clone()).await.ok()
    })
    .await;
    let mut newest = String::new();
    for n in 1..=70 {
        let reply = persons.record_contact(contact(n)).await.unwrap();
        newest = reply.metadata().get("x-rinnalla-position").unwrap().to_str().unwrap().to_owned();
    }
    district.service = district.service.restart::<referrals::Referrals>().await;
    let again = testing::eventually("the lane past the commands", async || {
        district.persons(Role::Coordinator).record_contact(first.clone()).await.ok()
    })
    .await;
    let position = again.metadata().get("x-rinnalla-position").unwrap().to_str().unwrap().to_owned();
    assert_ne!(position, newest, "the first answer, not a new commit");
    let (first_at, newest_at) = (sequence(&position), sequence(&newest));
    assert!(first_at < newest_at - 60, "{first_at} is where the first contact was, {newest_at} the last");
    district.service.stop().await;
}

fn sequence(position: &str) -> u64 {
    position.rsplit('=').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_press_the_same_button_all_are_answered_and_one_takes_effect() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let referral_id =
            district.referrals(Role::Anonymous).submit_referral(submission()).await.unwrap().into_inner().referral_id;
        let presses = (0..16).map(|_| {
            let mut coordinator = district.referrals(Role::Coordinator);
            let request = AcknowledgeReferralRequest {
                request_id: random_id().to_string(),
                referral_id: referral_id.clone(),
                occurred_on: String::new(),
            };
            async move { coordinator.acknowledge_referral(request).await }
        });
        let answers = futures::future::join_all(presses).await;
        let positions: Vec<String> = answers
            .into_iter()
            .map(|answer| answer.unwrap().metadata().get("x-rinnalla-position").unwrap().to_str().unwrap().to_owned())
            .collect();
        assert!(positions.iter().all(|position| *position == positions[0]), "one commit: {positions:?}");
        district.service.stop().await;
    }
}
