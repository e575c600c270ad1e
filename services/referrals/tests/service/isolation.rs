use access::Role;
use proto::referrals::v1::{
    AcknowledgeReferralRequest, GetPersonRequest, GetReferralRequest, ListReferralsRequest, SearchPersonsRequest,
};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};
use testing::{As, random_id};
use tonic::Code;

use super::district::{District, submission};

#[tokio::test(flavor = "multi_thread")]
async fn what_another_district_has_answers_like_what_nobody_has() {
    let district = District::open().await;
    let reply = district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap();
    let theirs = reply.into_inner();
    let other = district.another().await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut referrals = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), token.clone());
    let mut persons = PersonsServiceClient::with_interceptor(district.service.channel.clone(), token);

    for (referral_id, person_id) in
        [(theirs.referral_id, theirs.person_id), (random_id().to_string(), random_id().to_string())]
    {
        let get = referrals.get_referral(GetReferralRequest { referral_id: referral_id.clone() }).await.unwrap_err();
        let request_id = random_id().to_string();
        let acknowledge = AcknowledgeReferralRequest { request_id, referral_id, occurred_on: String::new() };
        let acknowledge = referrals.acknowledge_referral(acknowledge).await.unwrap_err();
        let person = persons.get_person(GetPersonRequest { person_id }).await.unwrap_err();
        for status in [get, acknowledge, person] {
            assert_eq!((status.code(), status.message()), (Code::NotFound, "there is nothing by that id"));
        }
    }
    assert_eq!(referrals.list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner().total, 0);
    let search = SearchPersonsRequest { text: "Nadia".to_owned(), birth_month: String::new() };
    assert_eq!(persons.search_persons(search).await.unwrap().into_inner().hits, []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_good_token_or_no_fitting_role_gets_nothing() {
    let district = District::open().await;
    let list = ListReferralsRequest::default;
    let without = ReferralsServiceClient::new(district.service.channel.clone()).list_referrals(list()).await;
    assert_eq!(without.unwrap_err().code(), Code::Unauthenticated);

    let stranger = testing::Ground::new(testing::Cluster::R1).await;
    let foreign = As::new(stranger.token(&district.id, Role::Manager, "x"));
    let forged = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), foreign);
    assert_eq!(forged.clone().list_referrals(list()).await.unwrap_err().code(), Code::Unauthenticated);

    for role in [Role::Anonymous, Role::National, Role::Administrator, Role::Operator, Role::Link, Role::Leader] {
        let refused = district.referrals(role).list_referrals(list()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    district.service.stop().await;
}

/// The policies hold even for a query that forgets its district.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_shows_rows_of_one_district_alone() {
    let district = District::open().await;
    let reply = district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&reply);
    ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .list_referrals(ListReferralsRequest::default())
        .await
        .unwrap();
    let database = database::connect(&district.service.settings.database_url, 1).unwrap();
    let other: decider::DistrictId = "somewhere-else".parse().unwrap();
    for (of, expected) in [(&district.id, 1_i64), (&other, 0)] {
        let mut tx = database.district(of).await.unwrap();
        let found: i64 = sqlx::query_scalar("select count(*) from referral").fetch_one(tx.rows()).await.unwrap();
        assert_eq!(found, expected, "{of}");
    }
    let mut tx = database.unscoped().await.unwrap();
    let found: i64 = sqlx::query_scalar("select count(*) from referral").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(found, 0, "outside every district");
    district.service.stop().await;
}

/// Nothing of the mother is readable in what the log stores.
#[tokio::test(flavor = "multi_thread")]
async fn the_event_log_holds_no_word_about_her_in_the_clear() {
    let district = District::open().await;
    district.referrals(Role::Anonymous).submit_referral(submission()).await.unwrap();
    let stream = eventlog::StreamName::new(eventlog::Context::Referrals, district.id.clone());
    let jetstream = async_nats::jetstream::new(district.ground.operator.clone());
    let log = jetstream.get_stream(stream.to_string()).await.unwrap();
    let last = log.cached_info().state.last_sequence;
    for sequence in 1..=last {
        let stored = log.get_raw_message(sequence).await.unwrap();
        let text = without_ids(&String::from_utf8_lossy(&stored.payload).to_lowercase());
        for word in ["nadia", "esimerkki", "1234567", "puistoon", "malli", "609", "1994"] {
            let agreement = stored.subject.contains(".agreement.");
            assert!(agreement || !text.contains(word), "{word} at {sequence} on {}", stored.subject);
        }
    }
    district.service.stop().await;
}

/// Digits of a random id may read like a municipality's or a year's.
fn without_ids(text: &str) -> String {
    let ids: Vec<&str> = text
        .char_indices()
        .filter_map(|(at, _)| text.get(at..at + 36))
        .filter(|id| id.parse::<uuid::Uuid>().is_ok())
        .collect();
    ids.into_iter().fold(text.to_owned(), |text, id| text.replace(id, ""))
}
