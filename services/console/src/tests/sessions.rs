use axum::http::StatusCode;
use jiff::SignedDuration;

use super::browser::{Browser, Console, PASSWORD};
use crate::{
    accounts::Role,
    secret::BrowserSecret,
    sessions::{Notice, Sessions},
};

async fn signed_in(console: &Console) -> Browser {
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    browser
}

fn secret(browser: &Browser) -> BrowserSecret {
    let (_, cookie) = browser.cookies.iter().find(|(name, _)| name == "rinnalla").unwrap();
    BrowserSecret::from_cookie(cookie).unwrap()
}

#[tokio::test]
async fn a_session_ends_after_an_hour_without_a_page() {
    let console = Console::start().await;
    let mut browser = signed_in(&console).await;
    for _ in 0..3 {
        console.pass(SignedDuration::from_mins(50));
        assert_eq!(browser.open("/today").await.status, StatusCode::OK);
    }
    console.pass(SignedDuration::from_mins(61));
    assert_eq!(browser.open("/today").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_after_half_a_day_however_busy() {
    let console = Console::start().await;
    let mut browser = signed_in(&console).await;
    for _ in 0..14 {
        console.pass(SignedDuration::from_mins(50));
        browser.open("/today").await;
    }
    console.pass(SignedDuration::from_mins(30));
    assert_eq!(browser.open("/today").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let console = Console::start().await;
    let mut browser = signed_in(&console).await;
    let mut kept = browser.clone();
    let page = browser.open("/today").await;
    assert_eq!(browser.send(&page, "/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(browser.open("/today").await.status, StatusCode::SEE_OTHER);
    assert_eq!(kept.open("/today").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn somebody_with_several_districts_chooses_one_of_her_own() {
    let console = Console::start().await;
    console.add_account("pirjo@example.fi", Role::Manager, &["satakunta", "meri-lappi"]).await;
    let mut browser = console.browser();
    browser.sign_in("pirjo@example.fi", PASSWORD).await;
    assert_eq!(browser.open("/today").await.location(), "/choose-district?to=/today");
    let page = browser.open("/choose-district?to=/today").await;
    let other = browser.send(&page, "/choose-district", &[("district", "uusimaa")]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let chosen = browser.send(&page, "/choose-district", &[("district", "meri-lappi")]).await;
    assert_eq!(chosen.location(), "/today");
    assert!(browser.open("/today").await.says("Setlementti"));
}

#[tokio::test]
async fn a_notice_is_shown_once() {
    let console = Console::start().await;
    let mut browser = signed_in(&console).await;
    let notice = Notice { key: "error-reference".to_owned(), words: vec![("code".to_owned(), "7K2F".to_owned())] };
    Sessions(console.pool.clone()).leave_notice(&secret(&browser), &notice).await.unwrap();
    assert!(browser.open("/today").await.says("Viite: 7K2F"));
    assert!(!browser.open("/today").await.says("Viite: 7K2F"));
}

#[tokio::test]
async fn a_position_is_kept_for_a_few_minutes_and_belongs_to_a_district() {
    let console = Console::start().await;
    let browser = signed_in(&console).await;
    let (sessions, secret) = (Sessions(console.pool.clone()), secret(&browser));
    let now = crate::surroundings::Surroundings::of_this_machine().now();
    let position = async |after| sessions.find(&secret, now + after).await.unwrap().unwrap().position;
    sessions.keep_position(&secret, "referrals=12", now).await.unwrap();
    assert_eq!(position(SignedDuration::from_mins(4)).await.as_deref(), Some("referrals=12"));
    assert_eq!(position(SignedDuration::from_mins(6)).await, None);
    sessions.choose_district(&secret, "satakunta").await.unwrap();
    assert_eq!(position(SignedDuration::ZERO).await, None);
}
