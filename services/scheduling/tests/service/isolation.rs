use access::Role;
use proto::scheduling::v1::{
    CallOffFirstMeetingRequest, CallOffReason, ConfirmSessionRequest, EndSeriesRequest, EnrolInSessionRequest,
    GetFirstMeetingRequest, GetSessionRequest, ListFirstMeetingsRequest, ListSeriesRequest, ListSessionsRequest,
};
use rpc::scheduling::v1::{
    meetings_service_client::MeetingsServiceClient, sessions_service_client::SessionsServiceClient,
};
use testing::{As, random_id};
use tonic::Code;

use super::{
    district::{District, FRIENDS, evening, request_id, spring},
    first_meetings::{opened, plan},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_another_district_has_answers_like_what_nobody_has() {
    let district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    let meeting = opened(&district, match_id).await.first_meeting_id;
    let session = district.sessions().plan_session(evening(None)).await.unwrap().into_inner().session_id;
    let series = district.sessions().plan_series(spring(district.group)).await.unwrap().into_inner().series_id;

    let other = district.another().await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut meetings = MeetingsServiceClient::with_interceptor(district.service.channel.clone(), token.clone());
    let mut sessions = SessionsServiceClient::with_interceptor(district.service.channel.clone(), token);
    let unknown = || random_id().to_string();
    for (first_meeting_id, session_id, series_id) in [(meeting, session, series), (unknown(), unknown(), unknown())] {
        let call_off = CallOffFirstMeetingRequest {
            request_id: request_id(),
            first_meeting_id: first_meeting_id.clone(),
            reason: CallOffReason::NoLongerWanted.into(),
            occurred_on: String::new(),
        };
        let confirm = ConfirmSessionRequest {
            request_id: request_id(),
            session_id: session_id.clone(),
            occurred_on: String::new(),
        };
        let end = EndSeriesRequest {
            request_id: request_id(),
            series_id,
            last_on: "2025-04-01".to_owned(),
            occurred_on: String::new(),
        };
        let get = GetFirstMeetingRequest { first_meeting_id: first_meeting_id.clone(), match_id: String::new() };
        for status in [
            meetings.plan_first_meeting(plan(&first_meeting_id, "2025-03-10", "2025-03-04")).await.unwrap_err(),
            meetings.call_off_first_meeting(call_off).await.unwrap_err(),
            meetings.get_first_meeting(get).await.unwrap_err(),
            sessions.confirm_session(confirm).await.unwrap_err(),
            sessions.end_series(end).await.unwrap_err(),
            sessions.get_session(GetSessionRequest { session_id }).await.unwrap_err(),
        ] {
            assert_eq!((status.code(), status.message()), (Code::NotFound, "there is nothing by that id"));
        }
    }
    let all = ListFirstMeetingsRequest { statuses: vec![1, 2, 3, 4], ..ListFirstMeetingsRequest::default() };
    assert_eq!(meetings.list_first_meetings(all).await.unwrap().into_inner().total, 0);
    let spring = ListSessionsRequest {
        from: "2025-01-01".to_owned(),
        to: "2025-12-31".to_owned(),
        ..ListSessionsRequest::default()
    };
    assert_eq!(sessions.list_sessions(spring).await.unwrap().into_inner().sessions, []);
    let series = ListSeriesRequest { include_past: true, ..ListSeriesRequest::default() };
    assert_eq!(sessions.list_series(series).await.unwrap().into_inner().series, []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_plans_plans_and_only_staff_see_first_meetings() {
    let district = District::open().await;
    for role in [Role::Anonymous, Role::National, Role::Administrator, Role::Operator, Role::Link, Role::Leader] {
        let mut meetings =
            MeetingsServiceClient::with_interceptor(district.service.channel.clone(), district.as_role(role));
        let refused = meetings.list_first_meetings(ListFirstMeetingsRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
        let mut sessions =
            SessionsServiceClient::with_interceptor(district.service.channel.clone(), district.as_role(role));
        let refused = sessions.plan_session(evening(None)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    district.service.stop().await;
}

/// Neither where they meet nor what they need is readable in what the log stores.
#[tokio::test(flavor = "multi_thread")]
async fn the_event_log_holds_no_place_of_hers_in_the_clear() {
    let district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    let meeting = opened(&district, match_id).await.first_meeting_id;
    district.meetings().plan_first_meeting(plan(&meeting, "2025-03-10", "2025-03-04")).await.unwrap();
    let stream = eventlog::StreamName::new(eventlog::Context::Scheduling, district.id.clone());
    let jetstream = async_nats::jetstream::new(district.ground.operator.clone());
    let log = jetstream.get_stream(stream.to_string()).await.unwrap();
    let last = log.cached_info().state.last_sequence;
    assert_eq!(last, 2, "opened and planned");
    for sequence in 1..=last {
        let stored = log.get_raw_message(sequence).await.unwrap();
        let text = String::from_utf8_lossy(&stored.payload).to_lowercase();
        assert!(!text.contains("torikulma"), "at {sequence} on {}", stored.subject);
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_planned_for_a_group_or_a_person_that_the_district_does_not_know() {
    let district = District::open().await;
    let other = district.another().await;
    let foreign_group = district.neighbours.group(&other, &[random_id()]).await;
    let foreign_person = district.neighbours.person(&other).await;
    let visit = |person: uuid::Uuid| proto::scheduling::v1::PlanSessionRequest {
        person_ids: vec![district.mother.to_string(), person.to_string()],
        ..evening(Some(district.group))
    };
    let mut sessions = district.sessions();
    let known = district.neighbours.person(&district.id).await;
    let session_id = sessions.plan_session(visit(known)).await.unwrap().into_inner().session_id;
    for (group, person) in [(foreign_group, foreign_person), (random_id(), random_id())] {
        let enrol = EnrolInSessionRequest {
            request_id: request_id(),
            session_id: session_id.clone(),
            person_id: person.to_string(),
            occurred_on: String::new(),
        };
        for status in [
            sessions.plan_series(spring(group)).await.unwrap_err(),
            sessions.plan_session(evening(Some(group))).await.unwrap_err(),
            sessions.plan_session(visit(person)).await.unwrap_err(),
            sessions.enrol_in_session(enrol).await.unwrap_err(),
        ] {
            assert_eq!((status.code(), status.message()), (Code::NotFound, "there is nothing by that id"));
        }
    }
    district.service.stop().await;
}
