use access::Role;
use edge::{BEHIND_METADATA, VISIBLE_METADATA};
use proto::referrals::v1::{AcknowledgeReferralRequest, GetReferralRequest, ReferralStatus};
use testing::random_id;
use tonic::{Request, metadata::MetadataValue};

use super::district::{District, submission};

fn visibly<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert(VISIBLE_METADATA, MetadataValue::from_static("1"));
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_it_is_answered_once_the_rows_show_what_was_done() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    // Nobody below names a position: the rows alone say it.
    for _ in 0..20 {
        let reply = coordinator.submit_referral(visibly(submission())).await.unwrap();
        assert!(reply.metadata().get(BEHIND_METADATA).is_none());
        let referral_id = reply.into_inner().referral_id;
        let acknowledge = AcknowledgeReferralRequest {
            request_id: random_id().to_string(),
            referral_id: referral_id.clone(),
            occurred_on: String::new(),
        };
        coordinator.acknowledge_referral(visibly(acknowledge)).await.unwrap();
        let shown = coordinator.get_referral(GetReferralRequest { referral_id }).await.unwrap().into_inner();
        assert_eq!(shown.referral.unwrap().summary.unwrap().status(), ReferralStatus::Acknowledged);
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_rows_do_not_come_says_so_and_stands() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let mut superuser = district.service.database.superuser().await;
    // Whoever moves a lane waits behind this.
    sqlx::raw_sql("begin; lock table read.lane in exclusive mode").execute(&mut superuser).await.unwrap();
    let reply = coordinator.submit_referral(visibly(submission())).await.unwrap();
    assert!(reply.metadata().get(BEHIND_METADATA).is_some());
    sqlx::raw_sql("commit").execute(&mut superuser).await.unwrap();
    let referral_id = reply.into_inner().referral_id;
    testing::eventually("the referral", async || {
        district
            .referrals(Role::Coordinator)
            .get_referral(GetReferralRequest { referral_id: referral_id.clone() })
            .await
            .ok()
    })
    .await;
    district.service.stop().await;
}
