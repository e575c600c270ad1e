use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::Visit;
use crate::{
    accounts::Role,
    app::App,
    clients::Caller,
    districts::District,
    failure::Failure,
    page::{CHOOSE_DISTRICT, SIGN_IN, address_with},
    sessions::Session,
    tokens,
};

/// A signed-in person at work in one district. A page that takes it is shown to nobody else: others are sent to
/// sign in, or to choose a district first.
#[derive(Debug, Clone)]
pub struct Staff {
    pub visit: Visit,
    pub session: Session,
    pub district: District,
    app: App,
}

impl Staff {
    /// For asking services in her name.
    pub fn caller(&self) -> Result<Caller, Failure> {
        let token = tokens::for_staff(&self.app.issuer, &self.session, &self.district.slug)?;
        Caller::new(self.visit.clone(), &token)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        // What was posted cannot be repeated by following a link: its page carries it.
        let first = |page: &str, failure: Failure| {
            if parts.method == Method::GET {
                Redirect::to(&address_with(page, &[("to", visit.path())])).into_response()
            } else {
                failure.into_response()
            }
        };
        let Some(session) = visit.session().cloned() else { return Err(first(SIGN_IN, Failure::SignedOut)) };
        // National coordination never works in a district.
        if session.account.role == Role::National || session.account.districts.is_empty() {
            return Err(Failure::Forbidden.into_response());
        }
        let Some(district) = session.district.clone() else {
            return Err(first(CHOOSE_DISTRICT, Failure::NoDistrict));
        };
        Ok(Self { visit, session, district, app: app.clone() })
    }
}
