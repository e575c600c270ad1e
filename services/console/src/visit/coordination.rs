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
    failure::Failure,
    page::{SIGN_IN, address_with},
    sessions::Session,
    tokens,
};

/// Somebody signed in for national coordination. A page that takes it is shown to nobody else.
#[derive(Debug, Clone)]
pub struct Coordination {
    pub visit: Visit,
    pub session: Session,
    app: App,
}

impl Coordination {
    /// For asking the national view in her name, about one audience of hers; none of another.
    pub fn caller(&self, audience: &str) -> Result<Caller, Failure> {
        if !self.session.account.audiences.iter().any(|own| own == audience) {
            return Err(Failure::NotFound);
        }
        let token = tokens::for_coordination(&self.app.issuer, &self.session, &self.app.installation, audience)?;
        Caller::new(self.visit.clone(), &token)
    }
}

impl FromRequestParts<App> for Coordination {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let back = if parts.method == Method::GET { visit.path() } else { "/" };
        let Some(session) = visit.session().cloned() else {
            return Err(Redirect::to(&address_with(SIGN_IN, &[("to", back)])).into_response());
        };
        if session.account.role != Role::National {
            return Err(Failure::Forbidden.into_response());
        }
        Ok(Self { visit, session, app: app.clone() })
    }
}
