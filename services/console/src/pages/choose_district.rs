//! `/choose-district`: somebody who works for several districts is in one of them at a time.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    districts::District,
    failure::Failure,
    forms::Form,
    kept::Kept,
    page::{Page, SIGN_IN, own_path},
    pages::returned,
    visit::Visit,
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The page that needed a district.
    #[serde(default)]
    to: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/choose_district.html")]
struct ChooseDistrict {
    page: Page,
    form: Form,
    districts: Vec<District>,
    /// A form to go on with afterwards.
    kept: Option<Kept>,
}

pub async fn show(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let Some(session) = visit.session() else { return Ok(Redirect::to(SIGN_IN).into_response()) };
    if session.account.districts.is_empty() {
        return Err(Failure::Forbidden);
    }
    let districts = app.districts.named(&session.account.districts).await?;
    let form = visit.blank_form().prefilled("to", own_path(&wanted.to));
    Ok(ChooseDistrict { page: visit.page().await?, form, districts, kept: None }.into_response())
}

/// In place of what was posted before a district was chosen.
pub async fn first(app: &App, visit: &Visit, page: Page, kept: Option<Kept>) -> Result<Response, Failure> {
    let Some(session) = visit.session() else { return Err(Failure::SignedOut) };
    let districts = app.districts.named(&session.account.districts).await?;
    let form = visit.blank_form().prefilled("to", "/");
    Ok((Failure::NoDistrict.status(), ChooseDistrict { page, form, districts, kept }).into_response())
}

pub async fn submit(State(app): State<App>, visit: Visit, form: Form) -> Result<Response, Failure> {
    let Some(session) = visit.session() else { return Ok(Redirect::to(SIGN_IN).into_response()) };
    let chosen = form.text("district");
    // A district of somebody else's is as unknown as one that does not exist.
    if !session.account.districts.contains(&chosen) {
        return Err(Failure::NotFound);
    }
    app.sessions.choose_district(visit.secret(), &chosen).await?;
    Ok(match Kept::carried(&form) {
        Some(kept) => returned::page(visit.page().await?, kept),
        None => Redirect::to(own_path(form.value("to"))).into_response(),
    })
}
