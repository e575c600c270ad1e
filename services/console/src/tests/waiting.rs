//! The waiting list, stops of new requests, and what anybody is told of both; how many forms and which programs may come.

use axum::http::StatusCode;
use jiff::SignedDuration;
use prost::Message as _;
use proto::{
    programmes::v1::{Programme, ProgrammeKind, VolunteerRules},
    referrals::v1::{
        CoveredProgramme, DeclarePriorityRequest, DeclarePriorityResponse, FindDuplicatesResponse, GetCoverageResponse,
        GetOfferingResponse, GetReferralResponse, GetReferralStatusResponse, IntakeStop, ListWaitingRequest,
        ListWaitingResponse, Priority, PriorityReason, Referral, ReferralStatus, ReferralSummary, ReopenIntakeRequest,
        ReopenIntakeResponse, StopIntakeRequest, StopIntakeResponse, SubmitReferralResponse, WaitingReferral,
    },
    reporting::v1::{ExpectedWait, ListExpectedWaitsResponse, WaitBand},
};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const FRIEND: &str = "friend-for-a-mother";
const FAMILY: &str = "family-friend";

fn programme(id: &str, name: &str, alternatives: &[&str]) -> Programme {
    Programme {
        programme_id: id.to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        volunteer: Some(VolunteerRules::default()),
        name: [("fi".to_owned(), name.to_owned())].into(),
        alternatives: alternatives.iter().map(|id| (*id).to_owned()).collect(),
        ..Programme::default()
    }
}

fn stop(programme_id: &str, municipality_code: &str, reopens_on: &str) -> IntakeStop {
    IntakeStop {
        programme_id: programme_id.to_owned(),
        municipality_code: municipality_code.to_owned(),
        from: "2026-03-02".to_owned(),
        reopens_on: reopens_on.to_owned(),
    }
}

fn coverage(stops: &[IntakeStop]) -> GetCoverageResponse {
    let covered = |programme: Programme| CoveredProgramme {
        stops: stops.iter().filter(|stop| stop.programme_id == programme.programme_id).cloned().collect(),
        programme: Some(programme),
        municipality_codes: vec!["609".to_owned(), "684".to_owned()],
        everywhere: false,
    };
    GetCoverageResponse {
        district_name: "MLL:n Satakunnan piiri".to_owned(),
        programmes: vec![
            covered(programme(FRIEND, "Ystäväksi", &[FAMILY])),
            covered(programme(FAMILY, "Perhekummi", &[])),
        ],
    }
}

fn offering(stops: Vec<IntakeStop>) -> GetOfferingResponse {
    let reason = |id: &str, name: &str, retired| PriorityReason {
        reason_id: id.to_owned(),
        version: 1,
        name: [("fi".to_owned(), name.to_owned())].into(),
        retired,
    };
    GetOfferingResponse {
        programmes: vec![programme(FRIEND, "Ystäväksi", &[FAMILY]), programme(FAMILY, "Perhekummi", &[])],
        as_of: "2026-03-02".to_owned(),
        intake_stops: stops,
        priority_reasons: vec![reason("newborn", "Vastasyntynyt", false), reason("old", "Entinen syy", true)],
        ..GetOfferingResponse::default()
    }
}

fn waiting(name: &str, priority: Option<Priority>, on_hold_until: &str) -> WaitingReferral {
    let summary = ReferralSummary {
        referral_id: "r1".to_owned(),
        name: name.to_owned(),
        programme_id: FRIEND.to_owned(),
        municipality_code: "609".to_owned(),
        on_hold_until: on_hold_until.to_owned(),
        ..ReferralSummary::default()
    };
    WaitingReferral { referral: Some(summary), waits_since: "2026-01-05".to_owned(), priority }
}

fn priority() -> Priority {
    Priority { reason_id: "newborn".to_owned(), note: "Kuopus syntyi".to_owned(), declared_on: "2026-02-01".to_owned() }
}

