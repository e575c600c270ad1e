use proto::{
    matching::v1::{CancelReason, EndReason, MatchActivated, MatchCancelled, MatchEnded, match_event},
    scheduling::v1::{
        CallOffFirstMeetingRequest, CallOffReason, FirstMeeting, FirstMeetingStatus, GetFirstMeetingRequest,
        ListFirstMeetingsRequest, MeetingHeld, MeetingNeeds, MeetingNotHeld, NotHeldReason, PlanFirstMeetingRequest,
        RecordFirstMeetingRequest, record_first_meeting_request::Result as Came,
    },
};
use testing::{Cluster, eventually, random_id};
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::district::{ACTOR, District, FRIENDS, request_id, start};

pub(crate) fn plan(first_meeting_id: &str, date: &str, agreed_on: &str) -> PlanFirstMeetingRequest {
    PlanFirstMeetingRequest {
        request_id: request_id(),
        first_meeting_id: first_meeting_id.to_owned(),
        start: Some(start(date, "13:00")),
        duration_minutes: 60,
        coordinator_actor_id: ACTOR.to_owned(),
        place: "Kahvila Torikulma".to_owned(),
        needs: Some(MeetingNeeds { children_in_childcare: 2, interpreter_language: "ar".to_owned() }),
        occurred_on: agreed_on.to_owned(),
    }
}

pub(crate) fn record(first_meeting_id: &str, on: &str, came: Came) -> RecordFirstMeetingRequest {
    RecordFirstMeetingRequest {
        request_id: request_id(),
        first_meeting_id: first_meeting_id.to_owned(),
        result: Some(came),
        occurred_on: on.to_owned(),
    }
}

pub(crate) fn fell_through() -> Came {
    Came::NotHeld(MeetingNotHeld { reason: NotHeldReason::NoInterpreter.into() })
}

fn of_match(match_id: Uuid) -> GetFirstMeetingRequest {
    GetFirstMeetingRequest { first_meeting_id: String::new(), match_id: match_id.to_string() }
}

