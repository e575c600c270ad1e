use proto::scheduling::v1::{
    AddSeriesBreakRequest, DateRange, EndSeriesRequest, ListSeriesRequest, ListSessionsRequest, MoveSeriesRequest,
    MoveSessionRequest, SessionSummary, Weekday,
};
use rpc::scheduling::v1::sessions_service_client::SessionsServiceClient;
use testing::Cluster;
use tonic::Code;
use tonic_types::StatusExt as _;

use super::district::{Authorised, District, request_id, spring, start, starts, weekly};

async fn sessions(client: &mut SessionsServiceClient<Authorised>, series_id: &str) -> Vec<SessionSummary> {
    let list = ListSessionsRequest {
        from: "2025-01-01".to_owned(),
        to: "2025-12-31".to_owned(),
        series_id: series_id.to_owned(),
        ..ListSessionsRequest::default()
    };
    client.list_sessions(list).await.unwrap().into_inner().sessions
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_has_its_sessions_and_they_follow_its_moves_breaks_and_end() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let plan = spring(district.group);
        let reply = district.sessions().plan_series(plan.clone()).await.unwrap();
        let again = district.sessions().plan_series(plan).await.unwrap();
        assert_eq!(reply.get_ref(), again.get_ref());
        let mut seeing = district.sessions_after(&reply);
        let planned = reply.into_inner();
        let id = planned.series_id;
        assert_eq!(planned.session_count, 11, "thirteen Thursdays, two of them public holidays");
        let found = sessions(&mut seeing, &id).await;
        let thursdays = [
            "2025-03-06",
            "2025-03-13",
            "2025-03-20",
            "2025-03-27",
            "2025-04-03",
            "2025-04-10",
            "2025-04-17",
            "2025-04-24",
            "2025-05-08",
            "2025-05-15",
            "2025-05-22",
        ]
        .map(|day| format!("{day} 17:30"));
        assert_eq!(starts(&found), thursdays);
        assert!(found.iter().all(|session| session.name == "Torstain äidit" && session.place == "Perhekeskus"));

        // One evening moves by hand, and stays where it is whatever the series does.
        let by_hand = found.iter().find(|session| session.start.as_ref().unwrap().date == "2025-05-22").unwrap();
        let moved = MoveSessionRequest {
            request_id: request_id(),
            session_id: by_hand.session_id.clone(),
            start: Some(start("2025-05-23", "10:00")),
            duration_minutes: 60,
            place: "Kirjasto".to_owned(),
            occurred_on: "2025-03-07".to_owned(),
        };
        district.sessions().move_session(moved).await.unwrap();

        let moved = MoveSeriesRequest {
            request_id: request_id(),
            series_id: id.clone(),
            from: "2025-05-07".to_owned(),
            weekly: Some(weekly(Weekday::Tuesday, "18:00")),
            place: "Nuorisotalo".to_owned(),
            occurred_on: "2025-03-10".to_owned(),
        };
        let reply = district.sessions().move_series(moved).await.unwrap();
        let mut seeing = district.sessions_after(&reply);
        let found = sessions(&mut seeing, &id).await;
        let mut expected = thursdays[..8].to_vec();
        expected
            .extend(["2025-05-06 18:00", "2025-05-13 18:00", "2025-05-23 10:00", "2025-05-27 18:00"].map(String::from));
        assert_eq!(starts(&found), expected, "the week of Ascension Day has a Tuesday");

        let paused = AddSeriesBreakRequest {
            request_id: request_id(),
            series_id: id.clone(),
            days: Some(DateRange { from: "2025-04-14".to_owned(), to: "2025-04-20".to_owned() }),
            occurred_on: "2025-03-10".to_owned(),
        };
        let reply = district.sessions().add_series_break(paused).await.unwrap();
        let found = sessions(&mut district.sessions_after(&reply), &id).await;
        assert!(!starts(&found).contains(&"2025-04-17 17:30".to_owned()));
        assert_eq!(found.len(), expected.len() - 1);

        let ended = EndSeriesRequest {
            request_id: request_id(),
            series_id: id.clone(),
            last_on: "2025-05-14".to_owned(),
            occurred_on: "2025-03-10".to_owned(),
        };
        let reply = district.sessions().end_series(ended).await.unwrap();
        let mut seeing = district.sessions_after(&reply);
        let found = sessions(&mut seeing, &id).await;
        assert_eq!(starts(&found).last().unwrap(), "2025-05-13 18:00");
        assert_eq!(found.len(), expected.len() - 3);

        let list = ListSeriesRequest { include_past: true, ..ListSeriesRequest::default() };
        let listed = seeing.list_series(list).await.unwrap().into_inner().series;
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].last_on.as_str(), listed[0].ended_early), ("2025-05-14", true));
        assert_eq!((listed[0].place.as_str(), listed[0].breaks.len()), ("Nuorisotalo", 1));
        assert_eq!(listed[0].weekly.clone().unwrap().weekday(), Weekday::Tuesday);
        let running = seeing.list_series(ListSeriesRequest::default()).await.unwrap().into_inner().series;
        assert_eq!(running, [], "it is over");
        district.service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_that_meets_on_holidays_meets_on_them() {
    let district = District::open().await;
    let plan = proto::scheduling::v1::PlanSeriesRequest { on_public_holidays: true, ..spring(district.group) };
    let planned = district.sessions().plan_series(plan).await.unwrap().into_inner();
    assert_eq!(planned.session_count, 13);
    let unplanned =
        proto::scheduling::v1::PlanSeriesRequest { last_on: "2025-03-05".to_owned(), ..spring(district.group) };
    let refused = district.sessions().plan_series(unplanned).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(refused.get_details_error_info().unwrap().reason, "SERIES_NO_SESSIONS");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn series_and_sessions_are_listed_page_by_page() {
    let district = District::open().await;
    let mut newest_first = Vec::new();
    let mut reply = None;
    for first_on in ["2025-03-24", "2025-03-10", "2025-03-03"] {
        let plan = proto::scheduling::v1::PlanSeriesRequest { first_on: first_on.to_owned(), ..spring(district.group) };
        let planned = district.sessions().plan_series(plan).await.unwrap();
        newest_first.push(planned.get_ref().series_id.clone());
        reply = Some(planned);
    }
    let mut seeing = district.sessions_after(&reply.unwrap());
    let (mut listed, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = ListSeriesRequest { include_past: true, page_size: 1, page_token, ..ListSeriesRequest::default() };
        let page = seeing.list_series(list).await.unwrap().into_inner();
        listed.extend(page.series.into_iter().map(|series| series.series_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, newest_first);

    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = ListSessionsRequest {
            from: "2025-03-01".to_owned(),
            to: "2025-04-30".to_owned(),
            page_size: 4,
            page_token,
            ..ListSessionsRequest::default()
        };
        let page = seeing.list_sessions(list).await.unwrap().into_inner();
        found.extend(page.sessions);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let starts = starts(&found);
    assert!(starts.is_sorted(), "{starts:?}");
    let mut ids: Vec<&str> = found.iter().map(|session| session.session_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), found.len()), (5 + 7 + 8, 5 + 7 + 8));
    district.service.stop().await;
}
