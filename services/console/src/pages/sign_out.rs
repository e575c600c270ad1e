//! `POST /sign-out`: the session ends, and the browser forgets its secret.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect},
};

use crate::{
    app::App,
    failure::Failure,
    forms::Form,
    page::SIGN_IN,
    secret::BrowserSecret,
    visit::{NewSecret, Visit},
};

pub async fn submit(State(app): State<App>, visit: Visit, _form: Form) -> Result<impl IntoResponse, Failure> {
    app.sessions.end(visit.secret()).await?;
    let fresh = BrowserSecret::random(&app.surroundings);
    Ok((Extension(NewSecret(fresh)), Redirect::to(SIGN_IN)))
}
