//! `/`: staff are sent to what today asks of them, national coordination to what districts have published.

use axum::response::{IntoResponse as _, Redirect, Response};

use crate::{
    accounts::Role,
    page::NATIONAL,
    visit::{Staff, Visit},
};

pub async fn show(visit: Visit, staff: Result<Staff, Response>) -> Response {
    if visit.session().is_some_and(|session| session.account.role == Role::National) {
        return Redirect::to(NATIONAL).into_response();
    }
    match staff {
        Ok(_) => Redirect::to("/today").into_response(),
        Err(otherwise) => otherwise,
    }
}
