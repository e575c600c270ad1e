use std::{collections::HashMap, error::Error, time::Duration};

use decider::Rejection;
use eventlog::{AppendError, ReadError, Refused};
use keyring::KeyError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// Domain of our reasons in `ErrorInfo`.
const DOMAIN: &str = "rinnalla";
/// When trying again is worth it.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// Why a request was not answered as wished. None of them holds a personal value.
#[derive(Debug)]
pub enum Failure {
    /// Fields, with what is wrong with each.
    Invalid(Vec<(String, &'static str)>),
    /// A rule said no: its stable reason and plain facts.
    Rejected { reason: &'static str, facts: Vec<(&'static str, String)> },
    /// Unknown, or of another district: told apart nowhere.
    NotFound,
    /// The role may call the method, but not for this.
    Forbidden,
    /// The request id was used for another command.
    RequestIdReused,
    /// Others kept changing the same thing.
    Contended,
    /// Something it needs is away for now.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// A fault of ours.
    Internal(Box<dyn Error + Send + Sync>),
}

impl Failure {
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    pub fn rejected(rejection: &impl Rejection) -> Self {
        Self::Rejected { reason: rejection.reason(), facts: rejection.facts() }
    }

    /// One field that only the handler could judge.
    pub fn invalid(field: &str, description: &'static str) -> Self {
        Self::Invalid(vec![(field.to_owned(), description)])
    }

    /// The one mapping to gRPC. Logs what is ours to mend, once, with its whole chain.
    pub fn into_status(self, method: &str) -> Status {
        match self {
            Self::Invalid(found) => {
                let mut details = ErrorDetails::new();
                for (field, description) in found {
                    details.add_bad_request_violation(field, description);
                }
                Status::with_error_details(Code::InvalidArgument, "some fields need another value", details)
            }
            Self::Rejected { reason, facts } => {
                let facts: HashMap<String, String> =
                    facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect();
                let details = ErrorDetails::with_error_info(reason, DOMAIN, facts);
                Status::with_error_details(Code::FailedPrecondition, "a rule does not allow this now", details)
            }
            Self::NotFound => Status::new(Code::NotFound, "there is nothing by that id"),
            Self::Forbidden => Status::new(Code::PermissionDenied, "the role does not allow this"),
            Self::RequestIdReused => {
                let details = ErrorDetails::with_bad_request_violation("request_id", "was used for another request");
                Status::with_error_details(Code::InvalidArgument, "some fields need another value", details)
            }
            Self::Contended => Status::with_error_details(
                Code::Aborted,
                "others are changing the same thing",
                ErrorDetails::with_retry_info(Some(RETRY_AFTER)),
            ),
            Self::Unavailable(source) => {
                tracing::warn!(method, error = &*source, "a request could not be served for now");
                Status::with_error_details(
                    Code::Unavailable,
                    "the service cannot answer just now",
                    ErrorDetails::with_retry_info(Some(RETRY_AFTER)),
                )
            }
            Self::Internal(source) => {
                tracing::error!(method, error = &*source, "a request failed");
                Status::new(Code::Internal, "something went wrong on our side")
            }
        }
    }
}

impl<R: Rejection> From<Refused<R>> for Failure {
    fn from(refused: Refused<R>) -> Self {
        match refused {
            Refused::Rejected(rejection) if rejection.is_absence() => Self::NotFound,
            Refused::Rejected(rejection) => Self::rejected(&rejection),
            Refused::CommandReused => Self::RequestIdReused,
            Refused::Contended => Self::Contended,
            Refused::Append(source) => source.into(),
            Refused::Read(source) => source.into(),
            Refused::Database(source) => source.into(),
            Refused::Fold(source) => Self::internal(source),
            Refused::Event(source) => Self::internal(source),
        }
    }
}

impl From<AppendError> for Failure {
    fn from(source: AppendError) -> Self {
        match source {
            AppendError::Conflict { .. } => Self::Contended,
            AppendError::Busy { .. } | AppendError::AckLost | AppendError::Unreachable | AppendError::Full { .. } => {
                Self::Unavailable(source.into())
            }
            AppendError::TooLarge { .. } => Self::invalid("", "is too large"),
            AppendError::Misconfigured { .. } => Self::internal(source),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(source: ReadError) -> Self {
        match source {
            ReadError::Unreachable | ReadError::Refused(_) => Self::Unavailable(source.into()),
            ReadError::Malformed { .. } => Self::internal(source),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(source: sqlx::Error) -> Self {
        match source {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(source.into()),
            // Shutting down or starting up (class 57), connection lost (08), no room (53).
            sqlx::Error::Database(ref error)
                if error.code().is_some_and(|code| matches!(code.get(..2), Some("57" | "08" | "53"))) =>
            {
                Self::Unavailable(source.into())
            }
            _ => Self::internal(source),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(source: KeyError) -> Self {
        match source {
            KeyError::Database(source) => source.into(),
            // Erased, or never of this district: as unknown as anybody.
            KeyError::NoKey | KeyError::NoDistrict => Self::NotFound,
            KeyError::NotOurs | KeyError::Random(_) => Self::internal(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(failure: Failure) -> Code {
        failure.into_status("test").code()
    }

    #[test]
    fn each_failure_has_its_status() {
        assert_eq!(code(Failure::invalid("a", "is required")), Code::InvalidArgument);
        assert_eq!(code(Failure::Rejected { reason: "NO", facts: vec![] }), Code::FailedPrecondition);
        assert_eq!(code(Failure::NotFound), Code::NotFound);
        assert_eq!(code(Failure::Forbidden), Code::PermissionDenied);
        assert_eq!(code(Failure::RequestIdReused), Code::InvalidArgument);
        assert_eq!(code(Failure::Contended), Code::Aborted);
        assert_eq!(code(AppendError::AckLost.into()), Code::Unavailable);
        assert_eq!(code(AppendError::Conflict { actual: None }.into()), Code::Aborted);
        assert_eq!(code(AppendError::TooLarge { code: 10054 }.into()), Code::InvalidArgument);
        assert_eq!(code(AppendError::Misconfigured { code: 10060 }.into()), Code::Internal);
        assert_eq!(code(ReadError::Unreachable.into()), Code::Unavailable);
        assert_eq!(code(sqlx::Error::PoolTimedOut.into()), Code::Unavailable);
        assert_eq!(code(sqlx::Error::RowNotFound.into()), Code::Internal);
        assert_eq!(code(KeyError::NoKey.into()), Code::NotFound);
    }

    #[test]
    fn a_rejection_carries_its_reason_and_facts() {
        let facts = vec![("until", "2026-03-09".to_owned())];
        let status = Failure::Rejected { reason: "REFERRAL_ON_HOLD", facts }.into_status("test");
        let info = status.get_details_error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("REFERRAL_ON_HOLD", "rinnalla"));
        assert_eq!(info.metadata["until"], "2026-03-09");
    }

    #[test]
    fn what_is_away_says_when_to_try_again() {
        let status = Failure::from(ReadError::Unreachable).into_status("test");
        assert_eq!(status.get_details_retry_info().unwrap().retry_delay, Some(RETRY_AFTER));
    }
}
