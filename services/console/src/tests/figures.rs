use axum::http::StatusCode;
use prost::Message as _;
use proto::reporting::v1::{
    AudiencePublication, Cell, CellKind, Figure, GetFiguresRequest, GetFiguresResponse, GroupBy, Indicator,
    ListIndicatorsResponse, ListPublicationsResponse, Measure, PreviewPublicationResponse, PublicationStatus,
    PublishFiguresRequest, PublishFiguresResponse, Unit,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::{
    accounts::Role,
    i18n::{Language, Texts},
};

const TABLE: &str = "0d5f6c1a-7a7e-5a57-9d2b-3f6f4d1f9b10";

fn indicator(id: &str, unit: Unit, measure: Measure, groupings: &[GroupBy]) -> Indicator {
    Indicator {
        indicator_id: id.to_owned(),
        definition_key: format!("indicator-{id}-definition"),
        unit: unit.into(),
        measure: measure.into(),
        groupings: groupings.iter().map(|by| i32::from(*by)).collect(),
        ..Indicator::default()
    }
}

fn indicators() -> ListIndicatorsResponse {
    let municipality = &[GroupBy::Municipality];
    ListIndicatorsResponse {
        indicators: vec![
            indicator("requests", Unit::Referrals, Measure::Count, municipality),
            indicator("waiting", Unit::Referrals, Measure::CountOnLastDay, municipality),
            indicator("days-to-first-meeting-median", Unit::Days, Measure::Median, municipality),
            indicator("sessions-held", Unit::Sessions, Measure::Count, &[]),
        ],
        as_of: "2026-03-02".to_owned(),
    }
}

fn figure(id: &str, group: &str, value: Option<u64>, few: bool) -> Figure {
    Figure { indicator_id: id.to_owned(), group: group.to_owned(), value, few, ..Figure::default() }
}

fn figures(asked: &[u8]) -> GetFiguresResponse {
    let asked = GetFiguresRequest::decode(asked).unwrap();
    let figures = match asked.group_by() {
        GroupBy::Unspecified => vec![
            figure("requests", "", Some(1088), false),
            figure("waiting", "", Some(3), true),
            figure("days-to-first-meeting-median", "", None, false),
            figure("sessions-held", "", Some(12), false),
        ],
        GroupBy::Municipality => vec![figure("requests", "609", Some(49), false)],
        _ => vec![figure("requests", "2025-01", Some(7), false)],
    };
    GetFiguresResponse {
        figures,
        as_of_time: Some(prost_types::Timestamp { seconds: 1_772_433_000, nanos: 0 }),
        position: "referrals=12".to_owned(),
        smallest_cell: 5,
    }
}

fn published() -> ListPublicationsResponse {
    let publication = AudiencePublication { audience: "mll".to_owned(), ..AudiencePublication::default() };
    ListPublicationsResponse { publications: vec![publication] }
}

fn preview() -> PreviewPublicationResponse {
    let cell = |id: &str, kind: CellKind, value| Cell {
        programme_id: "friend-for-a-mother".to_owned(),
        indicator_id: id.to_owned(),
        kind: kind.into(),
        value,
        ..Cell::default()
    };
    PreviewPublicationResponse {
        cells: vec![cell("requests", CellKind::Value, Some(88)), cell("waiting", CellKind::SuppressedPrimary, None)],
        smallest_cell: 5,
        two_approvers: false,
        table_id: TABLE.to_owned(),
    }
}

fn refused(reason: &str, fact: (&str, &str)) -> Status {
    let facts = std::collections::HashMap::from([(fact.0.to_owned(), fact.1.to_owned())]);
    let details = ErrorDetails::with_error_info(reason, "rinnalla", facts);
    Status::with_error_details(Code::FailedPrecondition, "a rule does not allow this now", details)
}

fn answers(method: &str, asked: &[u8]) -> Result<Vec<u8>, Status> {
    match method {
        "ListIndicators" => Ok(message(&indicators())),
        "GetFigures" => Ok(message(&figures(asked))),
        "ListPublications" => Ok(message(&published())),
        "PreviewPublication" => Ok(message(&preview())),
        "PublishFigures" => Ok(message(&PublishFiguresResponse {
            status: PublicationStatus::Published.into(),
            revision: 1,
            cells: preview().cells,
        })),
        _ => nothing(),
    }
}

async fn signed_in(
    role: Role,
    answers: impl Fn(&str, &[u8]) -> Result<Vec<u8>, Status> + Send + Sync + 'static,
) -> (Stub, Browser, Console) {
    let (stub, url) = Stub::start(answers).await;
    let console = Console::start_at(&[("RINNALLA_REPORTING_URL", &url)]).await;
    console.add_account("marja@example.fi", role, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, browser, console)
}

#[test]
fn every_indicator_has_a_name_and_a_definition() {
    for indicator in reporting_domain::INDICATORS {
        let definition = Indicator::from(indicator).definition_key;
        for t in Language::ALL.map(Texts) {
            assert!(t.exists(&format!("indicator-{}", indicator.id)), "{}", indicator.id);
            assert!(t.exists(&definition), "{definition}");
        }
    }
}

#[tokio::test]
async fn each_figure_stands_beside_what_it_counts_and_small_ones_are_marked() {
    let (_stub, mut browser, _console) = signed_in(Role::Coordinator, answers).await;
    let shown = browser.open("/figures?year=2025").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Ohjautumiset, jotka saapuivat jakson aikana.") && shown.says("1\u{a0}088"), "{}", shown.html);
    assert!(shown.says("3<span aria-hidden=\"true\">*</span><span class=\"for-readers\"> (pieni luku)</span>"));
    assert!(shown.says("takana on alle 5") && shown.says("tilanne 31.12.2025"));
    assert!(shown.says("ei mitään laskettavaa"), "a median of nothing");
    assert!(shown.says("Laskettu 2.3.2026 klo 8.30.") && shown.says("referrals=12"));
    assert!(shown.says("1/2025"), "months stand side by side");
    assert!(shown.says("Ei vielä julkaistu.") && !shown.says("/figures/publish"));
}

#[tokio::test]
async fn the_period_asked_for_ends_today_at_the_latest() {
    let (stub, mut browser, _console) = signed_in(Role::Coordinator, answers).await;
    let shown = browser.open("/figures?year=2026&from=2&to=12&programme=friend-for-a-mother").await;
    assert!(shown.says("Jakso on kesken") && !shown.says("Ei vielä julkaistu."));
    let asked = GetFiguresRequest::decode(stub.asked("GetFigures")[0].message.as_slice()).unwrap();
    assert_eq!((asked.from.as_str(), asked.to.as_str()), ("2026-02-01", "2026-03-02"));
    assert_eq!(asked.programme_id, "friend-for-a-mother");
}

#[tokio::test]
async fn a_municipality_shows_what_is_counted_by_it_and_nothing_else() {
    let (_stub, mut browser, _console) = signed_in(Role::Coordinator, answers).await;
    let shown = browser.open("/figures?year=2025&municipality=609").await;
    assert!(shown.says(">49<") && shown.says("Pori"), "{}", shown.html);
    assert!(shown.says(">0<"), "nobody waits there");
    assert!(!shown.says("Pidetyt kerrat") && shown.says("perustuvat ohjautumisiin"));
}

#[tokio::test]
async fn months_the_wrong_way_round_are_said_to_be() {
    let (stub, mut browser, _console) = signed_in(Role::Coordinator, answers).await;
    let shown = browser.open("/figures?year=2025&from=6&to=2").await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.says("href=\"#to\"") && shown.says("Viimeinen kuukausi ei voi olla ennen ensimmäistä"));
    assert!(stub.asked("GetFigures").is_empty());
}

