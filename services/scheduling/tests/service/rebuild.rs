use proto::scheduling::v1::{
    AddSeriesBreakRequest, AttendanceStatus as Was, CorrectAttendanceRequest, DateRange, ListSessionsRequest,
    MoveSeriesRequest, Weekday,
};
use runtime::{OwnerSettings, rebuild_all, verify_all};
use scheduling::Scheduling;
use testing::random_id;

use super::{
    attendance::{attendance, was},
    district::{District, FRIENDS, evening, request_id, spring, weekly},
    first_meetings::{fell_through, opened, plan, record},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_the_rows_that_were_there_while_the_service_goes_on() {
    let district = District::open().await;
    let group = district.neighbours.group(&district.id, &[random_id(), random_id()]).await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    let meeting = opened(&district, match_id).await.first_meeting_id;
    district.meetings().plan_first_meeting(plan(&meeting, "2025-03-10", "2025-03-04")).await.unwrap();
    district.meetings().record_first_meeting(record(&meeting, "2025-03-10", fell_through())).await.unwrap();
    district.meetings().plan_first_meeting(plan(&meeting, "2025-03-17", "2025-03-11")).await.unwrap();

    let series_id = district.sessions().plan_series(spring(group)).await.unwrap().into_inner().series_id;
    let moved = MoveSeriesRequest {
        request_id: request_id(),
        series_id: series_id.clone(),
        from: "2025-04-07".to_owned(),
        weekly: Some(weekly(Weekday::Monday, "10:00")),
        place: "Nuorisotalo".to_owned(),
        occurred_on: "2025-03-10".to_owned(),
    };
    district.sessions().move_series(moved).await.unwrap();
    let paused = AddSeriesBreakRequest {
        request_id: request_id(),
        series_id,
        days: Some(DateRange { from: "2025-05-12".to_owned(), to: "2025-05-18".to_owned() }),
        occurred_on: String::new(),
    };
    let followed = district.sessions().add_series_break(paused).await.unwrap();

    let session_id = district.sessions().plan_session(evening(Some(group))).await.unwrap().into_inner().session_id;
    let anna = random_id();
    let record = attendance(&session_id, vec![was(anna, Was::Present), was(district.mother, Was::Absent)]);
    district.sessions().record_attendance(record).await.unwrap();
    let correct = CorrectAttendanceRequest {
        request_id: request_id(),
        session_id,
        persons: vec![was(district.mother, Was::Excused)],
        removed_person_ids: vec![anna.to_string()],
        ..CorrectAttendanceRequest::default()
    };
    let reply = district.sessions().correct_attendance(correct).await.unwrap();
    let list = ListSessionsRequest {
        from: "2025-01-01".to_owned(),
        to: "2025-12-31".to_owned(),
        ..ListSessionsRequest::default()
    };
    district.sessions_after(&followed).list_sessions(list.clone()).await.unwrap();
    let before = district.sessions_after(&reply).list_sessions(list.clone()).await.unwrap().into_inner().sessions;

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Scheduling>(&district.service.settings, &owner).await.unwrap();
    for table in ["first_meeting", "series", "series_move", "session", "enrolment", "attendance", "led_group"] {
        assert!(rebuilt.compared.contains(&table.to_owned()), "{table} is missing from {rebuilt:?}");
    }
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    let after = district.sessions().list_sessions(list.clone()).await.unwrap().into_inner().sessions;
    assert_eq!(after, before);

    let reply = district.sessions().plan_session(evening(Some(group))).await.unwrap();
    let after = district.sessions_after(&reply).list_sessions(list).await.unwrap().into_inner().sessions;
    assert_eq!(after.len(), before.len() + 1, "the lanes go on");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undamaged_log_verifies_whole() {
    let district = District::open().await;
    let reply = district.sessions().plan_series(spring(district.group)).await.unwrap();
    district.sessions_after(&reply).list_series(proto::scheduling::v1::ListSeriesRequest::default()).await.unwrap();
    let (lines, whole) = verify_all::<Scheduling>(&district.service.settings).await.unwrap();
    assert!(whole, "{lines:?}");
    assert_eq!(lines.len(), 1);
    district.service.stop().await;
}
