//! Everybody matched at once: what the page shows of a plan, what it asks again, and what it proposes.

use axum::http::StatusCode;
use prost::Message as _;
use proto::{
    matching::v1::{
        Exclusion, FreeVolunteer, HardRule, PlanMatchesRequest, PlanMatchesResponse, PlanPair, PlanVolunteer,
        PlannedPair, ProposeMatchRequest, ProposeMatchResponse, Term, TermCode, TermSide, TimeOfWeek, UnmatchedReason,
        UnmatchedRequest, WantedAgreement, WantedVolunteer,
    },
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{GetOfferingResponse, NamePersonsRequest, NamePersonsResponse, PersonName},
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use uuid::Uuid;

use super::{
    browser::{Browser, Console, PASSWORD, Shown},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const PLAN: &str = "/requests/plan";

fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

/// Persons 1 and 2 wait by requests 11 and 12; 3 and 4 are volunteers 13 and 14.
fn pair(request: u128, volunteer: u128) -> PlannedPair {
    PlannedPair {
        support_request_id: id(request),
        person_id: id(request - 10),
        waits_since: "2026-01-07".to_owned(),
        volunteer_id: id(volunteer),
        volunteer_person_id: id(volunteer - 10),
        terms: vec![Term {
            code: TermCode::SharedTimes.into(),
            side: TermSide::For.into(),
            facts: vec![TimeOfWeek::WeekdayMorning.as_str_name().to_owned()],
            months: None,
        }],
        alternatives: vec![PlanVolunteer { volunteer_id: id(14), person_id: id(4) }],
        ..PlannedPair::default()
    }
}

fn value(request: u128, volunteer: u128) -> String {
    [request, volunteer, request - 10, volunteer - 10].map(id).join("~")
}

fn planned(asked: &[u8]) -> PlanMatchesResponse {
    let asked = PlanMatchesRequest::decode(asked).unwrap();
    let is = |pairs: &[PlanPair], pair: &PlannedPair| {
        pairs
            .iter()
            .any(|one| (&one.support_request_id, &one.volunteer_id) == (&pair.support_request_id, &pair.volunteer_id))
    };
    let pairs = [pair(11, 13), pair(12, 14)].into_iter().filter(|pair| !is(&asked.vetoed, pair));
    PlanMatchesResponse {
        pairs: pairs.map(|pair| PlannedPair { locked: is(&asked.locked, &pair), ..pair }).collect(),
        unmatched: vec![UnmatchedRequest {
            support_request_id: id(15),
            person_id: id(5),
            waits_since: "2026-02-01".to_owned(),
            reason: UnmatchedReason::NoCandidate.into(),
            exclusions: vec![Exclusion { rule: HardRule::FreeSlot.into(), volunteers: 2, by_it_alone: 2 }],
            ..UnmatchedRequest::default()
        }],
        free_volunteers: vec![FreeVolunteer {
            volunteer_id: id(16),
            person_id: id(6),
            municipality_code: "684".to_owned(),
            free_slots: 2,
        }],
        wanted_volunteers: vec![WantedVolunteer {
            municipality_code: "684".to_owned(),
            times: vec![TimeOfWeek::WeekdayMorning.into()],
            languages_any: vec!["fi".to_owned(), "sv".to_owned()],
            profession_code: String::new(),
            support_request_ids: vec![id(15)],
        }],
        wanted_agreements: vec![WantedAgreement {
            municipality_code: "102".to_owned(),
            support_request_ids: vec![id(15)],
        }],
        not_planned: 0,
        as_of: "2026-03-02".to_owned(),
    }
}

fn named(asked: &[u8]) -> NamePersonsResponse {
    let names = ["Nadia", "Oksana", "Ritva", "Seija", "Tiina", "Ulla"];
    let name = |person_id: String| {
        let n = Uuid::parse_str(&person_id).unwrap().as_u128();
        let name = names.get(usize::try_from(n).unwrap() - 1).map(ToString::to_string).unwrap_or_default();
        PersonName { person_id, name, ..PersonName::default() }
    };
    NamePersonsResponse { names: NamePersonsRequest::decode(asked).unwrap().person_ids.into_iter().map(name).collect() }
}

/// Two services in one.
fn answered(method: &str, asked: &[u8]) -> Result<Vec<u8>, Status> {
    match method {
        "GetOffering" => {
            let programme = |id: &str, kind: ProgrammeKind| Programme {
                programme_id: id.to_owned(),
                kind: kind.into(),
                ..Programme::default()
            };
            let programmes = vec![
                programme("weekly-mothers-groups", ProgrammeKind::Group),
                programme("friend-for-a-mother", ProgrammeKind::OneToOne),
            ];
            Ok(message(&GetOfferingResponse { programmes, as_of: "2026-03-02".to_owned(), ..Default::default() }))
        }
        "NamePersons" => Ok(message(&named(asked))),
        "PlanMatches" => Ok(message(&planned(asked))),
        _ => nothing(),
    }
}

async fn at_work(
    answers: impl Fn(&str, &[u8]) -> Result<Vec<u8>, Status> + Send + Sync + 'static,
) -> (Console, Stub, Browser) {
    let (stub, url) = Stub::start(answers).await;
    let console = Console::start_at(&[("RINNALLA_REFERRALS_URL", &url), ("RINNALLA_MATCHING_URL", &url)]).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (console, stub, browser)
}

fn asked(stub: &Stub) -> PlanMatchesRequest {
    PlanMatchesRequest::decode(stub.asked("PlanMatches").last().unwrap().message.as_slice()).unwrap()
}

/// Boxes of a page: name, value, and whether it is ticked.
fn boxes(shown: &Shown) -> Vec<(String, String, bool)> {
    let of = |input: &str, attribute: &str| {
        let rest = input.split(&format!("{attribute}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let inputs = shown.html.split("<input class=\"ds-input\" type=\"checkbox\"").skip(1);
    inputs
        .map(|rest| rest.split('>').next().unwrap())
        .map(|input| (of(input, "name"), of(input, "value"), input.ends_with(" checked")))
        .collect()
}

#[tokio::test]
async fn the_plan_shows_pairs_with_reasons_who_is_left_out_and_why_and_what_would_help() {
    let (_console, stub, mut browser) = at_work(answered).await;
    let list = browser.open(PLAN).await;
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(asked(&stub).programme_id, "friend-for-a-mother", "the programme of pairs is planned");
    for words in [
        "Nadia</a> – <a href=\"/volunteers/",
        "Oksana",
        "Sopivat ajat: arkiaamut",
        "Seuraavaksi sopisi: Seija",
        "Tiina",
        "Kukaan vapaaehtoinen ei sovi",
        "Uusi vapaaehtoinen sopisi yhdelle odottavalle: Rauma",
        "suomi tai ruotsi",
        "Sopimuksella yksi odottava saisi sopivan vapaaehtoisen: Huittinen",
        "Ulla",
    ] {
        assert!(list.html.to_lowercase().contains(&words.to_lowercase()), "{words}: {}", list.html);
    }
    let unticked = |name: &str, value: String| (name.to_owned(), value, false);
    assert_eq!(
        boxes(&list),
        [
            unticked("keep", value(11, 13)),
            unticked("veto", value(11, 13)),
            unticked("keep", value(12, 14)),
            unticked("veto", value(12, 14)),
        ],
    );
}

#[tokio::test]
async fn pairs_kept_and_left_out_are_planned_again_so() {
    let (_console, stub, mut browser) = at_work(answered).await;
    let first = browser.open(PLAN).await;
    let (keep, veto) = (value(12, 14), value(11, 13));
    let again = browser.send(&first, PLAN, &[("keep", &keep), ("veto", &veto), ("do", "again")]).await;
    assert_eq!(again.status, StatusCode::OK);
    let asked = asked(&stub);
    let pair =
        |request: u128, volunteer: u128| PlanPair { support_request_id: id(request), volunteer_id: id(volunteer) };
    assert_eq!((asked.locked, asked.vetoed), (vec![pair(12, 14)], vec![pair(11, 13)]));
    assert!(again.says("Nadia – Ritva"), "what is left out is named and may be let in again");
    assert_eq!(
        boxes(&again),
        [("keep".to_owned(), keep.clone(), true), ("veto".to_owned(), keep, false), ("veto".to_owned(), veto, true),],
    );
    assert_eq!(stub.asked("ProposeMatch").len(), 0);
}

#[tokio::test]
async fn a_pair_that_cannot_be_kept_any_more_is_let_go_and_the_page_says_why() {
    let (_console, stub, mut browser) = at_work(|method, asked| {
        if method != "PlanMatches" {
            return answered(method, asked);
        }
        let locked = PlanMatchesRequest::decode(asked).unwrap().locked;
        match locked.iter().position(|pair| pair.volunteer_id == id(13)) {
            None => Ok(message(&planned(asked))),
            Some(index) => {
                let field = format!("locked[{index}].volunteer_id");
                let details = ErrorDetails::with_bad_request_violation(field, "has no slot left");
                Err(Status::with_error_details(Code::InvalidArgument, "some fields are not valid", details))
            }
        }
    })
    .await;
    let first = browser.open(PLAN).await;
    let (gone, stays) = (value(11, 13), value(12, 14));
    let again = browser.send(&first, PLAN, &[("keep", &gone), ("keep", &stays), ("do", "again")]).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.says("vapaaehtoisella ei ole enää tilaa sille"), "{}", again.html);
    assert_eq!(asked(&stub).locked.len(), 1);
    let ticked: Vec<_> =
        boxes(&again).into_iter().filter(|(_, _, ticked)| *ticked).map(|(_, value, _)| value).collect();
    assert_eq!(ticked, [stays]);
}

/// The first pair can be proposed; the second one somebody else was quicker with.
fn proposing(method: &str, asked: &[u8]) -> Result<Vec<u8>, Status> {
    if method != "ProposeMatch" {
        return answered(method, asked);
    }
    let request = ProposeMatchRequest::decode(asked).unwrap();
    if request.volunteer_id == id(13) {
        return Ok(message(&ProposeMatchResponse { proposal_id: id(99) }));
    }
    let details = ErrorDetails::with_error_info("PAIR_ALREADY_PROPOSED", "matching", []);
    Err(Status::with_error_details(Code::FailedPrecondition, "a rule does not allow this", details))
}

#[tokio::test]
async fn the_pairs_kept_become_proposals_and_each_tells_what_became_of_it() {
    let (_console, stub, mut browser) = at_work(proposing).await;
    let page = browser.open(PLAN).await;
    let (first, second) = (value(11, 13), value(12, 14));
    let fields = [("keep", first.as_str()), ("keep", second.as_str()), ("do", "propose")];
    let outcomes = browser.send(&page, PLAN, &fields).await;
    assert_eq!(outcomes.status, StatusCode::OK);
    assert!(outcomes.says(&format!("<a href=\"/proposals/{}\">Nadia – Ritva</a>", id(99))), "{}", outcomes.html);
    assert!(outcomes.says(&format!("<a href=\"/requests/{}\">Oksana – Seija</a>", id(12))));
    assert!(outcomes.says("Paria ehdotetaan jo."), "{}", outcomes.html);

    // Sent once more, the same requests are made: what was done is done once.
    browser.send(&page, PLAN, &fields).await;
    let asked = stub.asked("ProposeMatch");
    let ids: Vec<String> =
        asked.iter().map(|one| ProposeMatchRequest::decode(one.message.as_slice()).unwrap().request_id).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[..2], ids[2..]);
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| *id != page.value(PLAN, "request_id").unwrap()));
}

