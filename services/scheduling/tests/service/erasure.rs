use jiff::ToSpan as _;
use proto::scheduling::v1::{
    EnrolInSessionRequest, FirstMeetingStatus, GetFirstMeetingRequest, GetSessionRequest, PlanSessionRequest, Session,
    SessionKind, SessionStatus,
};
use runtime::{OwnerSettings, rebuild_all};
use scheduling::Scheduling;
use testing::eventually;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::{
    district::{District, FRIENDS, evening, request_id, start, today},
    first_meetings::{opened, plan},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hers_leaves_the_rows_with_her_erasure_and_does_not_come_back() {
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
    let reply = district.sessions().plan_session(visit).await.unwrap();
    let session_id = reply.get_ref().session_id.clone();
    let get_session = GetSessionRequest { session_id };
    let before = district.sessions_after(&reply).get_session(get_session.clone()).await.unwrap().into_inner();
    assert_eq!(before.session.unwrap().summary.unwrap().place, "Kotikuja 7 A 3");

    district.neighbours.order_erasure(&district.id, district.mother).await;
    let get = GetFirstMeetingRequest { first_meeting_id: id.clone(), match_id: String::new() };
    let blank = eventually("the place of the first meeting to be gone", async || {
        let read = district.meetings().get_first_meeting(get.clone()).await.unwrap().into_inner();
        read.first_meeting.filter(|meeting| meeting.place.is_empty())
    })
    .await;
    assert_eq!((blank.status(), blank.needs), (FirstMeetingStatus::Planned, None), "what figures count stays");
    let session = district.sessions().get_session(get_session.clone()).await.unwrap().into_inner().session.unwrap();
    assert_eq!(session.summary.unwrap().place, "");
    assert_eq!(session.enrolled_person_ids, [district.mother.to_string()]);

    // Her key is still there, so a value can still be sealed: it enters no row.
    let mut replan = plan(&id, "2025-03-12", "2025-03-05");
    replan.request_id = request_id();
    let reply = district.meetings().plan_first_meeting(replan).await.unwrap();
    let read = district.meetings_after(&reply).get_first_meeting(get.clone()).await.unwrap().into_inner();
    let meeting = read.first_meeting.unwrap();
    assert_eq!((meeting.start.unwrap().date.as_str(), meeting.place.as_str()), ("2025-03-12", ""));

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Scheduling>(&district.service.settings, &owner).await.unwrap();
    assert!(rebuilt.compared.contains(&"first_meeting".to_owned()), "{rebuilt:?}");
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    let read = district.meetings().get_first_meeting(get).await.unwrap().into_inner();
    assert_eq!(read.first_meeting.unwrap().place, "");
    district.service.stop().await;
}

impl District {
    /// Planned, and there to be read.
    async fn planned_in(&self, days: i64, session: PlanSessionRequest) -> String {
        let day = today().checked_add(days.days()).unwrap();
        let session = PlanSessionRequest { start: Some(start(&day.to_string(), "17:30")), ..session };
        let reply = self.sessions().plan_session(session).await.unwrap();
        let get = GetSessionRequest { session_id: reply.get_ref().session_id.clone() };
        self.sessions_after(&reply).get_session(get).await.unwrap();
        reply.into_inner().session_id
    }

    async fn session(&self, session_id: &str) -> Session {
        let get = GetSessionRequest { session_id: session_id.to_owned() };
        self.sessions().get_session(get).await.unwrap().into_inner().session.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_being_erased_gives_up_her_seats_on_days_to_come() {
    let district = District::open().await;
    let (mother, other) = (district.mother, district.neighbours.person(&district.id).await);
    let seats = |persons: &[Uuid]| persons.iter().map(Uuid::to_string).collect::<Vec<_>>();
    let both = PlanSessionRequest { person_ids: seats(&[mother, other]), ..evening(None) };
    let visit =
        PlanSessionRequest { kind: SessionKind::HomeGuidance.into(), person_ids: seats(&[mother]), ..evening(None) };
    let tonight = district.planned_in(0, PlanSessionRequest { request_id: request_id(), ..both.clone() }).await;
    let coming = district.planned_in(7, PlanSessionRequest { request_id: request_id(), ..both }).await;
    let visit = district.planned_in(7, visit).await;

    district.neighbours.order_erasure(&district.id, mother).await;
    eventually("her seat to be free", async || {
        (district.session(&coming).await.enrolled_person_ids == seats(&[other])).then_some(())
    })
    .await;
    eventually("the visit to be called off", async || {
        let status = district.session(&visit).await.summary.unwrap().status();
        (status == SessionStatus::Cancelled).then_some(())
    })
    .await;
    district.neighbours.order_erasure(&district.id, other).await;
    eventually("every seat to be free, one order after the other", async || {
        district.session(&coming).await.enrolled_person_ids.is_empty().then_some(())
    })
    .await;
    let stays = district.session(&tonight).await.enrolled_person_ids;
    assert!(stays.contains(&mother.to_string()), "who was there is still to be told");

    let again = EnrolInSessionRequest {
        request_id: request_id(),
        session_id: coming.clone(),
        person_id: mother.to_string(),
        occurred_on: String::new(),
    };
    let refused = district.sessions().enrol_in_session(again).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PERSON_ERASURE_ORDERED");
    let planned = PlanSessionRequest { person_ids: seats(&[mother]), request_id: request_id(), ..evening(None) };
    let refused = district.sessions().plan_session(planned).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PERSON_ERASURE_ORDERED");
    district.service.stop().await;
}
