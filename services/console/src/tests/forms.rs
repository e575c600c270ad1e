use axum::http::StatusCode;

use super::browser::{Console, PASSWORD};

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let console = Console::start().await;
    let mut browser = console.browser();
    browser.open("/sign-in").await;
    for path in ["/sign-in", "/sign-out", "/language", "/choose-district", "/gallery"] {
        let fields = [("email", "marja@example.fi"), ("password", PASSWORD), ("language", "en")];
        assert_eq!(browser.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_token_of_another_browser_is_none() {
    let console = Console::start().await;
    let (mut one, mut other) = (console.browser(), console.browser());
    let page = one.open("/sign-in").await;
    other.open("/sign-in").await;
    assert_eq!(other.send(&page, "/language", &[("language", "en")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(one.send(&page, "/language", &[("language", "en")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_sent_by_another_site_is_refused() {
    let console = Console::start().await;
    let shown =
        console.browser().post_with("/language", &[("language", "en")], &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(shown.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_with_problems_comes_back_with_everything_typed() {
    let console = Console::start().await;
    let mut browser = console.browser();
    let page = browser.open("/gallery").await;
    let typed = [
        ("identity.given_name", "<Oksana> & \"O\""),
        ("language", "so"),
        ("source", "integration"),
        ("times", "morning"),
        ("times", "weekend"),
        ("birth", "2023-05-01"),
        ("wish", "\nKävelyseuraa\nja juttelua"),
    ];
    let shown = browser.send(&page, "/gallery", &typed).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "value=\"&#60;Oksana&#62; &#38; &#34;O&#34;\"",
        "value=\"so\" selected",
        "value=\"integration\" checked",
        "value=\"weekend\" checked",
        "value=\"2023-05-01\"",
        "\n\nKävelyseuraa\nja juttelua</textarea>",
    ] {
        assert!(shown.says(kept), "{kept}");
    }
    assert!(!shown.says("value=\"afternoon\" checked"));
    // The problems come first, take the focus, and lead to their fields.
    assert!(shown.says("role=\"alert\" tabindex=\"-1\" autofocus"));
    assert!(shown.says("href=\"#identity-given-name\"") && shown.says("id=\"identity-given-name\""));
    assert!(shown.says("aria-describedby=\"identity-phone-problem identity-phone-hint\""));
}
