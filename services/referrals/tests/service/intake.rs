use access::Role;
use proto::referrals::v1::{
    GetCoverageRequest, GetOfferingRequest, IntakeStop, ReopenIntakeRequest, StopIntakeRequest, SubmitReferralRequest,
};
use rpc::referrals::v1::{
    offering_service_client::OfferingServiceClient, referrals_service_client::ReferralsServiceClient,
};
use testing::{As, random_id};
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

use super::district::{District, PROGRAMME, submission};

fn request_id() -> String {
    random_id().to_string()
}

fn from(municipality_code: &str) -> SubmitReferralRequest {
    let mut submission = submission();
    municipality_code.clone_into(&mut submission.facts.as_mut().unwrap().municipality_code);
    submission
}

fn stop(municipality_code: &str, from: &str, reopens_on: &str) -> StopIntakeRequest {
    let stop = IntakeStop {
        programme_id: PROGRAMME.to_owned(),
        municipality_code: municipality_code.to_owned(),
        from: from.to_owned(),
        reopens_on: reopens_on.to_owned(),
    };
    StopIntakeRequest { request_id: request_id(), stop: Some(stop), occurred_on: String::new() }
}

impl District {
    async fn today(&self) -> String {
        self.offering(Role::Coordinator).get_offering(GetOfferingRequest {}).await.unwrap().into_inner().as_of
    }

    /// Stops in force, as anybody is told after a reply.
    async fn told<T: Sync>(&self, reply: &Response<T>) -> Vec<IntakeStop> {
        let seen = self.as_role(Role::Anonymous).after(reply);
        let mut offering = OfferingServiceClient::with_interceptor(self.service.channel.clone(), seen);
        let coverage = offering.get_coverage(GetCoverageRequest {}).await.unwrap().into_inner();
        coverage.programmes.into_iter().flat_map(|covered| covered.stops).collect()
    }
}

fn reason(refused: &Status) -> String {
    assert_eq!(refused.code(), Code::FailedPrecondition, "{refused:?}");
    refused.get_details_error_info().unwrap().reason
}

#[tokio::test(flavor = "multi_thread")]
async fn while_new_requests_are_stopped_only_staff_hand_one_in() {
    let district = District::open().await;
    let today = district.today().await;
    let mut anybody = district.referrals(Role::Anonymous);
    let before = from("609");
    let handed_in = anybody.submit_referral(before.clone()).await.unwrap().into_inner();

    let mut manager = district.offering(Role::Manager);
    let stopping = stop("609", &today, "");
    let refused = district.offering(Role::Coordinator).stop_intake(stopping.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "a coordinator sees stops and makes none");
    let reply = manager.stop_intake(stopping.clone()).await.unwrap();
    assert_eq!(district.told(&reply).await, [stopping.stop.unwrap()]);

    assert_eq!(reason(&anybody.submit_referral(from("609")).await.unwrap_err()), "INTAKE_STOPPED");
    let again = anybody.submit_referral(before).await.unwrap().into_inner();
    assert_eq!(again.referral_id, handed_in.referral_id, "a repeat of what was taken gets its answer");
    for other in ["684", ""] {
        anybody.submit_referral(from(other)).await.unwrap();
    }
    district.referrals(Role::Coordinator).submit_referral(from("609")).await.unwrap();

    let reopening = || ReopenIntakeRequest {
        request_id: request_id(),
        programme_id: PROGRAMME.to_owned(),
        municipality_code: "609".to_owned(),
        occurred_on: String::new(),
    };
    let reply = manager.reopen_intake(reopening()).await.unwrap();
    assert_eq!(district.told(&reply).await, []);
    anybody.submit_referral(from("609")).await.unwrap();
    assert_eq!(reason(&manager.reopen_intake(reopening()).await.unwrap_err()), "INTAKE_NOT_STOPPED");

    let reply = manager.stop_intake(stop("", &today, "2199-01-01")).await.unwrap();
    assert_eq!(district.told(&reply).await.len(), 1);
    for everywhere in ["609", "684", ""] {
        assert_eq!(reason(&anybody.submit_referral(from(everywhere)).await.unwrap_err()), "INTAKE_STOPPED");
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_of_its_own_district_and_of_the_days_that_are_told() {
    let district = District::open().await;
    let other = district.another().await;
    let mut manager = district.offering(Role::Manager);
    let reply = manager.stop_intake(stop("", "2198-01-01", "")).await.unwrap();
    assert_eq!(district.told(&reply).await, [], "it lies ahead");
    let standing = manager.get_offering(GetOfferingRequest {}).await.unwrap().into_inner().intake_stops;
    assert_eq!(standing.len(), 1);
    assert_eq!(reason(&manager.stop_intake(stop("609", "2020-01-01", "")).await.unwrap_err()), "INTAKE_STOP_IN_PAST");

    let wrong = StopIntakeRequest {
        request_id: "x".to_owned(),
        stop: Some(IntakeStop {
            programme_id: "no-such".to_owned(),
            municipality_code: "Pori".to_owned(),
            from: "tomorrow".to_owned(),
            reopens_on: "later".to_owned(),
        }),
        occurred_on: String::new(),
    };
    let refused = manager.stop_intake(wrong).await.unwrap_err();
    let told = refused.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<&str> = told.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["request_id", "stop.programme_id", "stop.municipality_code", "stop.from", "stop.reopens_on"]);

    let stranger = || As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut theirs = OfferingServiceClient::with_interceptor(district.service.channel.clone(), stranger());
    assert_eq!(theirs.get_offering(GetOfferingRequest {}).await.unwrap().into_inner().intake_stops, []);
    let today = district.today().await;
    manager.stop_intake(stop("609", &today, "")).await.unwrap();
    let elsewhere = As::new(district.ground.token(&other, Role::Anonymous, "somebody"));
    let mut elsewhere = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), elsewhere);
    elsewhere.submit_referral(from("609")).await.unwrap();
    district.service.stop().await;
}