/// The first meeting that a match's setting up opens.
pub(crate) async fn opened(district: &District, match_id: Uuid) -> FirstMeeting {
    eventually("the first meeting of the match", async || {
        let reply = district.meetings().get_first_meeting(of_match(match_id)).await.ok()?;
        reply.into_inner().first_meeting
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_meeting_is_planned_falls_through_once_and_is_held() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
        let meeting = opened(&district, match_id).await;
        assert_eq!((meeting.status(), meeting.to_plan_since.as_str()), (FirstMeetingStatus::ToPlan, "2025-03-03"));
        assert!(meeting.coordinator_required, "the programme says so");
        assert_eq!(meeting.person_id, district.mother.to_string());
        let id = meeting.first_meeting_id;

        let mut without = plan(&id, "2025-03-10", "2025-03-04");
        without.coordinator_actor_id = String::new();
        let refused = district.meetings().plan_first_meeting(without).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(refused.get_details_error_info().unwrap().reason, "FIRST_MEETING_NEEDS_COORDINATOR");

        let planning = plan(&id, "2025-03-10", "2025-03-04");
        let reply = district.meetings().plan_first_meeting(planning.clone()).await.unwrap();
        let get = of_match(match_id);
        let read = district.meetings_after(&reply).get_first_meeting(get.clone()).await.unwrap().into_inner();
        let planned = read.first_meeting.unwrap();
        assert_eq!(planned.status(), FirstMeetingStatus::Planned);
        assert_eq!(
            planned.start.unwrap(),
            proto::scheduling::v1::LocalStart { zone: "Europe/Helsinki".to_owned(), ..start("2025-03-10", "13:00") }
        );
        assert_eq!(planned.place, "Kahvila Torikulma");
        assert_eq!(planned.needs.unwrap().interpreter_language, "ar");

        let reply = district.meetings().record_first_meeting(record(&id, "2025-03-10", fell_through())).await.unwrap();
        let read = district.meetings_after(&reply).get_first_meeting(get.clone()).await.unwrap().into_inner();
        let again = read.first_meeting.unwrap();
        assert_eq!((again.status(), again.failed_attempts), (FirstMeetingStatus::ToPlan, 1));
        assert_eq!(again.last_not_held_reason(), NotHeldReason::NoInterpreter);
        assert_eq!((again.place.as_str(), again.start, again.needs), ("", None, None));

        district.meetings().plan_first_meeting(plan(&id, "2025-03-17", "2025-03-11")).await.unwrap();
        let met = || Came::Held(MeetingHeld { coordinator_present: true });
        let refused = district.meetings().record_first_meeting(record(&id, "2025-03-16", met())).await.unwrap_err();
        assert_eq!(refused.get_details_error_info().unwrap().reason, "FIRST_MEETING_NOT_YET");
        let held = record(&id, "2025-03-17", met());
        let reply = district.meetings().record_first_meeting(held.clone()).await.unwrap();
        let repeated = district.meetings().record_first_meeting(held).await.unwrap();
        assert_eq!(position(&reply), position(&repeated), "one commit");
        let read = district.meetings_after(&reply).get_first_meeting(get.clone()).await.unwrap().into_inner();
        let held = read.first_meeting.unwrap();
        assert_eq!((held.status(), held.held_on.as_str()), (FirstMeetingStatus::Held, "2025-03-17"));

        // The first plan, sent once more, does not come back.
        district.meetings().plan_first_meeting(planning).await.unwrap();
        let ended = MatchEnded { reason: EndReason::CompletedTerm.into(), ..MatchEnded::default() };
        district.neighbours.of_match(&district.id, match_id, "2025-06-02", match_event::Event::Ended(ended)).await;
        // A later match is followed, so the end was passed without harm.
        let later = district.neighbours.set_up(&district.id, "2025-06-02", district.mother, FRIENDS).await;
        opened(&district, later).await;
        let read = district.meetings().get_first_meeting(get).await.unwrap().into_inner();
        assert_eq!(read.first_meeting.unwrap().status(), FirstMeetingStatus::Held);
        district.service.stop().await;
    }
}

fn position<T>(reply: &tonic::Response<T>) -> String {
    reply.metadata().get("x-rinnalla-position").unwrap().to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_that_never_begins_needs_no_first_meeting() {
    let district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    let id = opened(&district, match_id).await.first_meeting_id;
    district.meetings().plan_first_meeting(plan(&id, "2025-03-10", "2025-03-04")).await.unwrap();
    let cancelled = MatchCancelled { reason: CancelReason::Participant.into() };
    let event = match_event::Event::Cancelled(cancelled);
    district.neighbours.of_match(&district.id, match_id, "2025-03-05", event).await;
    eventually("the calling off", async || {
        let list = ListFirstMeetingsRequest {
            statuses: vec![FirstMeetingStatus::CalledOff.into()],
            ..ListFirstMeetingsRequest::default()
        };
        let listed = district.meetings().list_first_meetings(list).await.unwrap().into_inner();
        listed.first_meetings.into_iter().find(|meeting| meeting.first_meeting_id == id)
    })
    .await;
    let refused = district.meetings().plan_first_meeting(plan(&id, "2025-03-12", "2025-03-06")).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "FIRST_MEETING_CALLED_OFF");
    // Called off again, by hand: nothing remains to be done.
    let call_off = CallOffFirstMeetingRequest {
        request_id: request_id(),
        first_meeting_id: id,
        reason: CallOffReason::NoLongerWanted.into(),
        occurred_on: String::new(),
    };
    district.meetings().call_off_first_meeting(call_off).await.unwrap();
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_of_whom_matching_was_told_that_they_met_needs_no_first_meeting() {
    let district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2024-05-06", district.mother, FRIENDS).await;
    opened(&district, match_id).await;
    let activated = match_event::Event::Activated(MatchActivated { agreed_until: "2025-05-06".to_owned() });
    district.neighbours.of_match(&district.id, match_id, "2024-05-06", activated).await;
    let met = eventually("the meeting to be held", async || {
        let read = district.meetings().get_first_meeting(of_match(match_id)).await.unwrap().into_inner();
        read.first_meeting.filter(|meeting| meeting.status() == FirstMeetingStatus::Held)
    })
    .await;
    assert_eq!(met.held_on, "2024-05-06");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_to_plan_come_first_then_by_start_page_by_page() {
    let district = District::open().await;
    let mut ids = Vec::new();
    for on in ["2025-03-05", "2025-03-03", "2025-03-04", "2025-03-06"] {
        let match_id = district.neighbours.set_up(&district.id, on, district.mother, FRIENDS).await;
        ids.push(opened(&district, match_id).await.first_meeting_id);
    }
    district.meetings().plan_first_meeting(plan(&ids[1], "2025-03-20", "2025-03-07")).await.unwrap();
    let reply = district.meetings().plan_first_meeting(plan(&ids[2], "2025-03-12", "2025-03-07")).await.unwrap();
    let mut meetings = district.meetings_after(&reply);
    let (mut listed, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = ListFirstMeetingsRequest {
            person_id: district.mother.to_string(),
            page_size: 1,
            page_token: page_token.clone(),
            ..ListFirstMeetingsRequest::default()
        };
        let page = meetings.list_first_meetings(list).await.unwrap().into_inner();
        assert_eq!(page.total, 4);
        listed.extend(page.first_meetings.into_iter().map(|meeting| meeting.first_meeting_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, [&ids[0], &ids[3], &ids[2], &ids[1]].map(String::clone));
    let nobody = ListFirstMeetingsRequest { person_id: random_id().to_string(), ..ListFirstMeetingsRequest::default() };
    assert_eq!(meetings.list_first_meetings(nobody).await.unwrap().into_inner().total, 0);
    district.service.stop().await;
}
