//! A pair of a programme that names milestones and outcomes, and the page of an intake.

use axum::http::StatusCode;
use prost::Message;
use proto::{
    matching::v1::{
        CohortMember, EndMatchRequest, EndReason, GetCohortRequest, GetCohortResponse, GetMatchResponse, Match,
        MatchStatus, MatchSummary, OutcomeTold, PlanMatchesRequest, PlanMatchesResponse, ReachMilestoneRequest,
        ReachedMilestone, RecordOutcomeRequest, RecordedOutcome, Side, SupportRequestCloseReason, SupportRequestStatus,
        TakeBackMilestoneRequest, UnmatchedReason, UnmatchedRequest,
    },
    programmes::v1::{Cohort, Milestone, Outcome, Programme, ProgrammeKind},
    referrals::v1::{CloseReason, GetOfferingResponse, GivenBy, NamePersonsRequest, NamePersonsResponse, PersonName},
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use uuid::Uuid;

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn page() -> String {
    format!("/matches/{}", id(20))
}

fn named(fi: &str, en: &str) -> std::collections::HashMap<String, String> {
    [("fi".to_owned(), fi.to_owned()), ("en".to_owned(), en.to_owned())].into()
}

fn programme() -> Programme {
    let milestone = |code: &str, fi: &str| Milestone { code: code.to_owned(), name: named(fi, code) };
    let outcome = |code: &str, fi: &str| Outcome { code: code.to_owned(), name: named(fi, code) };
    let cohort = |code: &str, fi: &str, opens: &str, closes: &str| Cohort {
        code: code.to_owned(),
        name: named(fi, code),
        opens: opens.to_owned(),
        closes: closes.to_owned(),
        ..Cohort::default()
    };
    Programme {
        programme_id: "mentoring".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        name: named("Mentorointi", "Mentoring"),
        milestones: vec![milestone("cv", "Ansioluettelo valmis"), milestone("contacts", "Kontakteja")],
        outcomes: vec![outcome("own-field", "Oman alan työ"), outcome("study", "Opiskelu")],
        cohorts: vec![
            cohort("2025-08", "Syksy 2025", "2025-08-01", "2025-09-15"),
            cohort("2026-01", "Kevät 2026", "2026-01-01", "2026-02-15"),
            cohort("2026-08", "Syksy 2026", "2026-08-01", "2026-09-15"),
        ],
        ..Programme::default()
    }
}

fn pair(status: MatchStatus, milestones: Vec<ReachedMilestone>, outcomes: Vec<RecordedOutcome>) -> Match {
    let summary = MatchSummary {
        match_id: id(20),
        person_id: id(1),
        volunteer_id: id(12),
        volunteer_person_id: id(2),
        programme_id: "mentoring".to_owned(),
        status: status.into(),
        ..MatchSummary::default()
    };
    Match { summary: Some(summary), milestones, outcomes, ..Match::default() }
}

fn members() -> GetCohortResponse {
    let member = |n: u128| CohortMember {
        support_request_id: id(n + 10),
        person_id: id(n),
        opened_on: "2026-01-20".to_owned(),
        status: SupportRequestStatus::Open.into(),
        ..CohortMember::default()
    };
    let paired = CohortMember {
        status: SupportRequestStatus::Closed.into(),
        match_id: id(20),
        match_status: MatchStatus::Ended.into(),
        volunteer_person_id: id(2),
        end_reason: EndReason::CompletedTerm.into(),
        ..member(1)
    };
    let closed = CohortMember {
        status: SupportRequestStatus::Closed.into(),
        close_reason: SupportRequestCloseReason::ReferralClosed.into(),
        referral_close_reason: CloseReason::NoCapacity.into(),
        ..member(4)
    };
    GetCohortResponse {
        cohort: programme().cohorts.into_iter().nth(1),
        members: vec![paired, member(3), closed, member(5)],
        as_of: "2026-03-02".to_owned(),
    }
}

fn answered(found: &Match, method: &str, asked: &[u8]) -> Result<Vec<u8>, Status> {
    match method {
        "GetOffering" => Ok(message(&GetOfferingResponse {
            programmes: vec![programme()],
            as_of: "2026-03-02".to_owned(),
            ..GetOfferingResponse::default()
        })),
        "NamePersons" => {
            let names = ["Nadia", "Ritva", "Oksana", "Amina", "Hodan"];
            let name = |person_id: String| {
                let n = usize::try_from(Uuid::parse_str(&person_id).unwrap().as_u128()).unwrap();
                PersonName { name: names[n - 1].to_owned(), person_id, ..PersonName::default() }
            };
            let asked = NamePersonsRequest::decode(asked).unwrap().person_ids;
            Ok(message(&NamePersonsResponse { names: asked.into_iter().map(name).collect() }))
        }
        "GetMatch" => Ok(message(&GetMatchResponse { r#match: Some(found.clone()) })),
        "GetCohort" => Ok(message(&members())),
        "PlanMatches" => Ok(message(&PlanMatchesResponse {
            unmatched: vec![UnmatchedRequest {
                support_request_id: id(13),
                person_id: id(3),
                reason: UnmatchedReason::NoCandidate.into(),
                ..UnmatchedRequest::default()
            }],
            ..PlanMatchesResponse::default()
        })),
        "ReachMilestone" | "TakeBackMilestone" | "RecordOutcome" | "EndMatch" => Ok(Vec::new()),
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

fn asked<M: Message + Default>(stub: &Stub, method: &str) -> M {
    M::decode(stub.asked(method).last().unwrap().message.as_slice()).unwrap()
}

#[tokio::test]
async fn a_milestone_is_done_in_one_tap_and_one_reached_is_taken_back() {
    let reached = ReachedMilestone {
        milestone_code: "contacts".to_owned(),
        reached_on: "2026-02-10".to_owned(),
        side: Side::Volunteer.into(),
        given_by: GivenBy::Paper.into(),
    };
    let found = pair(MatchStatus::Active, vec![reached], Vec::new());
    let (_console, stub, mut browser) = at_work(move |method, asked| answered(&found, method, asked)).await;
    let shown = browser.open(&page()).await;
    assert_eq!(shown.status, StatusCode::OK);
    for words in ["Välitavoitteet", "Ansioluettelo valmis", "Kontakteja", "10.2.2026 (Vapaaehtoinen, Paperilla)"] {
        assert!(shown.says(words), "{words}: {}", shown.html);
    }
    assert!(!shown.says("id=\"outcome\""), "nobody asks how it ended before it has");
    let tap = format!("{}/milestone", page());
    let done = browser.send(&shown, &tap, &[]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, page().as_str()));
    let told: ReachMilestoneRequest = asked(&stub, "ReachMilestone");
    assert_eq!((told.milestone_code.as_str(), told.side()), ("cv", Side::Participant));
    assert_eq!((told.given_by(), told.occurred_on.as_str()), (GivenBy::Spoken, ""));
    assert!(browser.open(&page()).await.says("Välitavoite on kirjattu."));
    browser.send(&shown, &format!("{}/milestone-back", page()), &[]).await;
    assert_eq!(asked::<TakeBackMilestoneRequest>(&stub, "TakeBackMilestone").milestone_code, "contacts");
}

#[tokio::test]
async fn the_end_asks_what_became_of_her_and_what_is_told_later_is_recorded_then() {
    let found = pair(MatchStatus::Active, Vec::new(), Vec::new());
    let (_console, stub, mut browser) = at_work(move |method, asked| answered(&found, method, asked)).await;
    let shown = browser.open(&page()).await;
    let end = format!("{}/end", page());
    let without = [("reason", "end-reason-completed-term")];
    browser.send(&shown, &end, &without).await;
    assert_eq!(asked::<EndMatchRequest>(&stub, "EndMatch").outcome, None, "it may be left for later");
    let with = [
        without[0],
        ("outcome.outcome_code", "own-field"),
        ("outcome.given_by", "given-by-spoken"),
        ("outcome.follow_up_on", "2026-09-01"),
    ];
    browser.send(&shown, &end, &with).await;
    let told = asked::<EndMatchRequest>(&stub, "EndMatch").outcome.unwrap();
    assert_eq!((told.outcome_code.as_str(), told.given_by()), ("own-field", GivenBy::Spoken));
    assert_eq!(told.follow_up_on, "2026-09-01");
}

#[tokio::test]
async fn what_became_of_her_is_shown_newest_first_and_a_wrong_answer_says_what_is_wrong() {
    let told = |code: &str, told_on: &str| RecordedOutcome {
        outcome_code: code.to_owned(),
        told_on: told_on.to_owned(),
        given_by: GivenBy::Spoken.into(),
        follow_up_on: String::new(),
    };
    let found =
        pair(MatchStatus::Ended, Vec::new(), vec![told("own-field", "2026-02-01"), told("study", "2025-10-01")]);
    let (_console, stub, mut browser) = at_work(move |method, asked| {
        if method == "RecordOutcome"
            && RecordOutcomeRequest::decode(asked).unwrap().outcome == Some(OutcomeTold::default())
        {
            let details = ErrorDetails::with_bad_request_violation("outcome.outcome_code", "is required");
            return Err(Status::with_error_details(Code::InvalidArgument, "some fields are not valid", details));
        }
        answered(&found, method, asked)
    })
    .await;
    let shown = browser.open(&page()).await;
    let at = |words: &str| shown.html.find(words).unwrap_or_else(|| panic!("{words}: {}", shown.html));
    assert!(at("Oman alan työ <span") < at("Opiskelu <span"));
    let record = format!("{}/outcome", page());
    let refused = browser.send(&shown, &record, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("outcome.outcome_code", "study"), ("outcome.given_by", "given-by-paper")];
    let done = browser.send(&shown, &record, &fields).await;
    assert_eq!(done.location(), page());
    let told = asked::<RecordOutcomeRequest>(&stub, "RecordOutcome").outcome.unwrap();
    assert_eq!((told.outcome_code.as_str(), told.given_by()), ("study", GivenBy::Paper));
}

#[tokio::test]
async fn an_intake_shows_who_is_paired_and_who_is_not_and_why() {
    let found = Match::default();
    let (_console, stub, mut browser) = at_work(move |method, asked| answered(&found, method, asked)).await;
    let shown = browser.open("/requests/cohort").await;
    assert_eq!(shown.status, StatusCode::OK);
    let cohort: GetCohortRequest = asked(&stub, "GetCohort");
    assert_eq!(
        (cohort.programme_id.as_str(), cohort.cohort_code.as_str()),
        ("mentoring", "2026-01"),
        "the newest open"
    );
    assert_eq!(asked::<PlanMatchesRequest>(&stub, "PlanMatches").cohort_code, "2026-01");
    for words in [
        "<h1>Kevät 2026",
        "1.1.2026 – 15.2.2026",
        "Nadia</a>",
        "Ritva · Sovittu aika täyttyi",
        "Oksana</a>",
        "Kukaan vapaaehtoinen ei sovi",
        "Amina</a>",
        "Emme pysty auttamaan nyt",
        "Pari voidaan suunnitella nyt",
        "Mentorointi – Syksy 2025",
    ] {
        assert!(shown.says(words), "{words}: {}", shown.html);
    }
    browser.open("/requests/cohort?cohort=mentoring~2025-08").await;
    assert_eq!(asked::<GetCohortRequest>(&stub, "GetCohort").cohort_code, "2025-08");
    assert_eq!(browser.open("/requests/cohort?cohort=mentoring").await.status, StatusCode::NOT_FOUND);

    let plan = browser.open("/requests/plan?programme=mentoring&cohort=2026-01").await;
    assert_eq!(asked::<PlanMatchesRequest>(&stub, "PlanMatches").cohort_code, "2026-01");
    assert!(plan.says("<option value=\"2026-01\" selected>Kevät 2026"), "{}", plan.html);
    browser.open("/requests/plan?programme=mentoring&cohort=of-another").await;
    assert_eq!(asked::<PlanMatchesRequest>(&stub, "PlanMatches").cohort_code, "", "there is no such intake here");
}
