use access::Role;
use jiff::Timestamp;
use proto::{
    referrals::v1::ReferralSource as Source,
    reporting::v1::{ListExpectedWaitsRequest, ListExpectedWaitsResponse, WaitBand},
};
use rpc::reporting::v1::figures_service_client::FiguresServiceClient;
use testing::{As, eventually};
use tonic::Code;
use uuid::Uuid;

use super::year::{FRIEND, MANAGER, Year};

impl Year {
    /// As anybody is told, once everything told so far shows.
    async fn waits(&self) -> ListExpectedWaitsResponse {
        let reply = self.figures(Role::Anonymous).await.list_expected_waits(ListExpectedWaitsRequest {}).await.unwrap();
        assert_eq!(reply.metadata().get("x-rinnalla-behind"), None, "the rows are as new as what was told");
        reply.into_inner()
    }

    async fn friends_after(&self, municipality: &str, days: &[(&str, &str)], volunteer: (Uuid, Uuid)) {
        for (submitted, met) in days {
            let referred = self.referred(submitted, FRIEND, Source::Clinic, municipality).await;
            self.accepted(referred, submitted).await;
            self.met(referred, volunteer, met).await;
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the installation's clock is set beside the real one")]
    async fn stands_at(&self, at: &str, last_day_counted: &str) {
        let at: Timestamp = at.parse().unwrap();
        self.ground.set_clock(at.as_second() - Timestamp::now().as_second()).await;
        eventually("the clock", async || (self.waits().await.to == last_day_counted).then_some(())).await;
    }
}

fn told(waits: &ListExpectedWaitsResponse) -> Vec<(&str, &str, WaitBand)> {
    waits.waits.iter().map(|wait| (wait.programme_id.as_str(), wait.municipality_code.as_str(), wait.band())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_is_told_waits_in_bands_where_five_people_stand_behind_each() {
    use WaitBand as B;
    let year = Year::open().await;
    year.stands_at("2025-01-20T10:00:00Z", "2024-12-31").await;
    year.told().await;
    let waits = year.waits().await;
    assert_eq!(told(&waits), [], "three of friends and two of groups");
    assert_eq!(waits.from, "2024-01-01");

    let volunteer = year.volunteer("2024-01-05", true).await;
    // With those of the year, seven of 609 and one of 684.
    year.friends_after("609", &[("2024-02-01", "2024-05-11"); 5], volunteer).await;
    assert_eq!(
        told(&year.waits().await),
        [(FRIEND, "", B::ThreeToSixMonths)],
        "609 beside the whole would tell how long the one of 684 waited"
    );
    year.friends_after("684", &[("2024-02-01", "2024-02-11"); 4], volunteer).await;
    assert_eq!(
        told(&year.waits().await),
        [(FRIEND, "", B::OneToThreeMonths), (FRIEND, "609", B::ThreeToSixMonths), (FRIEND, "684", B::UnderOneMonth)]
    );
    // Begun in the month that is not over, and before the twelve.
    year.friends_after("684", &[("2024-01-01", "2025-01-02"), ("2023-01-01", "2023-12-31")], volunteer).await;
    assert_eq!(told(&year.waits().await).len(), 3);
    year.stands_at("2025-02-01T10:00:00Z", "2025-01-31").await;
    assert_eq!(told(&year.waits().await)[2], (FRIEND, "684", B::UnderOneMonth), "six now");

    let other = year.another().await;
    let stranger = As::new(year.ground.token(&other, Role::Anonymous, MANAGER));
    let mut theirs = FiguresServiceClient::with_interceptor(year.service.channel.clone(), stranger);
    let waits = theirs.list_expected_waits(ListExpectedWaitsRequest {}).await.unwrap().into_inner();
    assert_eq!(told(&waits), []);
    for role in [Role::National, Role::Link, Role::Leader, Role::Operator] {
        let refused = year.figures(role).await.list_expected_waits(ListExpectedWaitsRequest {}).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    year.service.stop().await;
}
