//! The page of a failure: what happened, and what to do about it, in a sentence each.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::{
    failure::Failure,
    i18n::{Key, Text},
    kept::Kept,
    page::Page,
    trace::Trace,
};

#[derive(Template)]
#[template(path = "pages/failed.html")]
struct Failed {
    page: Page,
    title: Key,
    words: Text,
    /// To read out to whoever looks after the installation; only when they can do something with it.
    reference: Option<String>,
    /// Opening the page again may help.
    retry: bool,
    /// What was typed, to send again.
    kept: Option<Kept>,
}

/// Where no page is.
pub async fn not_found() -> Failure {
    Failure::NotFound
}

pub fn page(page: Page, failure: &Failure, trace: Trace, kept: Option<Kept>) -> Response {
    let t = page.t;
    let (title, words) = match failure {
        Failure::NotFound => (Key("not-found-title"), t.say("not-found-words")),
        Failure::Forbidden => (Key("forbidden-title"), t.say("forbidden-words")),
        Failure::Expired if kept.is_some() => (Key("expired-title"), t.say("expired-kept-words")),
        Failure::Expired | Failure::SignedOut | Failure::NoDistrict | Failure::NotSent => {
            (Key("expired-title"), t.say("expired-words"))
        }
        Failure::Unreadable | Failure::Invalid(_) => (Key("unreadable-title"), t.say("unreadable-words")),
        Failure::TooMany => (Key("too-many-title"), t.say("too-many-words")),
        Failure::Unavailable(service) => {
            (Key("unavailable-title"), t.say("unavailable-words").with("service", t.say(service.name())))
        }
        Failure::Refused { .. } => (Key("refused-title"), t.say("refused-words")),
        Failure::Unexpected(source) => {
            tracing::error!(
                trace = trace.id(),
                reference = trace.reference(),
                error = chain(&**source),
                "a page failed"
            );
            (Key("unexpected-title"), t.say("unexpected-words"))
        }
    };
    let reference = matches!(failure, Failure::Unexpected(_) | Failure::Unavailable(_)).then(|| trace.reference());
    let retry = matches!(failure, Failure::Unavailable(_)) && kept.is_none();
    // Sent again it would fail again: it is wrong, or not hers to send.
    let may_pass = !matches!(failure, Failure::NotFound | Failure::Forbidden | Failure::Unreadable);
    let kept = kept.filter(|_| may_pass);
    let html = Failed { page, title, words, reference, retry, kept }.render().unwrap_or_else(|error| {
        tracing::error!(error = chain(&error), "the page of a failure failed");
        String::new()
    });
    (failure.status(), Html(html)).into_response()
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