#[tokio::test]
async fn a_district_without_records_is_told_so() {
    let (_stub, mut browser, _console) = signed_in(Role::Coordinator, |method, asked| match method {
        "GetFigures" => Ok(message(&GetFiguresResponse { smallest_cell: 5, ..GetFiguresResponse::default() })),
        _ => answers(method, asked),
    })
    .await;
    assert!(browser.open("/figures").await.says("Ei vielä mitään laskettavaa"));
}

#[tokio::test]
async fn without_the_figures_the_page_says_who_is_silent() {
    let (_stub, mut browser, _console) = signed_in(Role::Coordinator, |_, _| nothing()).await;
    let shown = browser.open("/figures").await;
    assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(shown.says("palvelu ei vastaa juuri nyt"));
}

#[tokio::test]
async fn publishing_is_a_managers() {
    let (stub, mut browser, _console) = signed_in(Role::Coordinator, answers).await;
    let shown = browser.open("/figures/publish").await;
    assert_eq!(shown.status, StatusCode::FORBIDDEN);
    assert!(shown.says("<h1>") && shown.says("Roolisi"), "{}", shown.html);
    assert!(stub.asked("PreviewPublication").is_empty());
}

#[tokio::test]
async fn a_manager_sees_what_would_be_hidden_before_she_publishes() {
    let (stub, mut browser, _console) = signed_in(Role::Manager, answers).await;
    assert!(browser.open("/figures?year=2025").await.says("/figures/publish?year=2025"));
    let page = browser.open("/figures/publish?year=2025").await;
    assert!(page.says(">88<") && page.says("piilotettu") && page.says("MLL:n keskustoimisto"), "{}", page.html);

    let fields = [("audience", "mll"), ("year", "2025")];
    let unread = browser.send(&page, "/figures/publish", &fields).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.says("href=\"#mll-understood\"") && stub.asked("PublishFigures").is_empty());

    let done = browser.send(&page, "/figures/publish", &[("understood", "yes")]).await;
    assert_eq!(done.location(), "/figures/publish?year=2025");
    let asked = PublishFiguresRequest::decode(stub.asked("PublishFigures")[0].message.as_slice()).unwrap();
    assert_eq!((asked.audience.as_str(), asked.year), ("mll", 2025));
    assert_eq!(asked.table_id, TABLE, "what she looked at, and nothing else");
    assert!(browser.open("/figures/publish?year=2025").await.says("Luvut on julkaistu."));
}

#[tokio::test]
async fn a_year_that_may_not_be_published_says_why() {
    let (_stub, mut browser, _console) = signed_in(Role::Manager, |method, asked| match method {
        "PreviewPublication" => Err(refused("FIGURES_INCOMPLETE", ("parked", "2"))),
        _ => answers(method, asked),
    })
    .await;
    let shown = browser.open("/figures/publish?year=2025").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Osaa kirjauksista ei ole saatu luettua (2)"), "{}", shown.html);
    assert!(!shown.says("name=\"understood\""));
}

#[tokio::test]
async fn a_refusal_to_publish_comes_back_with_the_page() {
    let (_stub, mut browser, _console) = signed_in(Role::Manager, |method, asked| match method {
        "PublishFigures" => Err(refused("PUBLICATION_YEAR_NOT_OVER", ("year", "2025"))),
        _ => answers(method, asked),
    })
    .await;
    let page = browser.open("/figures/publish?year=2025").await;
    let shown = browser.send(&page, "/figures/publish", &[("understood", "yes")]).await;
    assert_eq!(shown.status, StatusCode::CONFLICT);
    assert!(shown.says("Vuosi 2025 on kesken") && shown.says(">88<"), "{}", shown.html);
}