#[tokio::test]
async fn what_did_not_reach_the_service_is_sent_again_by_one_press() {
    let (_console, _stub, mut browser) = at_work(answered).await;
    let page = browser.open(PLAN).await;
    let kept = value(11, 13);
    let fields = [("keep", kept.as_str()), ("cohort", "2026-01"), ("do", "propose")];
    let outcomes = browser.send(&page, PLAN, &fields).await;
    assert_eq!(outcomes.value(PLAN, "keep"), Some(kept));
    assert_eq!(outcomes.value(PLAN, "cohort").as_deref(), Some("2026-01"), "the intake stays chosen");
    assert_eq!(outcomes.value(PLAN, "do").as_deref(), Some("propose"));
    assert_eq!(outcomes.value(PLAN, "request_id"), page.value(PLAN, "request_id"));
}

#[tokio::test]
async fn nothing_is_proposed_without_a_tick() {
    let (_console, stub, mut browser) = at_work(proposing).await;
    let page = browser.open(PLAN).await;
    let refused = browser.send(&page, PLAN, &[("do", "propose")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Merkitse ensin säilytettävät parit."));
    assert_eq!(stub.asked("ProposeMatch").len(), 0);
}

#[tokio::test]
async fn the_list_of_those_who_wait_leads_to_the_plan() {
    let (_console, _stub, mut browser) = at_work(|method, asked| match method {
        "ListSupportRequests" => Ok(Vec::new()),
        _ => answered(method, asked),
    })
    .await;
    assert!(browser.open("/requests").await.says("href=\"/requests/plan\""));
    assert!(!browser.open("/requests?programme=weekly-mothers-groups").await.says("/requests/plan"));
}
