use access::Role;
use proto::referrals::v1::{
    AcceptReferralRequest, AcknowledgeReferralRequest, CheckOutcome, CheckTargetGroupRequest, ConsentPurpose,
    GetPersonRequest, GetReferralRequest, GetReferralStatusRequest, HoldReferralRequest, ListReferralsDueRequest,
    ListReferralsRequest, MarkReferralEnteredInErrorRequest, PlaceOnWaitingListRequest, PublicReferralStatus,
    ReferralStatus, ReferralSummary, ReopenReferralRequest, RuleOutcome, SearchPersonsRequest,
};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};
use testing::{eventually, random_id};
use tonic::{Code, Response};
use tonic_types::StatusExt as _;

use super::district::{District, submission};

fn request_id() -> String {
    random_id().to_string()
}

/// The only open referral of the district, as a list shows it after a reply.
async fn listed<T: Sync>(district: &District, reply: &Response<T>) -> ReferralSummary {
    let seen = district.as_role(Role::Coordinator).after(reply);
    let listed = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .list_referrals(ListReferralsRequest::default())
        .await
        .unwrap()
        .into_inner();
    let [only] = listed.referrals.try_into().unwrap();
    only
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_goes_from_the_clinic_to_the_waiting_list() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);

    let reply = district.referrals(Role::Anonymous).submit_referral(submission()).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&reply);
    let handed_in = reply.into_inner();
    assert_eq!(handed_in.person_id, "", "a referrer gets no handle to a person");
    assert_eq!(handed_in.code.len(), 11);

    // The referrer's position waits for the row and for the person the process registers.
    let listed = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen.clone())
        .list_referrals(ListReferralsRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(listed.total, 1);
    let row = &listed.referrals[0];
    assert_eq!((row.name.as_str(), row.status()), ("Nadia Esimerkki", ReferralStatus::Requested));
    assert_eq!(row.municipality_code, "609");

    let referral_id = handed_in.referral_id.clone();
    let checked = coordinator
        .check_target_group(CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: String::new(),
        })
        .await
        .unwrap()
        .into_inner()
        .check
        .unwrap();
    assert_eq!(checked.outcome(), CheckOutcome::Inside);
    assert!(checked.reasons.iter().all(|reason| reason.outcome() == RuleOutcome::Holds));

    coordinator
        .accept_referral(AcceptReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            ..AcceptReferralRequest::default()
        })
        .await
        .unwrap();
    let waits = coordinator
        .place_on_waiting_list(PlaceOnWaitingListRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: String::new(),
        })
        .await
        .unwrap();
    let seen = district.as_role(Role::Coordinator).after(&waits);
    let mut coordinator = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen.clone());
    let referral =
        coordinator.get_referral(GetReferralRequest { referral_id }).await.unwrap().into_inner().referral.unwrap();
    let steps: Vec<&str> = referral.history.iter().map(|step| step.r#type.as_str()).collect();
    assert_eq!(
        steps,
        [
            "ReferralSubmitted",
            "TargetGroupChecked",
            "ReferralAcknowledged",
            "ReferralAccepted",
            "ReferralPlacedOnWaitingList"
        ]
    );
    assert!(referral.summary.as_ref().unwrap().waiting);
    assert_eq!(referral.code, handed_in.code);

    let status = district
        .referrals(Role::Anonymous)
        .get_referral_status(GetReferralStatusRequest { code: handed_in.code.to_lowercase() })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(status.status(), PublicReferralStatus::TakenIn);

    let person_id = referral.summary.unwrap().person_id;
    let person = PersonsServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .get_person(GetPersonRequest { person_id })
        .await
        .unwrap()
        .into_inner()
        .person
        .unwrap();
    assert_eq!(person.identity.unwrap().phone, "+358 40 1234567");
    assert!(person.consents.iter().any(|consent| consent.purpose() == ConsentPurpose::Referral && consent.given));
    assert_ne!(person.notice_due_on, "", "a professional's referral starts the duty to inform her");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_outside_the_target_group_is_taken_in_only_by_a_manager_with_a_reason() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let mut elsewhere = submission();
    elsewhere.facts.as_mut().unwrap().municipality_code = "102".to_owned();
    let referral_id = coordinator.submit_referral(elsewhere).await.unwrap().into_inner().referral_id;
    let check = CheckTargetGroupRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        occurred_on: String::new(),
    };
    let checked = coordinator.check_target_group(check).await.unwrap().into_inner().check.unwrap();
    assert_eq!(checked.outcome(), CheckOutcome::Outside);

    let accept = |justification: &str| AcceptReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        override_justification: justification.to_owned(),
        occurred_on: String::new(),
    };
    let refused = coordinator.accept_referral(accept("")).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(refused.get_details_error_info().unwrap().reason, "REFERRAL_NOT_IN_TARGET_GROUP");
    let refused = coordinator.accept_referral(accept("Naapurikunta, sovittu")).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    district.referrals(Role::Manager).accept_referral(accept("Naapurikunta, sovittu")).await.unwrap();
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_that_rests_shows_whether_she_was_taken_in() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let referral_id = coordinator.submit_referral(submission()).await.unwrap().into_inner().referral_id;
    let hold = || HoldReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        until: "2200-01-01".to_owned(),
        ..HoldReferralRequest::default()
    };
    let wait = || PlaceOnWaitingListRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        ..PlaceOnWaitingListRequest::default()
    };
    let held = coordinator.hold_referral(hold()).await.unwrap();
    let shown = listed(&district, &held).await;
    assert_eq!((shown.status(), shown.was_accepted), (ReferralStatus::OnHold, false));
    let refused = coordinator.place_on_waiting_list(wait()).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "REFERRAL_NOT_ACCEPTED");

    let check = CheckTargetGroupRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        ..CheckTargetGroupRequest::default()
    };
    coordinator.check_target_group(check).await.unwrap();
    let accept = AcceptReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        ..AcceptReferralRequest::default()
    };
    coordinator.accept_referral(accept).await.unwrap();
    let held = coordinator.hold_referral(hold()).await.unwrap();
    let shown = listed(&district, &held).await;
    assert_eq!((shown.status(), shown.was_accepted), (ReferralStatus::OnHold, true));
    let waits = coordinator.place_on_waiting_list(wait()).await.unwrap();
    let shown = listed(&district, &waits).await;
    assert_eq!((shown.status(), shown.waiting, shown.was_accepted), (ReferralStatus::Accepted, true, true));

    let mistake = MarkReferralEnteredInErrorRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        note: "Väärä henkilö".to_owned(),
        ..MarkReferralEnteredInErrorRequest::default()
    };
    coordinator.mark_referral_entered_in_error(mistake).await.unwrap();
    let reopen = ReopenReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        note: "Olikin oikea".to_owned(),
        ..ReopenReferralRequest::default()
    };
    let reopened = coordinator.reopen_referral(reopen).await.unwrap();
    let shown = listed(&district, &reopened).await;
    assert_eq!((shown.status(), shown.was_accepted), (ReferralStatus::Acknowledged, false), "it is decided anew");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_promise_stands_on_today_until_it_is_kept() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let mut late = submission();
    late.occurred_on = "2026-01-07".to_owned();
    let referral_id = coordinator.submit_referral(late).await.unwrap().into_inner().referral_id;
    let due = eventually("the referral on Today", async || {
        let due = district.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        due.into_inner().due.into_iter().find(|due| due.referral.is_some())
    })
    .await;
    // Three working days after Wednesday 7 January 2026, the day after Epiphany.
    assert_eq!(due.due_on, "2026-01-12");
    assert_eq!(due.kind(), proto::referrals::v1::DueKind::Acknowledge);

    let acknowledge = AcknowledgeReferralRequest { request_id: request_id(), referral_id, occurred_on: String::new() };
    let reply = coordinator.acknowledge_referral(acknowledge).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&reply);
    let due = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .list_referrals_due(ListReferralsDueRequest {})
        .await
        .unwrap()
        .into_inner()
        .due;
    assert!(due.iter().all(|due| due.kind() != proto::referrals::v1::DueKind::Acknowledge));
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn she_is_found_by_a_name_that_sounds_alike_and_by_her_phone() {
    let district = District::open().await;
    let mut submitted = submission();
    submitted.identity.as_mut().unwrap().given_name = "Oksana".to_owned();
    let reply = district.referrals(Role::Coordinator).submit_referral(submitted).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&reply);
    for (text, because) in [("Oxana", "name-sounds"), ("040 123 4567", "phone"), ("esimerkki", "name")] {
        let hits = PersonsServiceClient::with_interceptor(district.service.channel.clone(), seen.clone())
            .search_persons(SearchPersonsRequest { text: text.to_owned(), birth_month: String::new() })
            .await
            .unwrap()
            .into_inner()
            .hits;
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(hits[0].because, [because], "{text}");
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_is_wrong_is_told_at_once() {
    let district = District::open().await;
    let mut wrong = submission();
    wrong.request_id = "*.>".to_owned();
    wrong.programme_id = "no-such".to_owned();
    wrong.source = 999;
    wrong.she_knows_and_agrees = false;
    wrong.identity = None;
    wrong.facts.as_mut().unwrap().municipality_code = "Pori".to_owned();
    wrong.occurred_on = "2999-01-01".to_owned();
    let refused = district.referrals(Role::Anonymous).submit_referral(wrong).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let violations = refused.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
    for field in [
        "request_id",
        "programme_id",
        "source",
        "she_knows_and_agrees",
        "identity",
        "identity.given_name",
        "facts.municipality_code",
        "occurred_on",
    ] {
        assert!(fields.contains(&field), "{field} is missing from {fields:?}");
    }
    district.service.stop().await;
}
