use access::Role;
use proto::referrals::v1::{
    CloseReason, ErasureGround, GetPersonRequest, KeepPersonRequest, LegalBasis, ListReferralsDueRequest,
    ListRetentionRequest, OrderErasureRequest, PersonRole, ProposeErasureRequest, Purpose, RejectReferralRequest,
    RetainedPerson,
};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, retention_service_client::RetentionServiceClient,
};
use testing::{As, eventually, random_id};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::{
    district::{Authorised, District, submission},
    purposes::purpose,
};

const DAY: i64 = 24 * 60 * 60;
/// Who looks a second time.
const PAULA: &str = "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d";

impl District {
    fn retention(&self) -> RetentionServiceClient<Authorised> {
        RetentionServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(Role::Coordinator))
    }

    async fn retained(&self) -> Vec<RetainedPerson> {
        self.retention().list_retention(ListRetentionRequest::default()).await.unwrap().into_inner().persons
    }

    /// As many days later by the installation's clock, once the service has heard of it.
    pub(crate) async fn later(&self, days: i64) {
        let as_of = async || {
            let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
            due.into_inner().as_of
        };
        let before = as_of().await;
        self.ground.set_clock(days * DAY).await;
        eventually("the clock", async || (as_of().await != before).then_some(())).await;
    }

    async fn due(&self) -> u32 {
        let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        due.into_inner().retention_due
    }

    /// Handed in, and either rejected or not.
    async fn handed_in(&self, rejected: bool) -> String {
        let mut coordinator = self.referrals(Role::Coordinator);
        let handed_in = coordinator.submit_referral(submission()).await.unwrap().into_inner();
        if rejected {
            let reject = RejectReferralRequest {
                request_id: random_id().to_string(),
                referral_id: handed_in.referral_id,
                reason: CloseReason::NoCapacity.into(),
                ..RejectReferralRequest::default()
            };
            coordinator.reject_referral(reject).await.unwrap();
        }
        eventually("the person", async || {
            let get = GetPersonRequest { person_id: handed_in.person_id.clone() };
            self.persons(Role::Coordinator).get_person(get).await.ok()
        })
        .await;
        handed_in.person_id
    }

    async fn propose(&self, person_id: &str) -> Result<(), Status> {
        let request_id = random_id().to_string();
        let propose = ProposeErasureRequest { request_id, person_id: person_id.to_owned(), occurred_on: String::new() };
        self.retention().propose_erasure(propose).await.map(drop)
    }

    async fn keep(&self, person_id: &str, reason: &str, look_again_on: &str) -> Result<(), Status> {
        let keep = KeepPersonRequest {
            request_id: random_id().to_string(),
            person_id: person_id.to_owned(),
            reason: reason.to_owned(),
            look_again_on: look_again_on.to_owned(),
            occurred_on: String::new(),
        };
        self.retention().keep_person(keep).await.map(drop)
    }

    async fn order(&self, actor: &str, person_id: &str) -> Result<(), Status> {
        let token = As::new(self.ground.token(&self.id, Role::Manager, actor));
        let order = OrderErasureRequest {
            request_id: random_id().to_string(),
            person_id: person_id.to_owned(),
            ground: ErasureGround::Retention.into(),
            occurred_on: String::new(),
        };
        let mut manager = PersonsServiceClient::with_interceptor(self.service.channel.clone(), token);
        manager.order_erasure(order).await.map(drop)
    }
}

