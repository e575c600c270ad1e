//! One-time links as whoever opens them meets them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use access::Role;
use axum::http::StatusCode;
use proto::matching::v1::{
    AnswerLinkedProposalResponse, GetLinkedProposalResponse, LinkAction, MiniProfile, RedeemLinkResponse, Side,
};
use tonic::{Code, Status};

use super::{
    browser::{Console, Shown},
    stub::{Stub, message, nothing},
};
use crate::throttle::Throttle;

const PATH: &str = "/l/satakunta/matching/23456789abcdefghjklmnpqrst";

fn not_found() -> Result<Vec<u8>, Status> {
    Err(Status::new(Code::NotFound, "there is nothing by that id"))
}

fn open() -> RedeemLinkResponse {
    RedeemLinkResponse {
        token_object: "6f7c0a1e-52d4-4b7e-9d43-1f0ac3b86e21.1".to_owned(),
        action: LinkAction::AnswerProposal.into(),
        ..RedeemLinkResponse::default()
    }
}

async fn console(matching: &str) -> Console {
    Console::start_at(&[("RINNALLA_MATCHING_URL", matching)]).await
}

/// The content of a page, without what differs from browser to browser.
fn content(shown: &Shown) -> &str {
    shown.html.split("<main").nth(1).unwrap().split("</main>").next().unwrap()
}

fn header<'s>(shown: &'s Shown, name: &str) -> &'s str {
    shown.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn whatever_opens_nothing_shows_one_page_after_one_time() {
    let (stub, url) = Stub::start(|_, _| not_found()).await;
    let console = console(&url).await;
    let mut seen = Vec::new();
    for path in [PATH, "/l/satakunta/referrals/23456789", "/l/Not%20one/matching/23456789", "/l/nowhere/matching/x"] {
        let begun = Instant::now();
        let shown = console.browser().open(path).await;
        assert!(begun.elapsed() >= Duration::from_millis(400), "{path} took {:?}", begun.elapsed());
        assert_eq!(shown.status, StatusCode::NOT_FOUND, "{path}");
        assert!(shown.says("Tämä linkki ei enää toimi"));
        assert_eq!(header(&shown, "referrer-policy"), "no-referrer");
        assert_eq!(header(&shown, "cache-control"), "no-store");
        assert!(header(&shown, "x-robots-tag").contains("noindex"));
        seen.push(content(&shown).to_owned());
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
    assert_eq!(stub.asked("RedeemLink").len(), 2, "what is no link of a service is not asked about");
    let elsewhere = console.browser().open("/sign-in").await;
    assert_eq!(header(&elsewhere, "referrer-policy"), "same-origin");
}

#[tokio::test]
async fn the_holder_asks_with_a_token_for_that_link_alone() {
    let (stub, url) = Stub::start(|method, _| match method {
        "RedeemLink" => Ok(message(&open())),
        "GetLinkedProposal" => {
            let other = MiniProfile { introduction: "Pidän metsästä".to_owned(), ..MiniProfile::default() };
            let side = Side::Participant.into();
            Ok(message(&GetLinkedProposalResponse { side, other: Some(other), ..GetLinkedProposalResponse::default() }))
        }
        _ => nothing(),
    })
    .await;
    let console = console(&url).await;
    let shown = console.browser().open(PATH).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Pidän metsästä") && shown.says("MLL:n Satakunnan piiri"));
    let caller = |method: &str| {
        let asked = stub.asked(method).pop().unwrap();
        let token = asked.headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
        console.verifier.verify(&token).unwrap()
    };
    let redeeming = caller("RedeemLink");
    assert_eq!((redeeming.role, redeeming.object), (Role::Anonymous, None));
    let holding = caller("GetLinkedProposal");
    assert_eq!((holding.role, holding.object), (Role::Link, Some(open().token_object)));
    assert_eq!(holding.district.as_str(), "satakunta");
}

#[tokio::test]
async fn an_answer_sent_twice_shows_the_first_and_opening_again_shows_nothing() {
    let answered = Arc::new(AtomicBool::new(false));
    let used = Arc::clone(&answered);
    let (stub, url) = Stub::start(move |method, _| match method {
        "RedeemLink" => {
            let used = used.load(Ordering::Relaxed);
            Ok(message(&RedeemLinkResponse { used, yes: used, ..open() }))
        }
        "GetLinkedProposal" => Ok(message(&GetLinkedProposalResponse::default())),
        "AnswerLinkedProposal" => {
            used.store(true, Ordering::Relaxed);
            Ok(message(&AnswerLinkedProposalResponse {}))
        }
        _ => nothing(),
    })
    .await;
    let console = console(&url).await;
    let mut browser = console.browser();
    let page = browser.open(PATH).await;
    let first = browser.send(&page, PATH, &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    let second = browser.send(&page, PATH, &[]).await;
    assert_eq!(content(&first), content(&second));
    assert!(second.says("Vastasit kyllä."));
    assert_eq!(stub.asked("AnswerLinkedProposal").len(), 1);
    assert_eq!(browser.open(PATH).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_was_faster_by_telephone_is_not_told_of_by_link() {
    let answered = Arc::new(AtomicBool::new(false));
    let settled = Arc::clone(&answered);
    let (_stub, url) = Stub::start(move |method, _| match method {
        "RedeemLink" if settled.load(Ordering::Relaxed) => not_found(),
        "RedeemLink" => Ok(message(&open())),
        "GetLinkedProposal" => Ok(message(&GetLinkedProposalResponse::default())),
        "AnswerLinkedProposal" => {
            settled.store(true, Ordering::Relaxed);
            not_found()
        }
        _ => nothing(),
    })
    .await;
    let console = console(&url).await;
    let mut browser = console.browser();
    let page = browser.open(PATH).await;
    let late = browser.send(&page, PATH, &[]).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert!(late.says("Tämä linkki ei enää toimi"));
}

#[tokio::test]
async fn after_too_many_links_that_opened_nothing_none_is_asked_about() {
    let (stub, url) = Stub::start(|_, _| Ok(message(&open()))).await;
    let console = console(&url).await;
    let now = crate::surroundings::Surroundings::of_this_machine().now();
    let throttle = Throttle(console.pool.clone());
    for _ in 0..120 {
        throttle.count_dead_link([127, 0, 0, 1].into(), now).await.unwrap();
    }
    let shown = console.browser().open(PATH).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(stub.asked("RedeemLink").is_empty());
    console.pass(jiff::SignedDuration::from_mins(16));
    console.browser().open(PATH).await;
    assert_eq!(stub.asked("RedeemLink").len(), 1, "a quarter of an hour later it is");
}

#[tokio::test]
async fn what_is_missing_in_a_check_in_is_told_and_the_link_stays() {
    let (stub, url) = Stub::start(|method, _| match method {
        "RedeemLink" => Ok(message(&RedeemLinkResponse { action: LinkAction::TellCheckIn.into(), ..open() })),
        "GetLinkedMatch" => Ok(message(&proto::matching::v1::GetLinkedMatchResponse::default())),
        "TellCheckIn" => {
            use tonic_types::StatusExt as _;
            let details = tonic_types::ErrorDetails::with_bad_request_violation("mood", "is required");
            Err(Status::with_error_details(Code::InvalidArgument, "some fields need another value", details))
        }
        _ => nothing(),
    })
    .await;
    let console = console(&url).await;
    let mut browser = console.browser();
    let page = browser.open(PATH).await;
    let back = browser.send(&page, PATH, &[]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.says("Tämä tieto tarvitaan"));
    assert_eq!(stub.asked("TellCheckIn").len(), 1);
}
