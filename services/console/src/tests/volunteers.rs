//! Applying without an account, the board, what a volunteer's page offers, and the certificate.

use std::collections::HashMap;

use axum::http::StatusCode;
use prost::Message as _;
use proto::{
    matching::v1::{
        Absence, AnswerExpenseResponse, ApplyAsVolunteerRequest, ApplyAsVolunteerResponse, ApprovalStep, Expense,
        GetVolunteerResponse, ListMatchesResponse, ListVolunteersRequest, ListVolunteersResponse, MatchSummary,
        NoteExpenseRequest, NoteExpenseResponse, TrainingCompletion, Volunteer, VolunteerStatus as Status,
        VolunteerSummary,
    },
    programmes::v1::{Programme, VolunteerRules},
    referrals::v1::{
        CoveredProgramme, GetCoverageResponse, GetOfferingResponse, NamePersonsResponse, PersonName,
        RegisterApplicantRequest, RegisterApplicantResponse,
    },
};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

fn friend() -> Programme {
    let names = |words: [(&str, &str); 3]| words.map(|(code, name)| (code.to_owned(), name.to_owned())).into();
    Programme {
        programme_id: "friend-for-a-mother".to_owned(),
        name: names([("fi", "Ystäväksi äidille"), ("sv", "Vän till en mamma"), ("en", "A friend")]),
        summary: HashMap::from([("fi".to_owned(), "Arkea yhdessä.".to_owned())]),
        volunteer: Some(VolunteerRules::default()),
        ..Programme::default()
    }
}

fn volunteer() -> Volunteer {
    Volunteer {
        summary: Some(VolunteerSummary {
            volunteer_id: "v1".to_owned(),
            person_id: "p1".to_owned(),
            programme_id: "friend-for-a-mother".to_owned(),
            status: Status::Approved.into(),
            capacity: 1,
            slots_taken: 1,
            ..VolunteerSummary::default()
        }),
        trainings: vec![
            TrainingCompletion { completed_on: "2025-01-10".to_owned(), minutes: 180, topic: "basic".to_owned() },
            TrainingCompletion { completed_on: "2026-02-01".to_owned(), minutes: 90, topic: "follow-up".to_owned() },
        ],
        absences: vec![Absence {
            absence_id: "a1".to_owned(),
            first_day: "2026-07-01".to_owned(),
            last_day: "2026-07-31".to_owned(),
        }],
        expenses: vec![Expense {
            expense_id: "e1".to_owned(),
            spent_on: "2026-02-27".to_owned(),
            what: "Bussi".to_owned(),
            cents: 1_250,
            kilometres: 12,
            noted_on: "2026-02-28".to_owned(),
            ..Expense::default()
        }],
        match_ids: vec!["m1".to_owned()],
        motivation: "Haluan auttaa".to_owned(),
        approved_on: "2025-02-01".to_owned(),
        ..Volunteer::default()
    }
}

/// A console whose services know this one volunteer, and what they were asked.
async fn console(known: Volunteer) -> (Console, Stub) {
    let (stub, url) = Stub::start(move |method, asked| match method {
        "GetCoverage" => Ok(message(&GetCoverageResponse {
            district_name: "Satakunnan piiri".to_owned(),
            programmes: vec![
                CoveredProgramme { programme: Some(friend()), ..CoveredProgramme::default() },
                CoveredProgramme {
                    programme: Some(Programme {
                        programme_id: "weekly-mothers-groups".to_owned(),
                        ..Programme::default()
                    }),
                    ..CoveredProgramme::default()
                },
            ],
        })),
        "GetOffering" => Ok(message(&GetOfferingResponse {
            as_of: "2026-03-02".to_owned(),
            programmes: vec![friend()],
            ..GetOfferingResponse::default()
        })),
        "RegisterApplicant" => Ok(message(&RegisterApplicantResponse { person_id: "p9".to_owned() })),
        "ApplyAsVolunteer" => Ok(message(&ApplyAsVolunteerResponse { volunteer_id: "v9".to_owned() })),
        "NamePersons" => {
            let name = |(person_id, name): (&str, &str)| PersonName {
                person_id: person_id.to_owned(),
                name: name.to_owned(),
                ..PersonName::default()
            };
            let names = [("p1", "Helmi Koskela"), ("p2", "Oksana Melnyk")].map(name);
            Ok(message(&NamePersonsResponse { names: names.into() }))
        }
        "GetVolunteer" => Ok(message(&GetVolunteerResponse { volunteer: Some(known.clone()) })),
        "ListMatches" => {
            let pair =
                MatchSummary { match_id: "m1".to_owned(), person_id: "p2".to_owned(), ..MatchSummary::default() };
            Ok(message(&ListMatchesResponse { matches: vec![pair], ..ListMatchesResponse::default() }))
        }
        "ListVolunteers" => Ok(message(&listed(&ListVolunteersRequest::decode(asked).unwrap()))),
        "NoteExpense" => Ok(message(&NoteExpenseResponse { expense_id: "e2".to_owned() })),
        "AnswerExpense" => Ok(message(&AnswerExpenseResponse {})),
        _ => nothing(),
    })
    .await;
    let settings = [("RINNALLA_REFERRALS_URL", url.as_str()), ("RINNALLA_MATCHING_URL", url.as_str())];
    (Console::start_at(&settings).await, stub)
}

