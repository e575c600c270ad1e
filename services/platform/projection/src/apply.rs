use std::future::Future;

use database::DistrictTx;
use decider::UndecodableEvent;
use eventlog::{FoldError, Recorded};
use keyring::KeyError;

/// Turns commits of one stream into rows of one district.
pub trait Projection: Send + Sync + 'static {
    /// Writes what one commit means. Runs inside the transaction that moves the cursor; the same commit is never
    /// applied twice. No side effects but rows.
    fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> impl Future<Output = Result<(), ApplyError>> + Send;

    /// Writes what commits mean that follow each other: one by one, unless a projection writes rows of several together.
    fn apply_all(
        &self,
        tx: &mut DistrictTx,
        commits: &[&Recorded],
    ) -> impl Future<Output = Result<(), ApplyError>> + Send {
        async move {
            for commit in commits {
                self.apply(tx, commit).await?;
            }
            Ok(())
        }
    }
}

/// A commit was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// This build can never apply it: it is parked, and later commits of its aggregate behind it.
    #[error("the commit cannot be applied: {reason}")]
    Poison {
        reason: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something it needs is away for now.
    #[error("the commit cannot be applied now")]
    Retry(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ApplyError {
    pub fn poison(reason: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Poison { reason, source: source.into() }
    }

    pub fn retry(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Retry(source.into())
    }
}

impl From<UndecodableEvent> for ApplyError {
    fn from(source: UndecodableEvent) -> Self {
        Self::poison("undecodable-event", source)
    }
}

impl From<FoldError> for ApplyError {
    fn from(source: FoldError) -> Self {
        Self::poison("fold", source)
    }
}

impl From<KeyError> for ApplyError {
    /// A keyring that is away is waited for; a value that is not ours never will be.
    fn from(source: KeyError) -> Self {
        match source {
            KeyError::NotOurs | KeyError::NoDistrict => Self::poison("not-ours", source),
            KeyError::Database(_) | KeyError::NoKey | KeyError::Random(_) => Self::retry(source),
        }
    }
}

impl From<sqlx::Error> for ApplyError {
    /// Data that the tables refuse is the commit's fault; anything else is the database's.
    fn from(source: sqlx::Error) -> Self {
        let class = source.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        match class.as_deref().map(|code| code.get(..2)) {
            Some(Some("22" | "23")) => Self::poison("refused-by-table", source),
            _ => Self::retry(source),
        }
    }
}