async fn at_work(url: &str, role: Role) -> (Console, Browser) {
    let console = Console::start_with("http://127.0.0.1:8080", url).await;
    console.add_account("marja@example.fi", role, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (console, browser)
}

#[tokio::test]
async fn the_waiting_list_says_since_when_why_and_what_goes_before_and_gives_nobody_a_number() {
    let (stub, url) = Stub::start(|method, _| match method {
        "GetOffering" => Ok(message(&offering(Vec::new()))),
        "ListWaiting" => Ok(message(&ListWaitingResponse {
            waiting: vec![
                waiting("Oksana T.", Some(priority()), ""),
                waiting("Nadia E.", None, "2026-04-01"),
                waiting("Amina H.", None, ""),
            ],
            next_page_token: "more".to_owned(),
            total: 60,
        })),
        _ => nothing(),
    })
    .await;
    let (_console, mut browser) = at_work(&url, Role::Coordinator).await;
    let page = browser.open("/waiting?programme=friend-for-a-mother&municipality=609").await;
    assert_eq!(page.status, StatusCode::OK);
    let at = |words: &str| page.html.find(words).unwrap_or_else(|| panic!("{words}: {}", page.html));
    assert!(at("Oksana T.") < at("Nadia E.") && at("Nadia E.") < at("Amina H."));
    assert!(page.says("5.1.2026") && page.says("Vastasyntynyt") && page.says("Lepää 1.4.2026 asti"));
    assert!(page.says("Odottaa ystävää") && page.says("Turvakiellon alaiset"));
    assert!(!page.says("Kuopus syntyi"), "a word about her life is for her own page");
    assert!(page.says("programme=friend-for-a-mother&#38;municipality=609&#38;after=more&#38;skipped=3"));
    let asked = ListWaitingRequest::decode(stub.asked("ListWaiting")[0].message.as_slice()).unwrap();
    assert_eq!((asked.programme_id.as_str(), asked.municipality_code.as_str()), (FRIEND, "609"));
    assert!(browser.open("/today").await.says("href=\"/waiting\""));
}

#[tokio::test]
async fn a_reason_is_declared_with_a_word_and_taken_back_on_her_referral() {
    let (stub, url) = Stub::start(|method, _| match method {
        "GetOffering" => Ok(message(&offering(Vec::new()))),
        "GetReferral" => {
            let summary = ReferralSummary {
                status: ReferralStatus::Accepted.into(),
                was_accepted: true,
                waiting: true,
                ..waiting("Oksana T.", None, "").referral.unwrap()
            };
            let referral = Referral { summary: Some(summary), priority: Some(priority()), ..Referral::default() };
            Ok(message(&GetReferralResponse { referral: Some(referral) }))
        }
        "FindDuplicates" => Ok(message(&FindDuplicatesResponse::default())),
        "DeclarePriority" => Ok(message(&DeclarePriorityResponse {})),
        _ => nothing(),
    })
    .await;
    let (_console, mut browser) = at_work(&url, Role::Coordinator).await;
    let page = browser.open("/referrals/r1").await;
    assert!(page.says("Vastasyntynyt, kirjattu 1.2.2026: Kuopus syntyi"), "{}", page.html);
    assert!(!page.says("Entinen syy"), "what is retired is not offered");
    assert!(page.says("/referrals/r1/take-back-priority"));
    let fields = [("reason_id", "newborn"), ("note", "Kuopus syntyi")];
    let done = browser.send(&page, "/referrals/r1/declare-priority", &fields).await;
    assert_eq!(done.location(), "/referrals/r1");
    let asked = DeclarePriorityRequest::decode(stub.asked("DeclarePriority")[0].message.as_slice()).unwrap();
    assert_eq!((asked.reason_id.as_str(), asked.note.as_str()), ("newborn", "Kuopus syntyi"));
}

#[tokio::test]
async fn a_manager_stops_and_reopens_and_a_coordinator_looks_on() {
    let (stub, url) = Stub::start(|method, _| match method {
        "GetOffering" => Ok(message(&offering(vec![stop(FRIEND, "609", "2026-06-01"), stop(FAMILY, "", "")]))),
        "StopIntake" => Ok(message(&StopIntakeResponse {})),
        "ReopenIntake" => Ok(message(&ReopenIntakeResponse {})),
        _ => nothing(),
    })
    .await;
    let (console, mut browser) = at_work(&url, Role::Manager).await;
    let page = browser.open("/waiting/stops").await;
    assert!(page.says("Ystäväksi, Pori") && page.says("Uusia pyyntöjä otetaan taas 1.6.2026."), "{}", page.html);
    assert!(page.says("Perhekummi, kaikki kunnat") && page.says("Vielä ei tiedetä"));
    let fields = [("stop.programme_id", FRIEND), ("stop.municipality_code", "684"), ("stop.from", "2026-03-09")];
    assert_eq!(browser.send(&page, "/waiting/stops/stop", &fields).await.location(), "/waiting/stops");
    let asked = StopIntakeRequest::decode(stub.asked("StopIntake")[0].message.as_slice()).unwrap();
    let stopped = IntakeStop { from: "2026-03-09".to_owned(), ..stop(FRIEND, "684", "") };
    assert_eq!(asked.stop, Some(stopped));
    assert_eq!(browser.send(&page, "/waiting/stops/reopen", &[]).await.location(), "/waiting/stops");
    let asked = ReopenIntakeRequest::decode(stub.asked("ReopenIntake")[0].message.as_slice()).unwrap();
    assert_eq!((asked.programme_id.as_str(), asked.municipality_code.as_str()), (FRIEND, "609"));

    console.add_account("paula@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut other = console.browser();
    other.sign_in("paula@example.fi", PASSWORD).await;
    let page = other.open("/waiting/stops").await;
    assert!(page.says("Ystäväksi, Pori") && !page.says("action=\"/waiting/stops/"), "{}", page.html);
}

/// Answers the public forms of a district with these stops.
async fn public(stops: Vec<IntakeStop>) -> (Stub, Console) {
    let (stub, url) = Stub::start(move |method, _| match method {
        "GetCoverage" => Ok(message(&coverage(&stops))),
        "SubmitReferral" => {
            let submitted = SubmitReferralResponse { acknowledge_by: "2026-03-05".to_owned(), ..Default::default() };
            Ok(message(&submitted))
        }
        "GetReferralStatus" => Ok(message(&GetReferralStatusResponse::default())),
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    (stub, console)
}

fn herself<'f>(programme: &'f str, municipality: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("she_knows_and_agrees", "yes"),
        ("programme_id", programme),
        ("identity.given_name", "Nadia"),
        ("identity.phone", "040 1234567"),
        ("facts.municipality_code", municipality),
        ("language", "ar"),
        ("wish", "Kävelyseuraa iltaisin"),
    ]
}

#[tokio::test]
async fn the_form_says_what_is_stopped_before_anything_is_typed_and_what_there_is_instead() {
    let (stub, console) = public(vec![stop(FRIEND, "609", "2026-06-01")]).await;
    let mut browser = console.browser();
    let page = browser.open("/satakunta/join").await;
    assert!(page.says("Ystäväksi (Pori): emme nyt ota uusia pyyntöjä"), "{}", page.html);
    assert!(page.says("Uusia pyyntöjä otetaan taas 1.6.2026.") && page.says("Sillä välin auttaa voi: Perhekummi."));
    assert!(page.says("href=\"/satakunta/waiting-times\""));
    let stopped = browser.send(&page, "/satakunta/join", &herself(FRIEND, "609")).await;
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.says("Kävelyseuraa iltaisin") && !stopped.says("name=\"send_anyway\""), "{}", stopped.html);
    assert!(stub.asked("SubmitReferral").is_empty());
    assert_eq!(browser.send(&page, "/satakunta/join", &herself(FRIEND, "684")).await.status, StatusCode::OK);
    assert_eq!(browser.send(&page, "/satakunta/join", &herself(FAMILY, "609")).await.status, StatusCode::OK);
    assert_eq!(stub.asked("SubmitReferral").len(), 2);
}

#[tokio::test]
async fn what_is_stopped_everywhere_cannot_be_chosen_and_when_all_is_there_is_no_form() {
    let (_stub, console) = public(vec![stop(FRIEND, "", "")]).await;
    let page = console.browser().open("/satakunta/refer").await;
    assert!(!page.says("value=\"friend-for-a-mother\"") && page.says("value=\"family-friend\""));
    let (_stub, console) = public(vec![stop(FRIEND, "", ""), stop(FAMILY, "", "")]).await;
    let page = console.browser().open("/satakunta/refer").await;
    assert!(page.says("Juuri nyt emme voi ottaa uusia pyyntöjä") && !page.says("action=\"/satakunta/refer\""));
}

#[tokio::test]
async fn too_many_forms_from_one_address_wait_and_what_was_typed_is_kept() {
    let (stub, console) = public(Vec::new()).await;
    let mut browser = console.browser();
    let page = browser.open("/satakunta/status").await;
    for _ in 0..60 {
        assert_eq!(browser.send(&page, "/satakunta/status", &[("code", "ABC")]).await.status, StatusCode::OK);
    }
    let page = browser.open("/satakunta/join").await;
    let shown = browser.send(&page, "/satakunta/join", &herself(FRIEND, "609")).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS, "codes, referrals and applications count together");
    assert!(shown.says("Liian monta kerralla") && shown.says("Kävelyseuraa iltaisin"), "{}", shown.html);
    let token = browser.form_token();
    let applied = browser.post("/satakunta/volunteer", &[("form_token", &token)]).await;
    assert_eq!(applied.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(stub.asked("SubmitReferral").is_empty());
    let mut elsewhere = herself(FRIEND, "609");
    elsewhere.push(("form_token", &token));
    let other = browser.post_with("/satakunta/join", &elsewhere, &[("x-forwarded-for", "192.0.2.7")]).await;
    assert_eq!(other.status, StatusCode::OK, "another address");
    console.pass(SignedDuration::from_mins(16));
    let sent = browser.send(&shown, "/satakunta/join", &[]).await;
    assert_eq!(sent.status, StatusCode::OK, "the same words, a quarter of an hour later: {}", sent.html);
    assert_eq!(stub.asked("SubmitReferral").len(), 2);
}

#[tokio::test]
async fn a_program_that_fills_in_whatever_it_finds_is_stopped_and_a_person_sends_again() {
    let (stub, console) = public(Vec::new()).await;
    let mut browser = console.browser();
    for path in ["/satakunta/join", "/satakunta/status", "/satakunta/volunteer"] {
        let page = browser.open(path).await;
        let filled: Vec<_> = herself(FRIEND, "609").into_iter().chain([("website", "https://spam.example")]).collect();
        let back = browser.send(&page, path, &filled).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(back.says("jota ihmiset eivät näe") && !back.says("spam.example"), "{path}: {}", back.html);
    }
    assert!(stub.asked("SubmitReferral").is_empty() && stub.asked("GetReferralStatus").is_empty());
    let page = browser.open("/satakunta/join").await;
    assert!(page.says("aria-hidden=\"true\"") && page.says("tabindex=\"-1\""));
    assert_eq!(browser.send(&page, "/satakunta/join", &herself(FRIEND, "609")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn anybody_sees_where_requests_are_taken_and_how_long_people_waited_lately() {
    let wait = |municipality_code: &str, band: WaitBand| ExpectedWait {
        programme_id: FRIEND.to_owned(),
        municipality_code: municipality_code.to_owned(),
        band: band.into(),
    };
    let waits = ListExpectedWaitsResponse {
        waits: vec![wait("", WaitBand::OneToThreeMonths), wait("609", WaitBand::OverSixMonths)],
        from: "2025-03-01".to_owned(),
        to: "2026-02-28".to_owned(),
    };
    let (_stub, url) = Stub::start(move |method, _| match method {
        "GetCoverage" => Ok(message(&coverage(&[stop(FRIEND, "684", "")]))),
        "ListExpectedWaits" => Ok(message(&waits)),
        _ => nothing(),
    })
    .await;
    let settings = [("RINNALLA_REFERRALS_URL", url.as_str()), ("RINNALLA_REPORTING_URL", url.as_str())];
    let console = Console::start_at(&settings).await;
    let page = console.browser().open("/satakunta/waiting-times").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("1–3 kuukautta") && page.says("Yli 6 kuukautta") && page.says("Ei tiedossa"), "{}", page.html);
    assert!(page.says("Ei uusia pyyntöjä nyt") && page.says("Uusia pyyntöjä otetaan"));
    assert!(page.says("1.3.2025–28.2.2026"));

    let console = Console::start_at(&settings[..1]).await;
    let page = console.browser().open("/satakunta/waiting-times").await;
    assert!(page.status == StatusCode::OK && page.says("ei vastaa juuri nyt") && page.says("Perhekummi"));
    assert_eq!(console.browser().open("/No_such/waiting-times").await.status, StatusCode::NOT_FOUND);
}
