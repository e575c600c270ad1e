use jiff::ToSpan as _;
use proto::scheduling::v1::{ListMeetingsDueRequest, MeetingDueKind as Due};

use super::{
    district::{District, FRIENDS, today},
    first_meetings::{fell_through, opened, plan, record},
};

#[tokio::test(flavor = "multi_thread")]
async fn today_shows_each_first_meeting_once_the_most_pressing_first() {
    let district = District::open().await;
    let day = |days_ago: i64| today().saturating_sub(days_ago.days()).to_string();
    let mut ids = Vec::new();
    for set_up in [20, 19, 18, 2, 10] {
        let match_id = district.neighbours.set_up(&district.id, &day(set_up), district.mother, FRIENDS).await;
        ids.push(opened(&district, match_id).await.first_meeting_id);
    }
    let [failed, passed, now, fresh, waiting] = ids.try_into().unwrap();
    for attempt in [9, 6] {
        district.meetings().plan_first_meeting(plan(&failed, &day(attempt), &day(attempt + 1))).await.unwrap();
        district.meetings().record_first_meeting(record(&failed, &day(attempt), fell_through())).await.unwrap();
    }
    district.meetings().plan_first_meeting(plan(&passed, &day(3), &day(5))).await.unwrap();
    let reply = district.meetings().plan_first_meeting(plan(&now, &day(0), &day(5))).await.unwrap();

    let mut meetings = district.meetings_after(&reply);
    let due = |to_plan_after_days| ListMeetingsDueRequest { to_plan_after_days };
    let week = meetings.list_meetings_due(due(7)).await.unwrap().into_inner();
    assert_eq!(week.as_of, day(0));
    let week = week.due;
    let listed: Vec<_> = week
        .iter()
        .map(|due| (due.first_meeting.clone().unwrap().first_meeting_id, due.kind(), due.due_on.clone()))
        .collect();
    let expected = [
        (now, Due::Today, day(0)),
        (passed, Due::ResultMissing, day(3)),
        (failed, Due::FailedTwice, day(6)),
        (waiting, Due::ToPlan, day(10)),
    ];
    assert_eq!(listed, expected);
    let all = meetings.list_meetings_due(due(0)).await.unwrap().into_inner().due;
    assert!(all.iter().any(|due| due.first_meeting.as_ref().unwrap().first_meeting_id == fresh));
    assert_eq!(all.len(), 5);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_agreed_for_a_later_day_asks_nothing_and_today_says_so_until_the_day() {
    let district = District::open().await;
    let (set_up, ahead) = (today().saturating_sub(20.days()), today().saturating_add(4.days()));
    let match_id = district.neighbours.set_up(&district.id, &set_up.to_string(), district.mother, FRIENDS).await;
    let meeting = opened(&district, match_id).await.first_meeting_id;
    let list = || ListMeetingsDueRequest { to_plan_after_days: 3 };
    let open = district.meetings().list_meetings_due(list()).await.unwrap().into_inner();
    assert_eq!((open.due.len(), open.planned_match_ids.len()), (1, 0));
    let planned = district.meetings().plan_first_meeting(plan(&meeting, &ahead.to_string(), "")).await.unwrap();
    let told = district.meetings_after(&planned).list_meetings_due(list()).await.unwrap().into_inner();
    assert_eq!((told.due.len(), told.planned_match_ids), (0, vec![match_id.to_string()]));
    let moved = district.meetings().plan_first_meeting(plan(&meeting, &today().to_string(), "")).await.unwrap();
    let told = district.meetings_after(&moved).list_meetings_due(list()).await.unwrap().into_inner();
    assert_eq!((told.due[0].kind(), told.planned_match_ids.len()), (Due::Today, 0));
    district.service.stop().await;
}
