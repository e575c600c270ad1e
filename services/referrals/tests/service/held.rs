use access::Role;
use proto::{
    held::v1::{HeldRecord, held_value::Value},
    referrals::v1::{ErasureGround, OrderErasureRequest, RecordContactRequest, TellHeldRequest, TellHeldResponse},
};
use rpc::referrals::v1::held_service_client::HeldServiceClient;
use testing::{As, eventually, random_id};
use tonic::{Code, Status};

use super::district::District;

impl District {
    async fn held(&self, token: As, person_id: &str) -> Result<TellHeldResponse, Status> {
        let request = TellHeldRequest { person_id: person_id.to_owned() };
        let mut held = HeldServiceClient::with_interceptor(self.service.channel.clone(), token);
        Ok(held.tell_held(request).await?.into_inner())
    }
}

fn says(record: &HeldRecord, name: &str) -> Vec<String> {
    let named = record.values.iter().filter(|value| value.name == name);
    named
        .map(|value| match value.value.clone().unwrap() {
            Value::Text(text) | Value::Code(text) | Value::Day(text) => text,
        })
        .collect()
}

fn of<'r>(told: &'r TellHeldResponse, kind: &str) -> &'r HeldRecord {
    told.records.iter().find(|record| record.kind == kind).unwrap_or_else(|| panic!("no {kind}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn she_is_told_all_that_is_held_about_her_and_nobody_else_by_name() {
    let district = District::open().await;
    let person_id = district.somebody().await;
    let note = RecordContactRequest {
        request_id: random_id().to_string(),
        person_id: person_id.clone(),
        channel: 1,
        note: "Haluaa kävelyseuraa".to_owned(),
        ..RecordContactRequest::default()
    };
    let reply = district.persons(Role::Coordinator).record_contact(note).await.unwrap();
    let seen = district.as_role(Role::Coordinator).after(&reply);
    let told = district.held(seen, &person_id).await.unwrap();
    assert_eq!(says(of(&told, "identity"), "phone"), ["+358 40 1234567"]);
    assert_eq!(says(of(&told, "identity"), "role"), ["PERSON_ROLE_PARTICIPANT"]);
    assert_eq!(says(of(&told, "facts"), "birth-month"), ["1994-05"]);
    assert_eq!(says(of(&told, "consent"), "purpose"), ["referral"]);
    assert_eq!(says(of(&told, "contact"), "note"), ["Haluaa kävelyseuraa"]);
    assert_eq!(says(of(&told, "referral"), "wish"), ["Iltaisin puistoon lasten kanssa"]);
    assert_eq!(says(of(&told, "referral-step"), "step"), ["ReferralSubmitted"]);
    assert_eq!(says(of(&told, "privacy-notice"), "due-on").len(), 1);
    assert!(!format!("{told:?}").contains("Malli"), "whoever referred her is somebody else");

    // The telling is a look at her, told the next time.
    let views = |told: &TellHeldResponse| -> Vec<String> {
        told.views.iter().map(|view| view.method.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(views(&told), ["GetPerson"]);
    let again = district.held(district.as_role(Role::Manager), &person_id).await.unwrap();
    assert_eq!(views(&again), ["TellHeld", "GetPerson"]);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_somebody_erased_or_of_another_district_or_to_a_narrow_role() {
    let district = District::open().await;
    let person_id = district.somebody().await;
    let other = district.another().await;
    let stranger = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    assert_eq!(district.held(stranger, &person_id).await.unwrap_err().code(), Code::NotFound);
    for role in [Role::Anonymous, Role::Leader, Role::Link, Role::National, Role::Operator] {
        let refused = district.held(district.as_role(role), &person_id).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    let nobody = district.held(district.as_role(Role::Manager), &random_id().to_string()).await.unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound);

    let order = OrderErasureRequest {
        request_id: random_id().to_string(),
        person_id: person_id.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    district.persons(Role::Manager).order_erasure(order).await.unwrap();
    eventually("nothing to be told", async || {
        let answer = district.held(district.as_role(Role::Manager), &person_id).await;
        answer.err().filter(|status| status.code() == Code::NotFound)
    })
    .await;
    district.service.stop().await;
}
