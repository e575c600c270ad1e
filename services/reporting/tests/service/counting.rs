use proto::{
    referrals::v1::{CloseReason as Why, ReferralSource, ReferralStatus as S},
    reporting::v1::GroupBy,
};
use referrals_domain::ReferralCommand as Command;

use super::year::{FRIEND, Year, values};

impl Year {
    async fn counts(&self, indicator: &str) -> Option<u64> {
        let figures = self.of_2024(FRIEND, GroupBy::Unspecified).await;
        let [(_, value)] = values(&figures, indicator).try_into().unwrap();
        value
    }

    async fn rejected(&self, reason: Why, redirected_to: &str) {
        let referred = self.referred("2024-03-01", FRIEND, ReferralSource::Clinic, "609").await;
        let reject = Command::Reject { reason, redirected_to_programme_id: redirected_to.to_owned() };
        self.referral(referred.referral, "2024-03-04", reject).await;
    }

    async fn closed(&self, status: S, reason: Why, is_taken_in: bool) {
        let referred = self.referred("2024-03-01", FRIEND, ReferralSource::Clinic, "609").await;
        if is_taken_in {
            self.accepted(referred, "2024-03-04").await;
        }
        self.referral(referred.referral, "2024-04-01", Command::Close { status, reason }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_word_redirected_is_rejected_and_referred_onward() {
    let year = Year::open().await;
    for other in [Why::NotInTargetGroup, Why::NoCapacity, Why::Declined, Why::Unreachable, Why::MovedAway] {
        year.rejected(other, "").await;
    }
    year.closed(S::Cancelled, Why::ReferredOnward, true).await;
    assert_eq!(year.counts("redirected").await, Some(0), "neither word alone");
    year.rejected(Why::ReferredOnward, "").await;
    year.rejected(Why::ReferredOnward, "mothers-groups").await;
    assert_eq!(year.counts("redirected").await, Some(2));
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_word_withdrew_is_cancelled_with_a_reason() {
    let year = Year::open().await;
    year.closed(S::Cancelled, Why::Unspecified, true).await;
    year.closed(S::Completed, Why::NoLongerNeeded, true).await;
    year.closed(S::Failed, Why::Unreachable, true).await;
    year.rejected(Why::Declined, "").await;
    assert_eq!(year.counts("withdrew").await, Some(0));
    for reason in [Why::NoLongerNeeded, Why::Unreachable, Why::MovedAway, Why::Declined] {
        year.closed(S::Cancelled, reason, true).await;
    }
    year.closed(S::Cancelled, Why::NoLongerNeeded, false).await;
    assert_eq!(year.counts("withdrew").await, Some(5), "whether she had been taken in or not");
    year.service.stop().await;
}
