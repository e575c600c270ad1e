use access::Role as TokenRole;
use axum::http::StatusCode;
use prost::Message as _;
use proto::reporting::v1::{
    Cell, CellKind, DistrictPublication, GetPublishedFiguresRequest, GetPublishedFiguresResponse, NationalTotal,
    PublishedProgramme, TotalStatus,
};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::{accounts::Role, routes};

const FRIEND: &str = "friend-for-a-mother";

fn published(asked: &[u8]) -> GetPublishedFiguresResponse {
    let asked = GetPublishedFiguresRequest::decode(asked).unwrap();
    let silent = DistrictPublication {
        district_id: "mll-uusimaa".to_owned(),
        district_name: "MLL:n Uudenmaan piiri".to_owned(),
        ..DistrictPublication::default()
    };
    if asked.year != 2024 {
        return GetPublishedFiguresResponse { districts: vec![silent], years: vec![2024], ..Default::default() };
    }
    let cell = |indicator_id: &str, kind: CellKind, value| Cell {
        programme_id: FRIEND.to_owned(),
        indicator_id: indicator_id.to_owned(),
        kind: kind.into(),
        value,
        ..Cell::default()
    };
    let total = |indicator_id: &str, status: TotalStatus, value| NationalTotal {
        programme_id: FRIEND.to_owned(),
        indicator_id: indicator_id.to_owned(),
        status: status.into(),
        value,
        ..NationalTotal::default()
    };
    let name = [("fi".to_owned(), "Ystäväksi äidille".to_owned())].into();
    GetPublishedFiguresResponse {
        districts: vec![
            DistrictPublication {
                district_id: "mll-satakunta".to_owned(),
                district_name: "MLL:n Satakunnan piiri".to_owned(),
                published_time: Some(prost_types::Timestamp { seconds: 1_772_433_000, nanos: 0 }),
                revision: 2,
                smallest_cell: 5,
                cells: vec![
                    cell("requests", CellKind::Value, Some(1088)),
                    cell("redirected", CellKind::SuppressedPrimary, None),
                ],
            },
            silent,
        ],
        totals: vec![
            total("requests", TotalStatus::Given, Some(1088)),
            total("redirected", TotalStatus::Withheld, None),
        ],
        programmes: vec![PublishedProgramme { programme_id: FRIEND.to_owned(), name }],
        years: vec![2024],
    }
}

async fn signed_in(role: Role, districts: &[&str]) -> (Stub, Browser, Console) {
    let (stub, url) = Stub::start(|method, asked| match method {
        "GetPublishedFigures" => Ok(message(&published(asked))),
        _ => nothing(),
    })
    .await;
    let console = Console::start_at(&[("RINNALLA_NATIONAL_URL", &url)]).await;
    console.add_account("marja@example.fi", role, districts).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, browser, console)
}

#[tokio::test]
async fn national_coordination_lands_on_what_was_published_of_its_audience() {
    let (stub, mut browser, console) = signed_in(Role::National, &[]).await;
    assert_eq!(browser.open("/").await.location(), "/national");
    let shown = browser.open("/national").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Valtakunnallinen koordinaatio") && shown.says("Tunnusluvut 2024"), "the newest published");
    let asked = stub.asked("GetPublishedFigures");
    let token = asked[0].headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let caller = console.verifier.verify(token).unwrap();
    assert_eq!((caller.role, caller.object.as_deref()), (TokenRole::National, Some("mll")));
    assert_eq!(caller.district.as_str(), "installation");
}

#[tokio::test]
async fn what_is_hidden_is_said_to_be_and_who_has_not_published_too() {
    let (_stub, mut browser, _console) = signed_in(Role::National, &[]).await;
    let shown = browser.open("/national?year=2024").await;
    assert!(shown.says("Ystäväksi äidille") && shown.says("1\u{a0}088"), "{}", shown.html);
    assert!(shown.says("piilotettu") && shown.says("ei näytetä") && shown.says("sen voisi laskea yhteissummasta"));
    assert!(shown.says("MLL:n Uudenmaan piiri") && shown.says("Ei ole julkaissut") && shown.says("2.3.2026"));
    assert!(shown.says("1 / 2 toimijaa on julkaissut vuoden 2024 luvut."));
    let empty = browser.open("/national?year=2025").await;
    assert!(empty.says("Kukaan ei ole vielä julkaissut vuotta 2025"));
}

#[tokio::test]
async fn nothing_leads_from_the_national_page_to_a_person() {
    let (_stub, mut browser, _console) = signed_in(Role::National, &[]).await;
    let shown = browser.open("/national?year=2024").await;
    for (path, _) in routes::NAVIGATION {
        assert!(!shown.says(&format!("\"{path}")), "{path}");
        let refused = browser.open(path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.says("<h1>") && refused.says("Roolisi"), "{}", refused.html);
    }
    for path in ["/people/1", "/referrals/1", "/figures/publish", "/choose-district", "/referrals/new", "/sessions/1"] {
        assert_eq!(browser.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn another_audience_is_as_unknown_as_one_that_does_not_exist() {
    let (stub, mut browser, _console) = signed_in(Role::National, &[]).await;
    assert_eq!(browser.open("/national?audience=vaestoliitto").await.status, StatusCode::NOT_FOUND);
    assert!(stub.asked("GetPublishedFigures").is_empty());
}

#[tokio::test]
async fn staff_of_a_district_have_no_national_page() {
    let (stub, mut browser, _console) = signed_in(Role::Manager, &["satakunta"]).await;
    assert_eq!(browser.open("/national").await.status, StatusCode::FORBIDDEN);
    assert!(stub.asked("GetPublishedFigures").is_empty());
}

#[tokio::test]
async fn a_national_account_that_got_a_district_by_mistake_still_sees_nothing_of_it() {
    let (_stub, mut browser, _console) = signed_in(Role::National, &["satakunta"]).await;
    assert_eq!(browser.open("/today").await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.open("/people").await.status, StatusCode::FORBIDDEN);
}
