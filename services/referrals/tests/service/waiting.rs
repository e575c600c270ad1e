use access::Role;
use proto::{
    held::v1::held_value::Value,
    referrals::v1::{
        AcceptReferralRequest, CheckTargetGroupRequest, DeclarePriorityRequest, DeclarePriorityResponse, ErasureGround,
        GetOfferingRequest, GetReferralRequest, HoldReferralRequest, ListWaitingRequest, ListWaitingResponse,
        OrderErasureRequest, PriorityReason, TakeBackPriorityRequest, TellHeldRequest,
    },
};
use referrals::Referrals;
use rpc::referrals::v1::{held_service_client::HeldServiceClient, referrals_service_client::ReferralsServiceClient};
use runtime::{OwnerSettings, rebuild_all};
use testing::{As, eventually, random_id};
use tonic::{Code, Response};
use tonic_types::StatusExt as _;

use super::district::{District, submission};

fn request_id() -> String {
    random_id().to_string()
}

fn reason(id: &str, version: u32, retired: bool) -> PriorityReason {
    let name = [("fi".to_owned(), id.to_owned())].into();
    PriorityReason { reason_id: id.to_owned(), version, name, retired }
}

/// Somebody taken in.
struct Taken {
    referral_id: String,
    person_id: String,
}

impl District {
    async fn knows_reason(&self, reason: &PriorityReason) {
        self.ground.share_reason(reason).await;
        eventually("the reason", async || {
            let told = self.offering(Role::Coordinator).get_offering(GetOfferingRequest {}).await.ok()?.into_inner();
            told.priority_reasons.contains(reason).then_some(())
        })
        .await;
    }

    async fn takes_in(&self, municipality_code: &str, on: &str, protected: bool) -> Taken {
        let mut coordinator = self.referrals(Role::Coordinator);
        let mut submission = submission();
        municipality_code.clone_into(&mut submission.facts.as_mut().unwrap().municipality_code);
        submission.identity.as_mut().unwrap().address_protected = protected;
        let handed_in = coordinator.submit_referral(submission).await.unwrap().into_inner();
        let referral_id = handed_in.referral_id;
        let check = CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            ..Default::default()
        };
        coordinator.check_target_group(check).await.unwrap();
        let accept = AcceptReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: on.to_owned(),
            ..AcceptReferralRequest::default()
        };
        coordinator.accept_referral(accept).await.unwrap();
        Taken { referral_id, person_id: handed_in.person_id }
    }

    async fn declares(&self, taken: &Taken, reason_id: &str) -> Response<DeclarePriorityResponse> {
        let declare = DeclarePriorityRequest {
            request_id: request_id(),
            referral_id: taken.referral_id.clone(),
            reason_id: reason_id.to_owned(),
            note: "Kuopus syntyi tammikuussa".to_owned(),
            ..DeclarePriorityRequest::default()
        };
        self.referrals(Role::Coordinator).declare_priority(declare).await.unwrap()
    }

    fn seeing<T>(&self, reply: &Response<T>) -> ReferralsServiceClient<super::district::Authorised> {
        let seen = self.as_role(Role::Coordinator).after(reply);
        ReferralsServiceClient::with_interceptor(self.service.channel.clone(), seen)
    }
}

