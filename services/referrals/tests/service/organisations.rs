use access::Role;
use proto::referrals::v1::{
    ListTrainedOrganisationsRequest, ListTrainedOrganisationsResponse, RecordTrainedOrganisationRequest,
    TakeBackTrainedOrganisationRequest,
};
use rpc::referrals::v1::offering_service_client::OfferingServiceClient;
use testing::{As, random_id};
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

use super::district::{District, PROGRAMME};

fn trained(name: &str, occurred_on: &str) -> RecordTrainedOrganisationRequest {
    RecordTrainedOrganisationRequest {
        request_id: random_id().to_string(),
        programme_id: PROGRAMME.to_owned(),
        name: name.to_owned(),
        occurred_on: occurred_on.to_owned(),
    }
}

fn mistaken(organisation_id: &str) -> TakeBackTrainedOrganisationRequest {
    TakeBackTrainedOrganisationRequest {
        request_id: random_id().to_string(),
        organisation_id: organisation_id.to_owned(),
        occurred_on: String::new(),
    }
}

fn reason(refused: &Status) -> String {
    assert_eq!(refused.code(), Code::FailedPrecondition, "{refused:?}");
    refused.get_details_error_info().unwrap().reason
}

impl District {
    /// One page of the list, as it is told after a reply.
    async fn trained<T: Sync>(&self, reply: &Response<T>, page_token: &str) -> ListTrainedOrganisationsResponse {
        let seen = self.as_role(Role::Coordinator).after(reply);
        let mut offering = OfferingServiceClient::with_interceptor(self.service.channel.clone(), seen);
        let request = ListTrainedOrganisationsRequest { page_size: 2, page_token: page_token.to_owned() };
        offering.list_trained_organisations(request).await.unwrap().into_inner()
    }
}

fn names(listed: &ListTrainedOrganisationsResponse) -> Vec<(&str, &str)> {
    listed.organisations.iter().map(|one| (one.name.as_str(), one.trained_on.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_stands_once_with_its_day_until_it_is_taken_back() {
    let district = District::open().await;
    let mut coordinator = district.offering(Role::Coordinator);
    let first = trained(" Kotosilta \u{a0}ry", "2011-10-12");
    let kotosilta = coordinator.record_trained_organisation(first.clone()).await.unwrap().into_inner();
    let repeated = coordinator.record_trained_organisation(first).await.unwrap().into_inner();
    assert_eq!(repeated, kotosilta, "a repeat gets its answer");
    for other in ["Naapurit ry", "Mentorit ry"] {
        coordinator.record_trained_organisation(trained(other, "2020-02-03")).await.unwrap();
    }
    let again = district.offering(Role::Manager).record_trained_organisation(trained("KOTOSILTA ry", "")).await;
    assert_eq!(reason(&again.unwrap_err()), "ORGANISATION_ALREADY_TRAINED");

    let reply = coordinator.record_trained_organisation(trained("Lähde ry", "2025-10-08")).await.unwrap();
    let page = district.trained(&reply, "").await;
    assert_eq!((page.organisations.len(), page.total), (2, 4));
    assert_eq!(names(&page)[0], ("Lähde ry", "2025-10-08"));
    let rest = district.trained(&reply, &page.next_page_token).await;
    assert_eq!((names(&rest)[1], rest.next_page_token.as_str()), (("Kotosilta ry", "2011-10-12"), ""));
    assert!(names(&rest)[0] != names(&page)[1], "those of one day are each on one page");
    assert!(page.organisations.iter().chain(&rest.organisations).all(|one| one.programme_id == PROGRAMME));

    coordinator.take_back_trained_organisation(mistaken(&kotosilta.organisation_id)).await.unwrap();
    let refused = coordinator.take_back_trained_organisation(mistaken(&kotosilta.organisation_id)).await;
    assert_eq!(reason(&refused.unwrap_err()), "ORGANISATION_NOT_TRAINED");
    let reply = coordinator.record_trained_organisation(trained("Kotosilta ry", "2012-10-12")).await.unwrap();
    assert_eq!(reply.get_ref(), &kotosilta, "the same organisation, on another day");
    let page = district.trained(&reply, "").await;
    let rest = district.trained(&reply, &page.next_page_token).await;
    assert_eq!((names(&rest)[1], rest.total), (("Kotosilta ry", "2012-10-12"), 4));
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_at_once_and_another_district_neither_sees_nor_takes_back() {
    let district = District::open().await;
    let other = district.another().await;
    let mut coordinator = district.offering(Role::Coordinator);
    let wrong = RecordTrainedOrganisationRequest {
        request_id: "x".to_owned(),
        programme_id: "no-such".to_owned(),
        name: " ".to_owned(),
        occurred_on: "2199-01-01".to_owned(),
    };
    let refused = coordinator.record_trained_organisation(wrong).await.unwrap_err();
    let told = refused.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<&str> = told.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["request_id", "occurred_on", "programme_id", "name"]);
    for role in [Role::Leader, Role::Operator, Role::Anonymous, Role::National] {
        let refused = district.offering(role).record_trained_organisation(trained("Kotosilta ry", "")).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied, "{role:?}");
    }

    let reply = coordinator.record_trained_organisation(trained("Kotosilta ry", "")).await.unwrap();
    let ours = reply.get_ref().organisation_id.clone();
    let stranger = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut theirs = OfferingServiceClient::with_interceptor(district.service.channel.clone(), stranger);
    let seen = theirs.list_trained_organisations(ListTrainedOrganisationsRequest::default()).await.unwrap();
    assert_eq!(seen.get_ref().organisations, []);
    for nothing_of_theirs in [ours, random_id().to_string()] {
        let refused = theirs.take_back_trained_organisation(mistaken(&nothing_of_theirs)).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
    theirs.record_trained_organisation(trained("Kotosilta ry", "")).await.unwrap();
    assert_eq!(district.trained(&reply, "").await.total, 1);
    district.service.stop().await;
}
