//! What was typed is not lost: not with the session, not with a service.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::browser::{Browser, Console, PASSWORD};
use crate::accounts::Role;

const NOTE: &str = "Soitin: tiistai-iltapäivät\nsopivat \"hyvin\"";
const PATH: &str = "/people/27c8ae8b-472c-54aa-a714-255ecced1c1c/contact";

async fn at_work(console: &Console, districts: &[&str]) -> Browser {
    console.add_account("marja@example.fi", Role::Coordinator, districts).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    browser
}

/// A note as a page opened a while ago would send it.
async fn note(browser: &mut Browser, form_token: &str) -> super::browser::Shown {
    let request_id = "6b2043f3-eab5-426d-a815-1c4c10c1edc9";
    let fields =
        [("form_token", form_token), ("request_id", request_id), ("note", NOTE), ("channel", "contact-channel-phone")];
    browser.post(PATH, &fields).await
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_comes_back_after_signing_in() {
    let console = Console::start().await;
    let mut browser = at_work(&console, &["satakunta"]).await;
    let form_token = browser.form_token();
    console.pass(SignedDuration::from_mins(61));

    let sign_in = note(&mut browser, &form_token).await;
    assert_eq!(sign_in.status, StatusCode::FORBIDDEN);
    assert!(sign_in.says("Kirjoittamasi on tallessa"), "{}", sign_in.html);
    assert!(!sign_in.headers.iter().any(|(_, value)| value.to_str().unwrap().contains("Soitin")));
    let wrong = [("email", "marja@example.fi"), ("password", "wrong")];
    let again = browser.send(&sign_in, "/sign-in", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let returned = browser.send(&again, "/sign-in", &[("email", "marja@example.fi"), ("password", PASSWORD)]).await;
    assert!(returned.says("Soitin: tiistai-iltapäivät\nsopivat") && returned.says("Kirjaudu ulos"));
    assert!(!returned.says(PASSWORD));
    // Referrals is away in this test: the form got as far as that.
    let sent = browser.send(&returned, PATH, &[]).await;
    assert!(sent.says("Ohjautumisten palvelu ei vastaa") && sent.says("sopivat &#34;hyvin&#34;"), "{}", sent.html);
    assert_eq!(returned.value(PATH, "request_id"), sent.value(PATH, "request_id"), "sent twice it is done once");
}

#[tokio::test]
async fn nobody_else_who_signs_in_there_gets_the_form() {
    let console = Console::start().await;
    console.add_account("pirjo@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = at_work(&console, &["satakunta"]).await;
    let form_token = browser.form_token();
    console.pass(SignedDuration::from_hours(13));
    let sign_in = note(&mut browser, &form_token).await;
    let shown = browser.send(&sign_in, "/sign-in", &[("email", "pirjo@example.fi"), ("password", PASSWORD)]).await;
    assert_eq!(shown.location(), "/");
    assert!(!shown.says("Soitin"));
}

#[tokio::test]
async fn choosing_a_district_on_the_way_loses_nothing() {
    let console = Console::start().await;
    let mut browser = at_work(&console, &["satakunta", "meri-lappi"]).await;
    let form_token = browser.form_token();
    let choose = note(&mut browser, &form_token).await;
    assert!(choose.says("Missä työskentelet nyt?"));
    let returned = browser.send(&choose, "/choose-district", &[("district", "meri-lappi")]).await;
    assert!(returned.says("Soitin: tiistai-iltapäivät"), "{}", returned.html);
}

#[tokio::test]
async fn a_tab_from_before_signing_in_again_loses_nothing() {
    let console = Console::start().await;
    let mut browser = at_work(&console, &["satakunta"]).await;
    let fields = [("form_token", "00"), ("note", NOTE)];
    let shown = browser.post_with(PATH, &fields, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(shown.status, StatusCode::FORBIDDEN);
    assert!(shown.says("Lomake on vanhentunut") && shown.says("Soitin: tiistai-iltapäivät"));
    let sent = browser.send(&shown, PATH, &[]).await;
    assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE, "its token is a new one");
    let planted = browser.post_with(PATH, &fields, &[]).await;
    assert!(!planted.says("Soitin"), "another site may have filled it in");
}

/// Every form of staff, and those of the public: with its service away the page says so and gives back what was typed.
#[tokio::test]
async fn no_form_loses_what_was_typed_when_its_service_is_away() {
    let console = Console::start().await;
    let mut browser = at_work(&console, &["satakunta"]).await;
    let form_token = browser.form_token();
    let id = "27c8ae8b-472c-54aa-a714-255ecced1c1c";
    for path in [
        "/referrals/new".to_owned(),
        format!("/referrals/{id}/reject"),
        format!("/people/{id}/contact"),
        format!("/people/{id}/correct"),
        format!("/requests/{id}/profile"),
        format!("/proposals/{id}/answer-volunteer"),
        format!("/matches/{id}/check-in"),
        format!("/matches/{id}/plan"),
        format!("/volunteers/{id}/interview"),
        "/groups/start".to_owned(),
        format!("/groups/{id}/session"),
        format!("/sessions/{id}"),
        "/satakunta/refer".to_owned(),
        "/satakunta/join".to_owned(),
    ] {
        let typed = [("form_token", form_token.as_str()), ("note", NOTE), ("first_meeting_id", id)];
        let shown = browser.post(&path, &typed).await;
        assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(shown.says("ei vastaa juuri nyt"), "{path}");
        assert!(shown.says("Soitin: tiistai-iltapäivät\nsopivat"), "{path}");
        assert_eq!(shown.value(&path, "note").as_deref(), Some(NOTE), "{path}");
    }
}