fn ids(listed: &ListWaitingResponse) -> Vec<&str> {
    listed.waiting.iter().map(|one| one.referral.as_ref().unwrap().referral_id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_listed_by_time_and_a_declared_reason_goes_before_it() {
    let district = District::open().await;
    district.agree(&["609", "684"]).await;
    district.knows_reason(&reason("newborn", 1, false)).await;
    let second = district.takes_in("609", "2026-01-10", false).await;
    let first = district.takes_in("609", "2026-01-05", false).await;
    let last = district.takes_in("684", "2026-01-20", false).await;
    let hidden = district.takes_in("609", "2026-01-01", true).await;
    // Not taken in: she does not wait yet.
    district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap();
    let reply = district.declares(&last, "newborn").await;
    let mut seeing = district.seeing(&reply);

    let all = seeing.list_waiting(ListWaitingRequest::default()).await.unwrap().into_inner();
    assert_eq!(ids(&all), [&last, &hidden, &first, &second].map(|taken| taken.referral_id.as_str()));
    assert_eq!((all.total, all.waiting[2].waits_since.as_str()), (4, "2026-01-05"));
    let priority = all.waiting[0].priority.clone().unwrap();
    assert_eq!((priority.reason_id.as_str(), priority.note.as_str()), ("newborn", "Kuopus syntyi tammikuussa"));
    assert_eq!(all.waiting[1].priority, None);

    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let page = ListWaitingRequest { page_size: 1, page_token: token, ..ListWaitingRequest::default() };
        let page = seeing.list_waiting(page).await.unwrap().into_inner();
        paged.extend(ids(&page).into_iter().map(str::to_owned));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, ids(&all));

    let of = |municipality: &str, programme: &str| ListWaitingRequest {
        municipality_code: municipality.to_owned(),
        programme_id: programme.to_owned(),
        ..ListWaitingRequest::default()
    };
    let here = seeing.list_waiting(of("609", "")).await.unwrap().into_inner();
    assert_eq!((ids(&here).len(), here.total), (2, 2), "nobody learns from a filter where she lives who is protected");
    assert!(!ids(&here).contains(&hidden.referral_id.as_str()));
    assert_eq!(seeing.list_waiting(of("", "mentoring")).await.unwrap().into_inner().total, 0);

    let hold = HoldReferralRequest {
        request_id: request_id(),
        referral_id: first.referral_id.clone(),
        until: "2199-01-01".to_owned(),
        ..HoldReferralRequest::default()
    };
    seeing.hold_referral(hold).await.unwrap();
    let take_back = TakeBackPriorityRequest {
        request_id: request_id(),
        referral_id: last.referral_id.clone(),
        note: "Vauvaryhmä löytyi".to_owned(),
        ..TakeBackPriorityRequest::default()
    };
    let reply = seeing.take_back_priority(take_back).await.unwrap();
    let mut seeing = district.seeing(&reply);
    let all = seeing.list_waiting(ListWaitingRequest::default()).await.unwrap().into_inner();
    assert_eq!(ids(&all), [&hidden, &first, &second, &last].map(|taken| taken.referral_id.as_str()));
    assert_eq!(all.waiting[1].referral.as_ref().unwrap().on_hold_until, "2199-01-01");
    let get = GetReferralRequest { referral_id: last.referral_id.clone() };
    let told = seeing.get_referral(get).await.unwrap().into_inner().referral.unwrap();
    let steps: Vec<_> = told.history.iter().map(|step| (step.r#type.as_str(), step.note.as_str())).collect();
    assert!(steps.contains(&("PriorityDeclared", "Kuopus syntyi tammikuussa")), "{steps:?}");
    assert!(steps.contains(&("PriorityTakenBack", "Vauvaryhmä löytyi")), "{steps:?}");
    assert_eq!(told.priority, None);

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_reason_that_is_shared_and_not_retired_is_declared_and_only_here() {
    let district = District::open().await;
    district.knows_reason(&reason("newborn", 1, false)).await;
    district.knows_reason(&reason("by-lot", 1, true)).await;
    let taken = district.takes_in("609", "2026-01-10", false).await;
    let declare = |referral_id: &str, reason_id: &str, note: &str| DeclarePriorityRequest {
        request_id: request_id(),
        referral_id: referral_id.to_owned(),
        reason_id: reason_id.to_owned(),
        note: note.to_owned(),
        ..DeclarePriorityRequest::default()
    };
    let mut coordinator = district.referrals(Role::Coordinator);
    for wrong in ["by-lot", "no-such", "No such", ""] {
        let refused = coordinator.declare_priority(declare(&taken.referral_id, wrong, "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{wrong}");
        let told = refused.get_details_bad_request().unwrap().field_violations;
        let fields: Vec<&str> = told.iter().map(|violation| violation.field.as_str()).collect();
        assert!(fields.contains(&"note") && fields.contains(&"reason_id"), "all at once: {fields:?}");
    }
    let other = district.another().await;
    let stranger = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut theirs = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), stranger);
    for id in [taken.referral_id.clone(), request_id()] {
        let refused = theirs.declare_priority(declare(&id, "newborn", "Syy")).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }
    assert_eq!(theirs.list_waiting(ListWaitingRequest::default()).await.unwrap().into_inner().total, 0);
    for role in [Role::Anonymous, Role::Leader, Role::Link, Role::National, Role::Operator] {
        let refused = district.referrals(role).list_waiting(ListWaitingRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    let taking_back = TakeBackPriorityRequest {
        request_id: request_id(),
        referral_id: taken.referral_id.clone(),
        ..TakeBackPriorityRequest::default()
    };
    let refused = coordinator.take_back_priority(taking_back).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "REFERRAL_NO_PRIORITY");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_reason_is_told_to_her_and_gone_with_her() {
    let district = District::open().await;
    district.knows_reason(&reason("newborn", 1, false)).await;
    let taken = district.takes_in("609", "2026-01-10", false).await;
    let reply = district.declares(&taken, "newborn").await;
    let seen = district.as_role(Role::Coordinator).after(&reply);
    let held = TellHeldRequest { person_id: taken.person_id.clone() };
    let mut client = HeldServiceClient::with_interceptor(district.service.channel.clone(), seen);
    let told = client.tell_held(held).await.unwrap().into_inner();
    let values = told.records.iter().flat_map(|record| &record.values);
    let texts: Vec<(&str, &str)> = values
        .filter_map(|value| match value.value.as_ref()? {
            Value::Text(text) => Some((value.name.as_str(), text.as_str())),
            Value::Code(_) | Value::Day(_) => None,
        })
        .collect();
    assert!(texts.contains(&("priority-reason", "newborn")) && texts.contains(&("note", "Kuopus syntyi tammikuussa")));

    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: taken.person_id.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    let mut seeing = district.seeing(&reply);
    assert_eq!(seeing.list_waiting(ListWaitingRequest::default()).await.unwrap().into_inner().waiting, []);
    let get = GetReferralRequest { referral_id: taken.referral_id };
    let referral = seeing.get_referral(get).await.unwrap().into_inner().referral.unwrap();
    assert_eq!(referral.priority, None);
    assert!(referral.history.iter().all(|step| step.note.is_empty()));
    district.service.stop().await;
}