fn reason(refused: Result<(), Status>) -> String {
    refused.unwrap_err().get_details_error_info().unwrap().reason
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_erase_somebody_whose_purposes_have_all_run_out() {
    let district = District::open().await;
    district.shares(&purpose("accountability", LegalBasis::LegalObligation, 24)).await;
    district.shares(&purpose("referral", LegalBasis::Consent, 12)).await;
    let volunteers = Purpose {
        roles: vec![PersonRole::Volunteer.into()],
        ..purpose("volunteering", LegalBasis::LegitimateInterests, 600)
    };
    district.shares(&volunteers).await;
    let (gone, stays) = (district.handed_in(true).await, district.handed_in(false).await);
    assert_eq!(district.retained().await, [], "nothing has run out yet");
    assert_eq!(reason(district.propose(&gone).await), "PERSON_PURPOSE_LEFT");

    // 24 months are at most 731 days.
    district.later(732).await;
    let [due] = district.retained().await.try_into().unwrap();
    assert_eq!((due.person_id.as_str(), due.name.as_str()), (gone.as_str(), "Nadia Esimerkki"));
    let purposes: Vec<_> = due.purposes.iter().map(|ran_out| ran_out.purpose_id.as_str()).collect();
    assert_eq!(purposes, ["referral", "accountability"], "volunteers alone are kept for fifty years");
    assert_eq!(due.run_out_on, due.purposes[1].run_out_on);
    assert!(due.last_activity_on < due.purposes[0].run_out_on && due.purposes[0].run_out_on < due.run_out_on);
    assert_eq!(district.due().await, 1);
    assert_eq!(reason(district.propose(&stays).await), "PERSON_PURPOSE_LEFT", "her referral is open");

    assert_eq!(reason(district.order(PAULA, &gone).await), "PERSON_ERASURE_NOT_PROPOSED");
    district.propose(&gone).await.unwrap();
    eventually("the proposal", async || {
        let listed = district.retained().await;
        listed.first().filter(|found| !found.proposed_on.is_empty()).map(|found| found.proposed_by_actor_id.clone())
    })
    .await;
    let herself = "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11";
    assert_eq!(reason(district.order(herself, &gone).await), "PERSON_ERASURE_NEEDS_ANOTHER");
    district.order(PAULA, &gone).await.unwrap();
    eventually("the list to be empty", async || district.retained().await.is_empty().then_some(())).await;
    assert_eq!(district.due().await, 0);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_kept_with_a_reason_comes_back_on_the_day_agreed() {
    let district = District::open().await;
    district.shares(&purpose("accountability", LegalBasis::LegalObligation, 24)).await;
    let person_id = district.handed_in(true).await;
    district.later(800).await;
    assert_eq!(district.retained().await.len(), 1);
    let due = district.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
    let today: jiff::civil::Date = due.into_inner().as_of.parse().unwrap();
    let ahead = |days: i32| today.checked_add(jiff::ToSpan::days(days)).unwrap().to_string();

    assert_eq!(reason(district.keep(&person_id, "Asia on kesken", &ahead(0)).await), "PERSON_LOOK_AGAIN_NOT_AHEAD");
    assert_eq!(district.keep(&person_id, " ", &ahead(30)).await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(
        district.keep(&person_id, &"x".repeat(5_000), &ahead(30)).await.unwrap_err().code(),
        Code::InvalidArgument
    );
    let nobody = random_id().to_string();
    assert_eq!(district.keep(&nobody, "Asia on kesken", &ahead(30)).await.unwrap_err().code(), Code::NotFound);
    district.propose(&person_id).await.unwrap();
    district.keep(&person_id, "Asia on kesken", &ahead(30)).await.unwrap();
    eventually("her to be kept", async || district.retained().await.is_empty().then_some(())).await;
    assert_eq!(reason(district.order(PAULA, &person_id).await), "PERSON_ERASURE_NOT_PROPOSED", "it was taken back");

    district.later(831).await;
    let [back] = district.retained().await.try_into().unwrap();
    assert_eq!((back.kept_until, back.kept_because.as_str()), (ahead(30), "Asia on kesken"));
    assert_eq!(back.proposed_on, "");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_purpose_was_shared_nobody_is_listed() {
    let district = District::open().await;
    district.handed_in(true).await;
    district.later(10_000).await;
    assert_eq!(district.retained().await, []);
    district.service.stop().await;
}