/// Somebody interviewed whose extract is ordered; nobody at the other stages.
fn listed(asked: &ListVolunteersRequest) -> ListVolunteersResponse {
    if asked.statuses != [i32::from(Status::Interviewed)] {
        return ListVolunteersResponse::default();
    }
    let interviewed = VolunteerSummary {
        volunteer_id: "v1".to_owned(),
        person_id: "p1".to_owned(),
        status: Status::Interviewed.into(),
        status_since: "2026-02-20".to_owned(),
        missing: vec![ApprovalStep::ConfidentialityPledge.into(), ApprovalStep::ExtractInspection.into()],
        ..VolunteerSummary::default()
    };
    ListVolunteersResponse { volunteers: vec![interviewed], total: 1, ..ListVolunteersResponse::default() }
}

async fn signed_in(console: &Console) -> Browser {
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    browser
}

const HERS: [(&str, &str); 8] = [
    ("programme_id", "friend-for-a-mother"),
    ("motivation", "Haluan auttaa"),
    ("identity.given_name", "Aino"),
    ("identity.phone", "040 1234567"),
    ("facts.municipality_code", "609"),
    ("facts.languages.0.code", "fi"),
    ("facts.languages.0.level", "language-level-native"),
    ("profile.wishes", "wish-company"),
];

#[tokio::test]
async fn somebody_applies_without_an_account() {
    let (console, stub) = console(volunteer()).await;
    let mut browser = console.browser();
    let form = browser.open("/satakunta/volunteer").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.says("Ystäväksi äidille") && !form.says("weekly-mothers-groups"), "groups have no volunteers");
    let sent = browser.send(&form, "/satakunta/volunteer", &HERS).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.says("hakemuksesi on perillä") && !sent.says("p9") && !sent.says("v9"), "{}", sent.html);
    let register = RegisterApplicantRequest::decode(&*stub.asked("RegisterApplicant")[0].message).unwrap();
    assert_eq!(register.identity.unwrap().given_name, "Aino");
    assert_eq!(register.facts.unwrap().municipality_code, "609");
    let apply = ApplyAsVolunteerRequest::decode(&*stub.asked("ApplyAsVolunteer")[0].message).unwrap();
    assert_eq!((apply.person_id.as_str(), apply.motivation.as_str()), ("p9", "Haluan auttaa"));
    assert_ne!(apply.request_id, register.request_id);
}

#[tokio::test]
async fn an_application_is_told_everything_that_is_wrong_at_once_and_keeps_what_was_typed() {
    let (console, stub) = console(volunteer()).await;
    let mut browser = console.browser();
    let form = browser.open("/satakunta/volunteer").await;
    let long = "ä".repeat(4_001);
    let wrong = [
        ("programme_id", "no-such"),
        ("motivation", long.as_str()),
        ("identity.email", "aino"),
        ("identity.family_name", "Vapaaehtoinen"),
    ];
    let shown = browser.send(&form, "/satakunta/volunteer", &wrong).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["programme-id", "motivation", "identity-email", "identity-given-name"] {
        assert!(shown.says(&format!("id=\"{field}-problem\"")), "{field}");
    }
    assert!(shown.says("value=\"Vapaaehtoinen\"") && shown.says(&long), "what was typed is kept");
    assert!(stub.asked("RegisterApplicant").is_empty(), "nothing is kept of it");
}

