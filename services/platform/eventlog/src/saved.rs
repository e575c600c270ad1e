//! States that lanes saved: where a cold load begins, and where commands older than an aggregate remembers are found.

use database::Database;
use decider::{CommandId, Decider};
use sqlx::{PgConnection, Row};

use crate::{
    aggregate::{Folded, Handled},
    name::Key,
};

/// Tables of every service's read model; a lane writes them with its rows.
pub const SAVED_TABLES: &str = include_str!("saved.sql");

/// What a lane saved of an aggregate.
pub(crate) enum Saved<S> {
    State(Folded<S>),
    /// Folded by another version, or unreadable: the sequences of the commits the lane met, in order.
    Commits(Vec<u64>),
    Nothing,
}

pub(crate) async fn load<D: Decider>(database: &Database, key: &Key) -> Result<Saved<D::State>, sqlx::Error> {
    let mut tx = database.district(&key.stream.district).await?;
    let row = sqlx::query("select fold_version, state from aggregate_state where kind = $1 and id = $2")
        .bind(key.kind)
        .bind(key.id)
        .fetch_optional(tx.rows())
        .await?;
    let saved = match row {
        None => Saved::Nothing,
        Some(row) => {
            let version: i32 = row.try_get("fold_version")?;
            let state: &[u8] = row.try_get("state")?;
            let state = (version.cast_unsigned() == D::FOLD_VERSION).then(|| postcard::from_bytes(state));
            match state {
                Some(Ok(state)) => Saved::State(state),
                _ => Saved::Commits(commits(tx.rows(), key).await?),
            }
        }
    };
    tx.commit().await?;
    Ok(saved)
}

/// Sequences of the commits a lane met, in order.
async fn commits(rows: &mut PgConnection, key: &Key) -> Result<Vec<u64>, sqlx::Error> {
    let sequences: Vec<i64> =
        sqlx::query_scalar("select sequence from handled_command where kind = $1 and id = $2 order by sequence")
            .bind(key.kind)
            .bind(key.id)
            .fetch_all(rows)
            .await?;
    Ok(sequences.into_iter().map(i64::cast_unsigned).collect())
}

/// Whether a command older than the aggregate remembers was handled.
pub(crate) enum Older {
    Handled(Handled),
    NotHandled,
    /// The lane has come no further with the aggregate: the log alone tells what came after.
    Behind {
        saved: u64,
    },
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
        "select s.sequence as saved, h.sequence
         from aggregate_state s
         left join handled_command h on h.kind = s.kind and h.id = s.id and h.command = $3
         where s.kind = $1 and s.id = $2",
    )
    .bind(key.kind)
    .bind(key.id)
    .bind(command.0)
    .fetch_optional(tx.rows())
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(Older::Behind { saved: 0 }) };
    if let Some(sequence) = row.try_get::<Option<i64>, _>("sequence")? {
        return Ok(Older::Handled(Handled { command, sequence: sequence.cast_unsigned() }));
    }
    let saved = row.try_get::<i64, _>("saved")?.cast_unsigned();
    Ok(if saved >= oldest { Older::NotHandled } else { Older::Behind { saved } })
}
