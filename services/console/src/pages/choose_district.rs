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
    page::{Page, SIGN_IN, own_path},
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
}

pub async fn show(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let Some(session) = visit.session() else { return Ok(Redirect::to(SIGN_IN).into_response()) };
    if session.account.districts.is_empty() {
        return Err(Failure::Forbidden);
    }
    let districts = app.districts.named(&session.account.districts).await?;
    let form = visit.blank_form().prefilled("to", own_path(&wanted.to));
    Ok(ChooseDistrict { page: visit.page().await?, form, districts }.into_response())
}

pub async fn submit(State(app): State<App>, visit: Visit, form: Form) -> Result<Redirect, Failure> {
    let Some(session) = visit.session() else { return Ok(Redirect::to(SIGN_IN)) };
    let chosen = form.text("district");
    // A district of somebody else's is as unknown as one that does not exist.
    if !session.account.districts.contains(&chosen) {
        return Err(Failure::NotFound);
    }
    app.sessions.choose_district(visit.secret(), &chosen).await?;
    Ok(Redirect::to(own_path(form.value("to"))))
}
