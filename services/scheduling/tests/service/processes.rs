use proto::scheduling::v1::{AddSeriesBreakRequest, DateRange, GetFirstMeetingRequest, ListSessionsRequest};
use scheduling::Scheduling;
use sqlx::Executor as _;
use testing::Running;

use super::{
    district::{District, FRIENDS, evening, request_id, spring},
    first_meetings::opened,
};

async fn commits(district: &District) -> u64 {
    let stream = eventlog::StreamName::new(eventlog::Context::Scheduling, district.id.clone());
    eventlog::newest(&district.ground.operator, &stream).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_forgot_where_they_were_begin_anew_and_repeat_nothing() {
    let mut district = District::open().await;
    let match_id = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    opened(&district, match_id).await;
    let series_id = district.sessions().plan_series(spring(district.group)).await.unwrap().into_inner().series_id;
    let paused = AddSeriesBreakRequest {
        request_id: request_id(),
        series_id,
        days: Some(DateRange { from: "2025-04-14".to_owned(), to: "2025-04-20".to_owned() }),
        occurred_on: "2025-03-10".to_owned(),
    };
    let reply = district.sessions().add_series_break(paused).await.unwrap();
    let list = ListSessionsRequest {
        from: "2025-03-10".to_owned(),
        to: "2025-12-31".to_owned(),
        ..ListSessionsRequest::default()
    };
    let before = district.sessions_after(&reply).list_sessions(list.clone()).await.unwrap().into_inner();
    let written = commits(&district).await;
    assert_eq!(written, 1 + 1 + 11 + 1 + 1, "a first meeting, a series, its sessions, a break, a cancelled session");

    let (settings, database) = (district.service.settings.clone(), district.service.database.clone());
    district.service.stop().await;
    let forget = "delete from kept.process_position; delete from read.causation";
    database.superuser().await.execute(forget).await.unwrap();
    district.service = Running::start::<Scheduling>(settings, database).await;

    // Its position is behind everything the processes handle again.
    let reply = district.sessions().plan_session(evening(None)).await.unwrap();
    let after = district.sessions_after(&reply).list_sessions(list).await.unwrap();
    assert!(after.metadata().get("x-rinnalla-behind").is_none(), "the processes came so far");
    assert_eq!(after.into_inner(), before);
    let later = district.neighbours.set_up(&district.id, "2025-03-03", district.mother, FRIENDS).await;
    opened(&district, later).await;
    assert_eq!(commits(&district).await, written + 2, "the evening and the second first meeting");
    let first = GetFirstMeetingRequest { first_meeting_id: String::new(), match_id: match_id.to_string() };
    district.meetings().get_first_meeting(first).await.unwrap();
    district.service.stop().await;
}
