//! States that lanes saved: where a cold load begins, and where commands older than an aggregate remembers are found.

use database::Database;
use decider::{CommandId, Decider};
use sqlx::Row;

use crate::{
    aggregate::{FoldError, Folded, Handled},
    name::Key,
};

/// Tables of every service's read model; a lane writes them with its rows.
pub const SAVED_TABLES: &str = include_str!("saved.sql");

#[derive(Debug, thiserror::Error)]
pub(crate) enum SavedError {
    #[error("saved states cannot be reached")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Fold(#[from] FoldError),
}

/// `None` when nothing is saved, or only by another version of the fold.
pub(crate) async fn load<D: Decider>(database: &Database, key: &Key) -> Result<Option<Folded<D::State>>, SavedError> {
    let mut tx = database.district(&key.stream.district).await?;
    let row = sqlx::query("select state from aggregate_state where kind = $1 and id = $2 and fold_version = $3")
        .bind(key.kind)
        .bind(key.id)
        .bind(i32::try_from(D::FOLD_VERSION).unwrap_or(i32::MAX))
        .fetch_optional(tx.rows())
        .await?;
    tx.commit().await?;
    row.map(|row| {
        let state: Vec<u8> = row.try_get("state")?;
        Ok(postcard::from_bytes(&state).map_err(FoldError::from)?)
    })
    .transpose()
}

/// Whether a command older than the aggregate remembers was handled.
pub(crate) enum Older {
    Handled(Handled),
    NotHandled,
    /// The lane has not come far enough to tell.
    Behind,
}

/// `oldest` is the sequence of the oldest command the aggregate still remembers.
pub(crate) async fn older(
    database: &Database,
    key: &Key,
    command: CommandId,
    oldest: u64,
) -> Result<Older, sqlx::Error> {
    let mut tx = database.district(&key.stream.district).await?;
    let row = sqlx::query(
        "select s.sequence >= $4 as complete, h.digest, h.sequence
         from aggregate_state s
         left join handled_command h on h.kind = s.kind and h.id = s.id and h.command = $3
         where s.kind = $1 and s.id = $2",
    )
    .bind(key.kind)
    .bind(key.id)
    .bind(command.0)
    .bind(oldest.cast_signed())
    .fetch_optional(tx.rows())
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(Older::Behind) };
    let digest: Option<Vec<u8>> = row.try_get("digest")?;
    let sequence: Option<i64> = row.try_get("sequence")?;
    if let (Some(Ok(digest)), Some(sequence)) = (digest.map(TryInto::try_into), sequence) {
        return Ok(Older::Handled(Handled { command, digest, sequence: sequence.cast_unsigned() }));
    }
    let complete: bool = row.try_get("complete")?;
    Ok(if complete { Older::NotHandled } else { Older::Behind })
}
