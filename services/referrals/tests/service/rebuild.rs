use access::Role;
use proto::referrals::v1::{AcknowledgeReferralRequest, ListReferralsRequest};
use referrals::Referrals;
use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;
use runtime::{OwnerSettings, rebuild_all, verify_all};
use testing::random_id;

use super::district::{District, submission};

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_the_rows_that_were_there_while_the_service_goes_on() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let mut reply = None;
    for _ in 0..20 {
        let referral_id = coordinator.submit_referral(submission()).await.unwrap().into_inner().referral_id;
        let request =
            AcknowledgeReferralRequest { request_id: random_id().to_string(), referral_id, occurred_on: String::new() };
        reply = Some(coordinator.acknowledge_referral(request).await.unwrap());
    }
    let seen = district.as_role(Role::Coordinator).after(&reply.unwrap());
    let mut seeing = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen);
    seeing.list_referrals(ListReferralsRequest::default()).await.unwrap();

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    assert!(rebuilt.compared.contains(&"referral".to_owned()), "{rebuilt:?}");
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    assert!(rebuilt.commits >= 40);

    let after = coordinator.submit_referral(submission()).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&after);
    let mut seeing = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen);
    assert_eq!(seeing.list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner().total, 21);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undamaged_log_verifies_whole() {
    let district = District::open().await;
    for _ in 0..5 {
        district.referrals(Role::Anonymous).submit_referral(submission()).await.unwrap();
    }
    let (lines, whole) = verify_all::<Referrals>(&district.service.settings).await.unwrap();
    assert!(whole, "{lines:?}");
    assert_eq!(lines.len(), 1);
    district.service.stop().await;
}
