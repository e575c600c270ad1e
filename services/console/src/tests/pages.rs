use axum::http::{StatusCode, header};

use super::browser::{AWAY, Console, PASSWORD};
use crate::{accounts::Role, assets};

#[tokio::test]
async fn a_service_that_is_away_is_named_and_the_page_stays() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let shown = browser.open("/today").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Ohjautumisten palvelu ei vastaa juuri nyt"));
    assert!(!shown.says("Kaikki on hoidettu"), "nobody knows whether it is");
}

#[tokio::test]
async fn without_its_database_the_console_says_so_and_keeps_the_session() {
    let console = Console::start().await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let cookies = browser.cookies.clone();
    console.pool.close().await;
    let shown = browser.open("/today").await;
    assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(shown.says("Kirjautumisen palvelu ei vastaa juuri nyt") && shown.says("Viite: "));
    assert_eq!(browser.cookies, cookies);
}

#[tokio::test]
async fn national_staff_see_no_page_of_a_district() {
    let console = Console::start().await;
    console.add_account("valtakunta@example.fi", Role::National, &[]).await;
    let mut browser = console.browser();
    browser.sign_in("valtakunta@example.fi", PASSWORD).await;
    assert_eq!(browser.open("/today").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_page_that_does_not_exist_has_a_page() {
    let console = Console::start().await;
    let shown = console.browser().open("/nowhere").await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND);
    assert!(shown.says("Sivua ei löydy") && shown.says("<html lang=\"fi\""));
}

#[tokio::test]
async fn every_page_stays_out_of_caches_and_runs_only_our_files() {
    let console = Console::start().await;
    for path in ["/sign-in", "/gallery", "/nowhere"] {
        let shown = console.browser().open(path).await;
        assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store", "{path}");
        let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(!shown.says(" style=") && !shown.says("<style") && !shown.says("<script>") && !shown.says(" onclick"));
    }
}

#[tokio::test]
async fn files_are_kept_for_ever_under_names_that_follow_their_content() {
    let console = Console::start().await;
    let style = assets::find("rinnalla.css").unwrap();
    let shown = console.browser().open(style.path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert!(shown.says("--spruce"));
    assert_eq!(console.browser().open("/assets/rinnalla.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn cookies_are_secure_except_on_this_machine() {
    for (url, prefix, secure) in
        [("https://rinnalla.example", "__Host-rinnalla=", true), ("http://127.0.0.1:8080", "rinnalla=", false)]
    {
        let console = Console::start_with(url, AWAY).await;
        let shown = console.browser().open("/sign-in").await;
        let cookie = shown.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(
            cookie.starts_with(prefix) && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
    }
}

#[tokio::test]
async fn the_language_stays_as_switched() {
    let console = Console::start().await;
    let mut browser = console.browser();
    let page = browser.open("/sign-in").await;
    assert!(page.says("<html lang=\"fi\""));
    let switched = browser.send(&page, "/language", &[("language", "en")]).await;
    assert_eq!(switched.location(), "/sign-in");
    assert!(browser.open("/sign-in").await.says("<html lang=\"en\""));
}

const PHYSICAL: [&str; 12] = [
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border-left",
    "border-right",
    " left:",
    " right:",
    "text-align: left",
    "text-align: right",
    "float:",
    " width:",
];

#[test]
fn the_style_knows_no_left_and_right() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/rinnalla");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let style = std::fs::read_to_string(&path).unwrap();
        for word in PHYSICAL {
            assert!(!style.contains(word), "{} says {word}", path.display());
        }
    }
}
