//! States that lanes saved: where a cold load begins, and where commands older than an aggregate remembers are found.

use database::Database;
use decider::{CommandId, Decider};
use sqlx::{PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    aggregate::{Folded, Handled, REMEMBERED},
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
    let row = sqlx::query(
        "select s.fold_version, s.state, newest.commands, newest.sequences
         from aggregate_state s
         cross join lateral (
           select array_agg(h.command order by h.sequence) as commands, array_agg(h.sequence order by h.sequence) as sequences
           from (select command, sequence from handled_command
                 where kind = s.kind and id = s.id order by sequence desc limit $3) as h
         ) as newest
         where s.kind = $1 and s.id = $2",
    )
    .bind(key.kind)
    .bind(key.id)
    .bind(i64::from(REMEMBERED))
    .fetch_optional(tx.rows())
    .await?;
    let saved = match row {
        None => Saved::Nothing,
        Some(row) => {
            let version: i32 = row.try_get("fold_version")?;
            let state: &[u8] = row.try_get("state")?;
            let state = (version.cast_unsigned() == D::FOLD_VERSION).then(|| postcard::from_bytes::<Folded<_>>(state));
            match state {
                Some(Ok(folded)) => Saved::State(Folded { handled: newest(&row)?, ..folded }),
                _ => Saved::Commits(commits(tx.rows(), key).await?),
            }
        }
    };
    tx.commit().await?;
    Ok(saved)
}

/// What an aggregate remembers of its commands.
fn newest(row: &PgRow) -> Result<Vec<Handled>, sqlx::Error> {
    let commands: Option<Vec<Uuid>> = row.try_get("commands")?;
    let sequences: Option<Vec<i64>> = row.try_get("sequences")?;
    let both = commands.unwrap_or_default().into_iter().zip(sequences.unwrap_or_default());
    Ok(both
        .map(|(command, sequence)| Handled { command: CommandId(command), sequence: sequence.cast_unsigned() })
        .collect())
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
