//! `POST /language`: the same page in another language.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Redirect},
};

use crate::{app::App, failure::Failure, forms::Form, i18n::Language, page::own_path, visit::LanguageCookie};

pub async fn submit(State(app): State<App>, form: Form) -> Result<impl IntoResponse, Failure> {
    let language = Language::from_code(form.value("language")).ok_or(Failure::Unreadable)?;
    let cookie = LanguageCookie(language).header(app.origin.is_secure());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_path(form.value("to")))))
}
