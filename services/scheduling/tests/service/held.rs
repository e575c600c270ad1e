use access::Role;
use proto::scheduling::v1::{PlanSessionRequest, SessionKind, TellHeldRequest, TellHeldResponse};
use rpc::scheduling::v1::held_service_client::HeldServiceClient;
use testing::{eventually, random_id};
use tonic::{Code, Status};
use uuid::Uuid;

use super::{
    district::{District, FRIENDS, evening},
    first_meetings::{opened, plan},
};

async fn held(district: &District, person: Uuid) -> Result<TellHeldResponse, Status> {
    let token = district.as_role(Role::Coordinator);
    let mut held = HeldServiceClient::with_interceptor(district.service.channel.clone(), token);
    Ok(held.tell_held(TellHeldRequest { person_id: person.to_string() }).await?.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn her_meetings_and_what_was_at_her_home_are_told_to_her_until_she_is_erased() {
    let district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    let id = opened(&district, match_id).await.first_meeting_id;
    district.meetings().plan_first_meeting(plan(&id, "2025-03-10", "2025-03-04")).await.unwrap();
    let visit = PlanSessionRequest {
        kind: SessionKind::HomeGuidance.into(),
        place: "Kotikuja 7 A 3".to_owned(),
        person_ids: vec![district.mother.to_string()],
        ..evening(None)
    };
    district.sessions().plan_session(visit).await.unwrap();
    let told = eventually("both", async || {
        let told = held(&district, district.mother).await.ok()?;
        let kinds: Vec<_> = told.records.iter().map(|record| record.kind.as_str()).collect();
        (kinds == ["first-meeting", "session"] && told.records[0].on == "2025-03-10").then_some(told)
    })
    .await;
    assert!(format!("{told:?}").contains("Kotikuja 7 A 3"));
    assert!(
        held(&district, district.mother).await.unwrap().views.iter().any(|view| view.method.ends_with("/TellHeld"))
    );
    assert_eq!(held(&district, random_id()).await.unwrap_err().code(), Code::NotFound);

    district.neighbours.order_erasure(&district.id, district.mother).await;
    eventually("nothing to be told", async || {
        held(&district, district.mother).await.err().filter(|status| status.code() == Code::NotFound)
    })
    .await;
    district.service.stop().await;
}
