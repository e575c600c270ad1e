use access::Role;
use proto::referrals::v1::{GetReferralRequest, ListReferralsRequest};
use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;
use testing::random_id;
use tonic::{Code, Response, metadata::MetadataValue};
use tonic_types::StatusExt as _;

use super::district::District;

/// Rows that never become as new as that.
fn far_ahead() -> Response<()> {
    let mut reply = Response::new(());
    reply.metadata_mut().insert("x-rinnalla-position", MetadataValue::from_static("referrals=1000000"));
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rows_may_only_lack_is_not_called_unknown() {
    let district = District::open().await;
    let get = || GetReferralRequest { referral_id: random_id().to_string() };
    let unknown = district.referrals(Role::Coordinator).get_referral(get()).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);

    let seen = district.as_role(Role::Coordinator).after(&far_ahead());
    let mut ahead = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen);
    let later = ahead.get_referral(get()).await.unwrap_err();
    assert_eq!(later.code(), Code::Unavailable);
    assert!(later.get_details_retry_info().unwrap().retry_delay.is_some());
    let listed = ahead.list_referrals(ListReferralsRequest::default()).await.unwrap();
    assert!(listed.metadata().contains_key("x-rinnalla-behind"), "what can be shown is shown");
    district.service.stop().await;
}
