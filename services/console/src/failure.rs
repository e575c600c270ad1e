//! Why a page could not be shown or a form not be taken, and how what services answer becomes that.

use std::{error::Error, sync::Arc};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::i18n::Key;

/// What the console asks, for the sentence that says who does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Referrals,
    Matching,
    Scheduling,
    Reporting,
    National,
    /// The console's own accounts and sessions.
    Accounts,
}

impl Service {
    /// What people know it by.
    pub fn name(self) -> Key {
        match self {
            Self::Referrals => Key("service-referrals"),
            Self::Matching => Key("service-matching"),
            Self::Scheduling => Key("service-scheduling"),
            Self::Reporting => Key("service-reporting"),
            Self::National => Key("service-national"),
            Self::Accounts => Key("service-accounts"),
        }
    }
}

/// A field that needs another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path in the request, which is also the field's name in our forms.
    pub field: String,
    /// What is wrong with it, in the services' words.
    pub description: String,
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    #[error("there is no such page")]
    NotFound,
    #[error("the role does not allow this")]
    Forbidden,
    /// The form was made for another session, or by another site.
    #[error("the form is not one of this session")]
    Expired,
    /// Something was posted after the session had ended.
    #[error("nobody is signed in")]
    SignedOut,
    /// Something was posted by somebody who has yet to choose where she works.
    #[error("no district is chosen")]
    NoDistrict,
    /// A form is to be shown as it is.
    #[error("the form is not to be sent yet")]
    NotSent,
    #[error("the request could not be read")]
    Unreadable,
    /// So many forms came from one network address that more have to wait.
    #[error("too many forms came from one address")]
    TooMany,
    #[error("{0:?} does not answer")]
    Unavailable(Service),
    #[error("some fields need another value")]
    Invalid(Vec<Violation>),
    /// A rule said no: its stable reason and plain facts.
    #[error("a rule does not allow this: {reason}")]
    Refused { reason: String, facts: Vec<(String, String)> },
    #[error("something went wrong")]
    Unexpected(#[source] Arc<dyn Error + Send + Sync>),
}

impl Failure {
    pub fn unexpected(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unexpected(Arc::from(source.into()))
    }

    /// What a service's status means to a page.
    pub fn of(service: Service, status: Status) -> Self {
        match status.code() {
            Code::NotFound => Self::NotFound,
            Code::PermissionDenied => Self::Forbidden,
            Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled => {
                Self::Unavailable(service)
            }
            Code::Aborted => Self::Refused { reason: "CHANGED_MEANWHILE".to_owned(), facts: Vec::new() },
            Code::InvalidArgument => match status.get_details_bad_request() {
                Some(bad) if !bad.field_violations.is_empty() => Self::Invalid(
                    bad.field_violations
                        .into_iter()
                        .map(|violation| Violation { field: violation.field, description: violation.description })
                        .collect(),
                ),
                _ => Self::unexpected(status),
            },
            Code::FailedPrecondition => match status.get_details_error_info() {
                Some(info) => Self::Refused { reason: info.reason, facts: info.metadata.into_iter().collect() },
                None => Self::unexpected(status),
            },
            _ => Self::unexpected(status),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Expired | Self::SignedOut | Self::NoDistrict => StatusCode::FORBIDDEN,
            Self::NotSent => StatusCode::OK,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused { .. } => StatusCode::CONFLICT,
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                tracing::warn!(error = &error as &dyn Error, "the accounts cannot be read");
                Self::Unavailable(Service::Accounts)
            }
            error => Self::unexpected(error),
        }
    }
}

impl From<crate::accounts::AccountError> for Failure {
    fn from(error: crate::accounts::AccountError) -> Self {
        match error {
            crate::accounts::AccountError::Database(source) => source.into(),
            error => Self::unexpected(error),
        }
    }
}

impl From<crate::tokens::TokenFault> for Failure {
    fn from(fault: crate::tokens::TokenFault) -> Self {
        Self::unexpected(fault)
    }
}

impl IntoResponse for Failure {
    /// Without a body: `visit` knows the language and draws the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