#[tokio::test]
async fn the_board_says_what_each_lacks_and_the_one_next_thing() {
    let (console, _stub) = console(volunteer()).await;
    let mut browser = signed_in(&console).await;
    let board = browser.open("/volunteers/board").await;
    assert_eq!(board.status, StatusCode::OK);
    assert!(board.says("Puuttuu: Vaitiolositoumus, rikosrekisteriotteen tarkastus (ote on tilattu)"), "{}", board.html);
    assert!(board.says("href=\"/volunteers/v1#pledge-form\""));
    assert_eq!(board.html.matches("class=\"stage__card\"").count(), 1);
    assert_eq!(board.html.matches("Ei ketään juuri nyt").count(), 4);
}

#[tokio::test]
async fn a_volunteers_page_names_the_pairs_that_end_before_she_leaves() {
    let (console, _stub) = console(volunteer()).await;
    let mut browser = signed_in(&console).await;
    let page = browser.open("/volunteers/v1").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Ensin nämä parit päättyvät: Oksana Melnyk.",
        "1.7.2026 – 31.7.2026",
        "Jatkokoulutus, 1,5 h",
        "27.2.2026: Bussi, 12,50 €, 12 km",
        "Haluan auttaa",
    ] {
        assert!(page.says(words), "{words}");
    }
}

#[tokio::test]
async fn an_expense_is_sent_in_cents() {
    let (console, stub) = console(volunteer()).await;
    let mut browser = signed_in(&console).await;
    let page = browser.open("/volunteers/v1").await;
    let spent = [("spent_on", "2026-02-27"), ("what", "Bussi"), ("cents", "12,50"), ("kilometres", "")];
    let sent = browser.send(&page, "/volunteers/v1/expense", &spent).await;
    assert_eq!(sent.location(), "/volunteers/v1");
    browser.send(&page, "/volunteers/v1/expense", &[("cents", "-5"), ("kilometres", "-3")]).await;
    let asked: Vec<_> = stub.asked("NoteExpense").iter().map(|asked| &asked.message).cloned().collect();
    let asked: Vec<_> = asked.iter().map(|message| NoteExpenseRequest::decode(&**message).unwrap()).collect();
    assert_eq!((asked[0].cents, asked[0].kilometres), (1_250, 0));
    assert_eq!((asked[1].cents, asked[1].kilometres), (0, u32::MAX), "the service refuses both");
}

#[tokio::test]
async fn a_certificate_is_in_the_language_of_whoever_reads_it_and_names_nobody_she_helped() {
    let (console, _stub) = console(volunteer()).await;
    let mut browser = signed_in(&console).await;
    let finnish = browser.open("/volunteers/v1/certificate").await;
    assert_eq!(finnish.status, StatusCode::OK);
    for words in ["Todistus vapaaehtoistoiminnasta", "Helmi Koskela", "1.2.2025 – jatkuu", "4,5 h", "Arkea yhdessä."]
    {
        assert!(finnish.says(words), "{words}");
    }
    assert!(!finnish.says("Oksana"));
    let swedish = browser.open("/volunteers/v1/certificate?language=sv").await;
    assert!(swedish.says("<article class=\"certificate\" lang=\"sv\">") && swedish.says("Vän till en mamma"));
}

#[tokio::test]
async fn a_certificate_says_when_she_left_and_there_is_none_before_approval() {
    let left = Volunteer { left_on: "2026-02-28".to_owned(), ..volunteer() };
    let (console, _stub) = self::console(left).await;
    let mut browser = signed_in(&console).await;
    assert!(browser.open("/volunteers/v1/certificate").await.says("1.2.2025 – 28.2.2026"));
    let applied = Volunteer { approved_on: String::new(), ..volunteer() };
    let (console, _stub) = self::console(applied).await;
    let mut browser = signed_in(&console).await;
    assert_eq!(browser.open("/volunteers/v1/certificate").await.status, StatusCode::NOT_FOUND);
}
