//! The review of how long data is kept: who proposes, who orders.

use axum::http::StatusCode;
use prost::Message as _;
use proto::referrals::v1::{
    ErasureGround, GetOfferingResponse, KeepPersonRequest, KeepPersonResponse, ListReferralsDueResponse,
    ListRetentionResponse, OrderErasureRequest, OrderErasureResponse, ProposeErasureResponse, RetainedPerson,
    RunOutPurpose,
};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const ID: &str = "27c8ae8b-472c-54aa-a714-255ecced1c1c";

async fn at_work(proposed_by: &'static str) -> (Stub, Console) {
    let (stub, url) = Stub::start(move |method, _| match method {
        "ListRetention" => {
            let person = RetainedPerson {
                person_id: ID.to_owned(),
                name: "Oksana Tkachenko".to_owned(),
                last_activity_on: "2024-01-31".to_owned(),
                run_out_on: "2026-01-31".to_owned(),
                purposes: vec![RunOutPurpose {
                    purpose_id: "messages".to_owned(),
                    run_out_on: "2026-01-31".to_owned(),
                }],
                proposed_on: if proposed_by.is_empty() { String::new() } else { "2026-02-27".to_owned() },
                proposed_by_actor_id: proposed_by.to_owned(),
                ..RetainedPerson::default()
            };
            Ok(message(&ListRetentionResponse { persons: vec![person], total: 1, ..Default::default() }))
        }
        "GetOffering" => Ok(message(&GetOfferingResponse::default())),
        "ListReferralsDue" => Ok(message(&ListReferralsDueResponse { retention_due: 1, ..Default::default() })),
        "ProposeErasure" => Ok(message(&ProposeErasureResponse {})),
        "KeepPerson" => Ok(message(&KeepPersonResponse {})),
        "OrderErasure" => Ok(message(&OrderErasureResponse::default())),
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    console.add_account("paula@example.fi", Role::Manager, &["satakunta"]).await;
    (stub, console)
}

async fn signed_in(console: &Console, email: &str) -> Browser {
    let mut browser = console.browser();
    browser.sign_in(email, PASSWORD).await;
    browser
}

#[tokio::test]
async fn a_coordinator_proposes_or_keeps_and_orders_nothing() {
    let (stub, console) = at_work("").await;
    let mut browser = signed_in(&console, "marja@example.fi").await;
    assert!(browser.open("/today").await.says("href=\"/retention\""));
    let page = browser.open("/retention").await;
    assert!(page.says("Oksana Tkachenko") && page.says("31.1.2026") && page.says("Viestit"), "{}", page.html);
    assert!(!page.says(&format!("action=\"/retention/{ID}/order\"")), "{}", page.html);
    let propose = format!("/retention/{ID}/propose");
    assert_eq!(browser.send(&page, &propose, &[]).await.location(), "/retention");
    assert_eq!(stub.asked("ProposeErasure").len(), 1);
    let keep = format!("/retention/{ID}/keep");
    browser.send(&page, &keep, &[("reason", "Asia on kesken"), ("look_again_on", "2026-09-01")]).await;
    let kept = KeepPersonRequest::decode(stub.asked("KeepPerson")[0].message.as_slice()).unwrap();
    assert_eq!((kept.person_id.as_str(), kept.reason.as_str()), (ID, "Asia on kesken"));
    assert_eq!(browser.post(&format!("/retention/{ID}/forget"), &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_manager_orders_what_another_proposed() {
    let (stub, console) = at_work("0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d").await;
    let order = format!("/retention/{ID}/order");
    let coordinators = signed_in(&console, "marja@example.fi").await.open("/retention").await;
    assert!(!coordinators.says(&format!("action=\"{order}\"")), "{}", coordinators.html);
    let mut browser = signed_in(&console, "paula@example.fi").await;
    let page = browser.open("/retention").await;
    assert_eq!(browser.send(&page, &order, &[]).await.location(), "/retention");
    let asked = OrderErasureRequest::decode(stub.asked("OrderErasure")[0].message.as_slice()).unwrap();
    assert_eq!((asked.person_id.as_str(), asked.ground()), (ID, ErasureGround::Retention));
}
