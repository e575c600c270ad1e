use access::Role;
use proto::reporting::v1::{GetFiguresRequest, GroupBy, ListIndicatorsRequest, Provenance};
use reporting::Reporting;
use rpc::reporting::v1::figures_service_client::FiguresServiceClient;
use runtime::{OwnerSettings, rebuild_all};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::year::{FRIEND, GROUPS, Year, values};

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_year_are_those_counted_by_hand() {
    let year = Year::open().await;
    year.told().await;

    let figures = year.of_2024(FRIEND, GroupBy::Unspecified).await;
    for (indicator, value, n) in [
        ("requests", 9, 9),
        ("target-group-inside", 5, 5),
        ("target-group-outside", 1, 1),
        // Since the year before; after a match that ended; on hold; withdrawn only after the year.
        ("waiting", 4, 4),
        ("matched", 3, 3),
        ("matches-active", 1, 1),
        ("redirected", 1, 1),
        ("withdrew", 1, 1),
        ("endings", 2, 2),
        // Of the one that moved away nothing is told.
        ("outcomes", 1, 1),
        // One was taken back, one came after the year.
        ("milestones", 2, 2),
        // 10, 40 and 60 days.
        ("days-to-first-meeting-median", 40, 3),
        ("days-to-first-meeting-ninth-decile", 60, 3),
        ("volunteers-active", 1, 1),
        // The training.
        ("sessions-held", 1, 1),
        ("attendances", 2, 2),
        ("attendances-unnamed-women", 0, 0),
        ("attendances-children", 0, 0),
        ("attendances-childcare", 0, 0),
        ("mothers-reached", 3, 3),
        // One was taken back, one came after the year; one was trained long before.
        ("organisations-trained", 1, 1),
        ("organisations-trained-to-date", 2, 2),
    ] {
        let figure = figures.iter().find(|figure| figure.indicator_id == indicator).unwrap();
        assert_eq!((figure.value, figure.n), (Some(value), n), "{indicator}");
        assert_eq!(figure.definition_id, format!("{indicator}/1"));
        assert_eq!(figure.provenance(), Provenance::Collected);
    }
    assert_eq!(figures.len(), 22);

    let figures = year.of_2024(GROUPS, GroupBy::Unspecified).await;
    for (indicator, value, n) in [
        ("requests", 3, 3),
        ("waiting", 1, 1),
        ("matched", 0, 0),
        ("sessions-held", 2, 2),
        // Three named and two counted, then one and two; by three different people at least.
        ("attendances", 8, 3),
        ("attendances-unnamed-women", 2, 2),
        ("attendances-children", 4, 3),
        ("attendances-childcare", 2, 2),
        // Two members and a visitor.
        ("mothers-reached", 3, 3),
    ] {
        let figure = figures.iter().find(|figure| figure.indicator_id == indicator).unwrap();
        assert_eq!((figure.value, figure.n), (Some(value), n), "{indicator}");
    }
    assert_eq!(values(&figures, "days-to-first-meeting-median"), [("", None)]);

    let spring = year.of("2024-01-01", "2024-04-30", FRIEND, GroupBy::Unspecified).await;
    assert_eq!(values(&spring, "waiting"), [("", Some(2))], "since the year before, and the one to withdraw in June");
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_use_the_codes_of_the_day_and_sum_to_the_whole() {
    let year = Year::open().await;
    year.told().await;

    let by_programme = year.of_2024("", GroupBy::Programme).await;
    assert_eq!(values(&by_programme, "requests"), [(FRIEND, Some(9)), (GROUPS, Some(3))]);
    assert_eq!(values(&by_programme, "mothers-reached"), [(FRIEND, Some(3)), (GROUPS, Some(3))]);
    assert_eq!(values(&year.of_2024("", GroupBy::Unspecified).await, "requests"), [("", Some(12))]);

    assert_eq!(values(&by_programme, "organisations-trained-to-date"), [(FRIEND, Some(2)), (GROUPS, Some(1))]);
    assert_eq!(values(&by_programme, "organisations-trained"), [(FRIEND, Some(1))], "the other learnt it long before");

    let by_municipality = year.of_2024(FRIEND, GroupBy::Municipality).await;
    assert_eq!(
        values(&by_municipality, "requests"),
        [("102", Some(1)), ("609", Some(6)), ("684", Some(1)), ("not-told", Some(1))]
    );
    assert_eq!(values(&by_municipality, "days-to-first-meeting-median"), [("609", Some(40)), ("684", Some(10))]);
    assert_eq!(values(&by_municipality, "sessions-held"), [], "sessions are of no municipality");

    let by_source = year.of_2024(FRIEND, GroupBy::Source).await;
    assert_eq!(values(&by_source, "requests"), [("clinic", Some(4)), ("outreach", Some(1)), ("self", Some(4))]);

    let by_reason = year.of_2024(FRIEND, GroupBy::EndReason).await;
    assert_eq!(values(&by_reason, "endings"), [("continues-informally", Some(1)), ("moved", Some(1))]);
    assert_eq!(by_reason.len(), 2, "nothing else ends for a reason");

    let by_outcome = year.of_2024(FRIEND, GroupBy::Outcome).await;
    assert_eq!(values(&by_outcome, "outcomes"), [("own-field", Some(1))], "what was told last");
    assert_eq!(by_outcome.len(), 1);
    let by_milestone = year.of("2024-01-01", "2025-12-31", FRIEND, GroupBy::Milestone).await;
    assert_eq!(values(&by_milestone, "milestones"), [("contacts", Some(1)), ("cv", Some(2))]);
    let published = year.figures(Role::Coordinator).await.list_indicators(ListIndicatorsRequest {}).await.unwrap();
    let published = published.into_inner().indicators.into_iter().filter(|one| one.published);
    let ids: Vec<String> = published.map(|one| one.indicator_id).collect();
    assert!(!ids.iter().any(|id| id == "outcomes" || id == "milestones"), "outcomes are a part of the endings");

    let by_month = year.of_2024(FRIEND, GroupBy::Month).await;
    let requests: Vec<u64> = values(&by_month, "requests").iter().filter_map(|(_, value)| *value).collect();
    assert_eq!(requests, [2, 1, 2, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
    let waiting: Vec<u64> = values(&by_month, "waiting").iter().filter_map(|(_, value)| *value).collect();
    let to_date: Vec<u64> =
        values(&by_month, "organisations-trained-to-date").iter().filter_map(|(_, value)| *value).collect();
    assert_eq!(to_date, [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
    // 31 January: the one of the year before and two accepted; and so on, each on the month's last day.
    assert_eq!(waiting, [3, 2, 1, 2, 4, 3, 3, 3, 3, 4, 4, 4]);
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_the_rows_that_were_there() {
    let year = Year::open().await;
    year.told().await;
    let before = year.of_2024("", GroupBy::Month).await;

    let owner = OwnerSettings { owner_url: year.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Reporting>(&year.service.settings, &owner).await.unwrap();
    for table in [
        "referral_fact",
        "referral_status",
        "trained_organisation",
        "match_fact",
        "milestone_fact",
        "group_place",
        "first_meeting_fact",
        "session_fact",
    ] {
        assert!(rebuilt.compared.contains(&table.to_owned()), "{rebuilt:?}");
    }
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    assert_eq!(year.of_2024("", GroupBy::Month).await, before);
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_districts_staff_count_nothing_of_it() {
    let year = Year::open().await;
    year.told().await;
    let other = year.another().await;
    let token = testing::As::new(year.ground.token(&other, Role::Manager, super::year::MANAGER));
    let mut theirs = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    let request =
        GetFiguresRequest { from: "2024-01-01".into(), to: "2024-12-31".into(), ..GetFiguresRequest::default() };
    let figures = theirs.get_figures(request).await.unwrap().into_inner().figures;
    assert!(figures.iter().all(|figure| figure.value.unwrap_or(0) == 0), "{figures:?}");
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn indicators_say_how_they_are_defined_and_requests_are_read_whole() {
    let year = Year::open().await;
    let mut figures = year.figures(Role::Coordinator).await;
    let indicators = figures.list_indicators(ListIndicatorsRequest {}).await.unwrap().into_inner().indicators;
    assert_eq!(indicators.len(), 22);
    assert_eq!(indicators[0].definition_key, "indicator-requests-definition");

    let wrong =
        GetFiguresRequest { from: "2024-13-01".into(), to: String::new(), programme_id: "A B".into(), group_by: 99 };
    let refused = figures.get_figures(wrong).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let violations = refused.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["from", "to", "programme_id", "group_by"]);

    let months = GetFiguresRequest {
        from: "2014-01-01".into(),
        to: "2024-01-01".into(),
        group_by: GroupBy::Month.into(),
        ..GetFiguresRequest::default()
    };
    assert_eq!(figures.get_figures(months).await.unwrap_err().code(), Code::InvalidArgument);
    for role in [Role::Anonymous, Role::National, Role::Link, Role::Leader] {
        let refused = year.figures(role).await.list_indicators(ListIndicatorsRequest {}).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    year.service.stop().await;
}
