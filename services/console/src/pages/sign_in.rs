//! `/sign-in`: e-mail and password. What is wrong with them is never told apart.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    accounts::{Account, password},
    app::App,
    failure::Failure,
    forms::Form,
    i18n::Key,
    kept::Kept,
    page::{Page, own_path},
    pages::returned,
    secret::BrowserSecret,
    visit::{NewSecret, Visit},
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The page that asked to sign in first.
    #[serde(default)]
    to: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/sign_in.html")]
struct SignIn {
    page: Page,
    form: Form,
    /// A form to go on with afterwards.
    kept: Option<Kept>,
}

pub async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    if visit.session().is_some() {
        return Ok(Redirect::to(own_path(&wanted.to)).into_response());
    }
    let form = visit.blank_form().prefilled("to", own_path(&wanted.to));
    Ok(SignIn { page: visit.page().await?, form, kept: None }.into_response())
}

/// In place of what was posted without a session.
pub fn first(visit: &Visit, page: Page, kept: Option<Kept>) -> Response {
    (Failure::SignedOut.status(), SignIn { page, form: visit.blank_form().prefilled("to", "/"), kept }).into_response()
}

pub async fn submit(State(app): State<App>, visit: Visit, mut form: Form) -> Result<Response, Failure> {
    let t = visit.texts();
    for (field, missing) in [("email", Key("sign-in-email-missing")), ("password", Key("sign-in-password-missing"))] {
        if form.text(field).is_empty() {
            form.object(field, t.say(missing));
        }
    }
    if !form.problems().is_empty() {
        return again(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let email = form.text("email");
    let now = app.surroundings.now();
    if !app.throttle.admits(&email, visit.address(), now).await? {
        form.object("email", t.say("sign-in-too-often"));
        return again(&visit, form, StatusCode::TOO_MANY_REQUESTS).await;
    }
    let Some(account) = authenticated(&app, &email, form.value("password")).await? else {
        tracing::info!(address = %visit.address(), "a sign-in was refused");
        form.object("email", t.say("sign-in-refused"));
        return again(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    app.throttle.forget(&email, visit.address(), now).await?;
    // A secret from before must not become a session: somebody else may have planted it.
    let fresh = BrowserSecret::random(&app.surroundings);
    let before = app.sessions.end(visit.secret()).await?;
    app.sessions.open(&fresh, &account, now).await?;
    let is_hers = before.is_none_or(|actor_id| actor_id == account.actor_id);
    let next = match (Kept::carried(&form).filter(|_| is_hers), app.sessions.find(&fresh, now).await?) {
        (Some(kept), Some(session)) => returned::page(visit.page().await?.signed_in(&fresh, &session), kept),
        _ => Redirect::to(own_path(form.value("to"))).into_response(),
    };
    Ok((Extension(NewSecret(fresh)), next).into_response())
}

async fn authenticated(app: &App, email: &str, password: &str) -> Result<Option<Account>, Failure> {
    let (account, hash) = app.accounts.find(email).await?.unzip();
    let right = password::verify(password.to_owned(), hash).await;
    Ok(account.filter(|_| right))
}

async fn again(visit: &Visit, form: Form, status: StatusCode) -> Result<Response, Failure> {
    let kept = Kept::carried(&form);
    Ok((status, SignIn { page: visit.page().await?, form, kept }).into_response())
}
