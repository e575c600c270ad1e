use access::Role;
use proto::{
    matching::v1::{GroupLeadersChanged, group_event::Event},
    scheduling::v1::{
        AttendanceStatus as Was, GetSessionRequest, ListSessionsRequest, PlanSessionRequest, SessionKind,
    },
};
use testing::{eventually, random_id};
use tonic::Code;

use super::{
    attendance::{attendance, was},
    district::{District, evening, request_id},
};

fn march() -> ListSessionsRequest {
    ListSessionsRequest { from: "2025-03-01".to_owned(), to: "2025-03-31".to_owned(), ..ListSessionsRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_has_the_sessions_of_her_own_groups_and_no_others() {
    let district = District::open().await;
    let leader = random_id();
    let hers = district.neighbours.group(&district.id, &[leader]).await;
    let other = district.neighbours.group(&district.id, &[random_id()]).await;
    let mut ids = Vec::new();
    for group in [Some(hers), Some(other), None] {
        ids.push(district.sessions().plan_session(evening(group)).await.unwrap().into_inner().session_id);
    }
    let mut sessions = district.sessions_as(Role::Leader, &leader.to_string());
    let listed = eventually("her group's evening", async || {
        let mut asking = district.sessions_as(Role::Leader, &leader.to_string());
        let listed = asking.list_sessions(march()).await.unwrap().into_inner().sessions;
        (!listed.is_empty()).then_some(listed)
    })
    .await;
    assert_eq!(listed.iter().map(|session| session.session_id.clone()).collect::<Vec<_>>(), ids[..1]);

    let was_there = || vec![was(district.mother, Was::Present)];
    sessions.record_attendance(attendance(&ids[0], was_there())).await.unwrap();
    sessions.get_session(GetSessionRequest { session_id: ids[0].clone() }).await.unwrap();
    for session_id in [ids[1].clone(), ids[2].clone(), random_id().to_string()] {
        let refused = sessions.record_attendance(attendance(&session_id, was_there())).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
        let refused = sessions.get_session(GetSessionRequest { session_id }).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }
    assert_eq!(sessions.plan_session(evening(Some(hers))).await.unwrap_err().code(), Code::PermissionDenied);

    let changed = GroupLeadersChanged { leader_person_ids: vec![random_id().to_string()] };
    district.neighbours.group_event(&district.id, hers, Event::LeadersChanged(changed)).await;
    eventually("her group to be led by another", async || {
        let mut asking = district.sessions_as(Role::Leader, &leader.to_string());
        asking.list_sessions(march()).await.unwrap().into_inner().sessions.is_empty().then_some(())
    })
    .await;
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_recorded_under_an_id_that_was_merged_has_the_sessions_of_her_group() {
    let district = District::open().await;
    let [kept, recorded] =
        [district.neighbours.person(&district.id).await, district.neighbours.person(&district.id).await];
    let group = district.neighbours.group(&district.id, &[recorded]).await;
    let session_id = district.sessions().plan_session(evening(Some(group))).await.unwrap().into_inner().session_id;
    district.neighbours.merge(&district.id, kept, recorded).await;
    eventually("her group's evening, by the record that stays", async || {
        let mut asking = district.sessions_as(Role::Leader, &kept.to_string());
        let listed = asking.list_sessions(march()).await.unwrap().into_inner().sessions;
        listed.iter().any(|session| session.session_id == session_id).then_some(())
    })
    .await;
    let mut leader = district.sessions_as(Role::Leader, &kept.to_string());
    leader.get_session(GetSessionRequest { session_id: session_id.clone() }).await.unwrap();
    leader.record_attendance(attendance(&session_id, vec![was(district.mother, Was::Present)])).await.unwrap();
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_is_shown_to_the_coordinator_stands_in_the_view_log_and_is_never_shown_to_a_leader() {
    let district = District::open().await;
    let leader = random_id();
    let group = district.neighbours.group(&district.id, &[leader]).await;
    let plan = PlanSessionRequest {
        request_id: request_id(),
        kind: SessionKind::HomeGuidance.into(),
        place: "Kotikuja 7 A 3".to_owned(),
        person_ids: vec![district.mother.to_string()],
        ..evening(Some(group))
    };
    let reply = district.sessions().plan_session(plan).await.unwrap();
    let listed = district.sessions_after(&reply).list_sessions(march()).await.unwrap().into_inner().sessions;
    assert_eq!(listed[0].place, "Kotikuja 7 A 3");

    let seen: Vec<(uuid::Uuid, String)> = sqlx::query_as(
        "select p.person, v.method from kept.viewed p join kept.view v on v.id = p.view where p.district = $1",
    )
    .bind(district.id.as_str())
    .fetch_all(&mut district.service.database.superuser().await)
    .await
    .unwrap();
    let method = "/rinnalla.scheduling.v1.SessionsService/ListSessions".to_owned();
    assert_eq!(seen, [(district.mother, method)]);

    let listed = eventually("the home guidance", async || {
        let mut asking = district.sessions_as(Role::Leader, &leader.to_string());
        asking.list_sessions(march()).await.unwrap().into_inner().sessions.into_iter().next()
    })
    .await;
    assert_eq!(listed.place, "");
    let mut sessions = district.sessions_as(Role::Leader, &leader.to_string());
    let get = GetSessionRequest { session_id: listed.session_id };
    let session = sessions.get_session(get).await.unwrap().into_inner().session.unwrap();
    assert_eq!(session.summary.unwrap().place, "");
    district.service.stop().await;
}
