use proto::scheduling::v1::{
    AddSeriesBreakRequest, DateRange, GetFirstMeetingRequest, Headcount, ListSessionsRequest, LocalStart, MeetingNeeds,
    MeetingNotHeld, PersonAttendance, PlanFirstMeetingRequest, PlanSeriesRequest, PlanSessionRequest,
    RecordAttendanceRequest, RecordFirstMeetingRequest, WeeklyTime, record_first_meeting_request::Result as Came,
};
use testing::random_id;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{District, evening};

#[track_caller]
fn fields(refused: &Status) -> Vec<String> {
    assert_eq!(refused.code(), Code::InvalidArgument);
    let mut fields: Vec<String> = refused
        .get_details_bad_request()
        .unwrap()
        .field_violations
        .into_iter()
        .map(|violation| violation.field)
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

fn nonsense() -> LocalStart {
    LocalStart { date: "2.3.".to_owned(), time: "25:00".to_owned(), zone: "Europe/Stockholm".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_first_meeting_that_is_wrong_is_told_at_once() {
    let district = District::open().await;
    let wrong = PlanFirstMeetingRequest {
        request_id: "*.>".to_owned(),
        first_meeting_id: String::new(),
        start: Some(nonsense()),
        duration_minutes: 0,
        coordinator_actor_id: "Maija".to_owned(),
        place: "x".repeat(501),
        needs: Some(MeetingNeeds { children_in_childcare: 1_000, interpreter_language: "Arabic".to_owned() }),
        occurred_on: "2999-01-01".to_owned(),
    };
    let refused = district.meetings().plan_first_meeting(wrong).await.unwrap_err();
    assert_eq!(
        fields(&refused),
        [
            "coordinator_actor_id",
            "duration_minutes",
            "first_meeting_id",
            "needs.children_in_childcare",
            "needs.interpreter_language",
            "occurred_on",
            "place",
            "request_id",
            "start.date",
            "start.time",
            "start.zone",
        ]
    );
    let came_to_nothing = RecordFirstMeetingRequest::default();
    let refused = district.meetings().record_first_meeting(came_to_nothing).await.unwrap_err();
    assert_eq!(fields(&refused), ["first_meeting_id", "request_id", "result"]);
    let without_reason = RecordFirstMeetingRequest {
        result: Some(Came::NotHeld(MeetingNotHeld { reason: 99 })),
        ..RecordFirstMeetingRequest::default()
    };
    let refused = district.meetings().record_first_meeting(without_reason).await.unwrap_err();
    assert_eq!(fields(&refused), ["first_meeting_id", "not_held.reason", "request_id"]);
    let both = GetFirstMeetingRequest { first_meeting_id: random_id().to_string(), match_id: random_id().to_string() };
    let refused = district.meetings().get_first_meeting(both).await.unwrap_err();
    assert_eq!(fields(&refused), ["first_meeting_id"]);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_series_that_is_wrong_is_told_at_once() {
    let district = District::open().await;
    let wrong = PlanSeriesRequest {
        programme_id: "no-such".to_owned(),
        kind: 99,
        weekly: Some(WeeklyTime {
            weekday: 0,
            start_time: "9:00".to_owned(),
            zone: "UTC".to_owned(),
            duration_minutes: 20_000,
        }),
        breaks: vec![DateRange { from: "2025-04-02".to_owned(), to: "2025-04-01".to_owned() }],
        exceptions: vec!["Easter".to_owned()],
        capacity: Some(0),
        ..PlanSeriesRequest::default()
    };
    let refused = district.sessions().plan_series(wrong).await.unwrap_err();
    assert_eq!(
        fields(&refused),
        [
            "breaks[0]",
            "capacity",
            "exceptions[0]",
            "first_on",
            "group_id",
            "kind",
            "last_on",
            "name",
            "place",
            "programme_id",
            "request_id",
            "weekly.duration_minutes",
            "weekly.start_time",
            "weekly.weekday",
            "weekly.zone",
        ]
    );
    let refused = district.sessions().add_series_break(AddSeriesBreakRequest::default()).await.unwrap_err();
    assert_eq!(fields(&refused), ["days", "days.from", "days.to", "request_id", "series_id"]);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_session_that_is_wrong_is_told_at_once() {
    let district = District::open().await;
    let wrong = PlanSessionRequest {
        start: Some(nonsense()),
        person_ids: vec!["x".to_owned()],
        group_id: "y".to_owned(),
        ..PlanSessionRequest::default()
    };
    let refused = district.sessions().plan_session(wrong).await.unwrap_err();
    assert_eq!(
        fields(&refused),
        [
            "duration_minutes",
            "group_id",
            "kind",
            "name",
            "person_ids[0]",
            "place",
            "request_id",
            "start.date",
            "start.time",
            "start.zone",
        ]
    );

    let session_id = district.sessions().plan_session(evening(None)).await.unwrap().into_inner().session_id;
    let anna = PersonAttendance { person_id: random_id().to_string(), status: 1 };
    let wrong = RecordAttendanceRequest {
        session_id,
        persons: vec![anna.clone(), anna, PersonAttendance { person_id: "z".to_owned(), status: 0 }],
        unnamed: Some(Headcount { women: u32::MAX, ..Headcount::default() }),
        ..RecordAttendanceRequest::default()
    };
    let refused = district.sessions().record_attendance(wrong).await.unwrap_err();
    assert_eq!(
        fields(&refused),
        ["persons", "persons[2].person_id", "persons[2].status", "request_id", "unnamed.women"]
    );

    let wrong = ListSessionsRequest {
        from: "2025-01-01".to_owned(),
        to: "2026-12-31".to_owned(),
        kinds: vec![99],
        page_size: -1,
        page_token: format!("{}~tomorrow", random_id()),
        ..ListSessionsRequest::default()
    };
    let refused = district.sessions().list_sessions(wrong).await.unwrap_err();
    assert_eq!(fields(&refused), ["kinds", "page_size", "page_token", "to"]);
    district.service.stop().await;
}
