use std::net::IpAddr;

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::browser::{Console, PASSWORD};
use crate::{
    accounts::{Accounts, Role},
    throttle::Throttle,
};

#[tokio::test]
async fn a_page_of_staff_asks_to_sign_in_and_then_opens() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    let sent = browser.open("/today?from=mail").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.location(), "/sign-in?to=/today%3Ffrom%3Dmail");
    let page = browser.open(sent.location()).await;
    let signed_in = browser.send(&page, "/sign-in", &[("email", " Marja@Example.fi "), ("password", PASSWORD)]).await;
    assert_eq!(signed_in.location(), "/today?from=mail");
    assert!(browser.open("/today").await.says("MLL:n Satakunnan piiri"));
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_the_same() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let unknown = console.browser().sign_in("nobody@example.fi", PASSWORD).await;
    let wrong = console.browser().sign_in("marja@example.fi", "neljä vihreää omenaa").await;
    assert_eq!((unknown.status, wrong.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    for shown in [&unknown, &wrong] {
        assert!(shown.says("Sähköpostiosoite tai salasana ei täsmää"));
        assert!(!shown.says("omenaa"), "a password is never shown again");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_all_at_once() {
    let console = Console::start().await;
    let shown = console.browser().sign_in("", "").await;
    assert!(shown.says("href=\"#email\"") && shown.says("href=\"#password\""));
}

#[tokio::test]
async fn guessing_is_slowed_down_even_with_the_right_password() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    for _ in 0..10 {
        let shown = console.browser().sign_in("marja@example.fi", "arvaus").await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let shown = console.browser().sign_in("MARJA@example.fi", PASSWORD).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
    console.pass(SignedDuration::from_mins(16));
    assert_eq!(console.browser().sign_in("marja@example.fi", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_office_may_sign_in_as_often_as_it_likes_and_guess_no_more_for_it() {
    let console = Console::start().await;
    let (throttle, now) = (Throttle(console.pool.clone()), console.app.surroundings.now());
    let office: IpAddr = [192, 0, 2, 7].into();
    for n in 0..59 {
        assert!(throttle.admits(&format!("guessed-{n}@example.fi"), office, now).await.unwrap());
    }
    for _ in 0..3 {
        assert!(throttle.admits("marja@example.fi", office, now).await.unwrap());
        throttle.forget("marja@example.fi", office, now).await.unwrap();
    }
    assert!(throttle.admits("guessed@example.fi", office, now).await.unwrap());
    assert!(!throttle.admits("marja@example.fi", office, now).await.unwrap(), "sixty guesses");
}

#[tokio::test]
async fn signing_in_leads_to_no_other_site() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    let page = browser.open("/sign-in?to=https://elsewhere.example/").await;
    let shown = browser.send(&page, "/sign-in", &[("email", "marja@example.fi"), ("password", PASSWORD)]).await;
    assert_eq!(shown.location(), "/");
}

#[tokio::test]
async fn a_secret_from_before_does_not_become_a_session() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.open("/sign-in").await;
    let mut planted = browser.clone();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    assert_eq!(browser.open("/today").await.status, StatusCode::OK);
    assert_eq!(planted.open("/today").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_closed_account_signs_nobody_in_and_ends_its_sessions() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let now = "2026-03-02T06:30:00Z".parse().unwrap();
    Accounts(console.pool.clone()).close("marja@example.fi", now).await.unwrap();
    assert_eq!(browser.open("/today").await.status, StatusCode::SEE_OTHER);
    let refused = console.browser().sign_in("marja@example.fi", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
