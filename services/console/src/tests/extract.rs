//! The extract that a person is given, on paper and as a file.

use axum::http::{StatusCode, header};
use proto::{
    held::v1::{HeldRecord, HeldValue, HeldView, held_value::Value},
    referrals::v1::{
        Consent, FindDuplicatesResponse, GetOfferingResponse, GetPersonResponse, LegalBasis, Person, PersonIdentity,
        PersonRole, Purpose, TellHeldResponse,
    },
};

use super::{
    browser::{AWAY, Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const PERSON: &str = "/people/27c8ae8b-472c-54aa-a714-255ecced1c1c";

fn person(address_protected: bool, erasure_ordered: bool) -> Person {
    Person {
        person_id: PERSON.trim_start_matches("/people/").to_owned(),
        identity: Some(PersonIdentity {
            given_name: "Oksana".to_owned(),
            address_protected,
            ..PersonIdentity::default()
        }),
        roles: vec![PersonRole::Participant.into()],
        consents: vec![Consent {
            purpose_id: "photographs".to_owned(),
            given: true,
            since: "2026-02-03".to_owned(),
            wording_version: "3".to_owned(),
            wording_language: "uk".to_owned(),
            ..Consent::default()
        }],
        erasure_ordered,
        ..Person::default()
    }
}

fn purposes() -> Vec<Purpose> {
    let purpose = |id: &str, name: &str, basis: LegalBasis, roles: Vec<i32>| Purpose {
        purpose_id: id.to_owned(),
        name: [("fi".to_owned(), name.to_owned())].into(),
        recipients: [("fi".to_owned(), "Toimijan lehti".to_owned())].into(),
        retention_months: 12,
        basis: basis.into(),
        roles,
        ..Purpose::default()
    };
    vec![
        purpose("photographs", "Valokuvat", LegalBasis::Consent, vec![]),
        purpose("volunteering", "Vapaaehtoistyö", LegalBasis::LegitimateInterests, vec![PersonRole::Volunteer.into()]),
    ]
}

fn held() -> TellHeldResponse {
    let value = |name: &str, text: &str| HeldValue { name: name.to_owned(), value: Some(Value::Text(text.to_owned())) };
    TellHeldResponse {
        records: vec![HeldRecord {
            kind: "identity".to_owned(),
            on: String::new(),
            values: vec![value("given-name", "Oksana"), value("phone", "040 555 0101")],
        }],
        views: vec![HeldView {
            on: "2026-03-02".to_owned(),
            method: "/rinnalla.referrals.v1.PersonsService/GetPerson".to_owned(),
            times: 4,
            ..HeldView::default()
        }],
    }
}

async fn at_work(person: Person, scheduling_answers: bool) -> (Stub, Console, Browser) {
    let (stub, url) = Stub::start(move |method, _| match method {
        "GetPerson" => Ok(message(&GetPersonResponse { person: Some(person.clone()) })),
        "GetOffering" => Ok(message(&GetOfferingResponse {
            purposes: purposes(),
            as_of: "2026-03-02".to_owned(),
            ..GetOfferingResponse::default()
        })),
        "TellHeld" => Ok(message(&held())),
        "FindDuplicates" => Ok(message(&FindDuplicatesResponse::default())),
        _ => nothing(),
    })
    .await;
    let settings = [
        ("RINNALLA_PUBLIC_URL", "http://127.0.0.1:8080"),
        ("RINNALLA_REFERRALS_URL", &url),
        ("RINNALLA_MATCHING_URL", &url),
        ("RINNALLA_SCHEDULING_URL", if scheduling_answers { &url } else { AWAY }),
        ("RINNALLA_REPORTING_URL", &url),
    ];
    let console = Console::start_at(&settings).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, console, browser)
}

#[tokio::test]
async fn an_extract_asks_every_service_and_tells_purposes_and_who_has_looked() {
    let (stub, _console, mut browser) = at_work(person(false, false), true).await;
    let extract = browser.open(&format!("{PERSON}/extract")).await;
    assert_eq!(extract.status, StatusCode::OK);
    assert_eq!(stub.asked("TellHeld").len(), 4);
    assert!(extract.says("040 555 0101") && extract.says("Valokuvat"), "{}", extract.html);
    assert!(!extract.says("Vapaaehtoistyö"), "that purpose concerns volunteers");
    assert!(extract.says("Avasi henkilön sivun, 4 kertaa"), "{}", extract.html);
    assert!(!extract.says("Turvakielto"), "{}", extract.html);

    let file = browser.open(&format!("{PERSON}/extract.json")).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/json; charset=utf-8");
    let read: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!(read["services"].as_array().unwrap().len(), 4);
    assert_eq!(read["services"][0]["records"][0]["values"][1]["value"], "040 555 0101");
    assert_eq!(read["services"][3]["views"][0]["times"], 4);
    assert_eq!(read["purposes"][0]["legal_basis"], "LEGAL_BASIS_CONSENT");
    assert_eq!(read["made_on"], "2026-03-02");
}

#[tokio::test]
async fn what_a_protected_address_keeps_is_shown_when_opened_and_then_with_a_warning() {
    let (_stub, _console, mut browser) = at_work(person(true, false), true).await;
    let closed = browser.open(&format!("{PERSON}/extract")).await;
    assert!(!closed.says("040 555 0101") && closed.says("Oksana"), "{}", closed.html);
    assert!(closed.says("on jätetty tästä otteesta pois"), "{}", closed.html);
    let opened = browser.open(&format!("{PERSON}/extract?opened=yes")).await;
    assert!(opened.says("040 555 0101") && opened.says("omaan käteen"), "{}", opened.html);
    assert!(opened.says("extract.json?opened=yes"), "{}", opened.html);

    let file = browser.open(&format!("{PERSON}/extract.json")).await;
    assert!(!file.says("040 555 0101") && file.says("\"left_out_as_protected\": true"), "{}", file.html);
    let file = browser.open(&format!("{PERSON}/extract.json?opened=yes")).await;
    assert!(file.says("040 555 0101") && file.says("\"for_her_own_hands\": true"), "{}", file.html);
}

#[tokio::test]
async fn an_extract_says_what_is_missing_and_a_file_is_whole_or_none() {
    let (_stub, _console, mut browser) = at_work(person(false, false), false).await;
    let extract = browser.open(&format!("{PERSON}/extract")).await;
    assert!(extract.status == StatusCode::OK && extract.says("Otteesta puuttuu osa"), "{}", extract.html);
    assert_eq!(browser.open(&format!("{PERSON}/extract.json")).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn of_somebody_erased_there_is_no_extract() {
    let (stub, _console, mut browser) = at_work(person(false, true), true).await;
    for page in ["extract", "extract.json"] {
        assert_eq!(browser.open(&format!("{PERSON}/{page}")).await.status, StatusCode::NOT_FOUND);
    }
    assert!(stub.asked("TellHeld").is_empty());
}

#[tokio::test]
async fn her_page_tells_every_purpose_with_its_ground_and_what_was_read_to_her() {
    let (_stub, _console, mut browser) = at_work(person(false, false), true).await;
    let page = browser.open(PERSON).await;
    for words in ["Valokuvat", "Suostumus (6 artikla 1 a)", "Toimijan lehti", "12 kuukautta", "sanamuoto 3, ukraina"] {
        assert!(page.html.to_lowercase().contains(&words.to_lowercase()), "{words}: {}", page.html);
    }
    assert!(!page.says("Vapaaehtoistyö"), "{}", page.html);
}
