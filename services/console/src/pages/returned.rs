//! After signing in again: the form that could not be sent before, to send or to go on with.

use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse as _, Response};

use crate::{kept::Kept, page::Page};

#[derive(Template, WebTemplate)]
#[template(path = "pages/returned.html")]
struct Returned {
    page: Page,
    kept: Kept,
}

pub fn page(page: Page, kept: Kept) -> Response {
    Returned { page, kept }.into_response()
}
