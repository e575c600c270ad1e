use std::collections::HashSet;

use database::Database;
use eventlog::{Recorded, StreamName};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::lane::LaneName;

/// A commit that a lane has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    pub lane: String,
    pub stream: String,
    pub sequence: u64,
    pub kind: String,
    pub id: Uuid,
    pub reason: String,
}

/// Why a commit is parked whose own fault it is not.
pub(crate) const BEHIND: &str = "behind-a-parked-commit";

pub(crate) async fn keys(
    connection: &mut PgConnection,
    lane: &LaneName,
    stream: &StreamName,
) -> Result<HashSet<(String, Uuid)>, sqlx::Error> {
    sqlx::query_as("select distinct kind, id from parked where lane = $1 and stream = $2")
        .bind(&lane.0)
        .bind(stream.to_string())
        .fetch_all(connection)
        .await
        .map(|rows: Vec<(String, Uuid)>| rows.into_iter().collect())
}

pub(crate) async fn park(
    connection: &mut PgConnection,
    lane: &LaneName,
    commit: &Recorded,
    reason: &str,
) -> Result<(), sqlx::Error> {
    park_at(connection, lane, &commit.stream, commit.sequence, (&commit.kind, commit.id), reason).await
}

pub(crate) async fn park_at(
    connection: &mut PgConnection,
    lane: &LaneName,
    stream: &StreamName,
    sequence: u64,
    (kind, id): (&str, Uuid),
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into parked (lane, stream, sequence, kind, id, reason) values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
        .bind(&lane.0)
        .bind(stream.to_string())
        .bind(sequence.cast_signed())
        .bind(kind)
        .bind(id)
        .bind(reason)
        .execute(connection)
        .await
        .map(drop)
}

/// Everything parked, in stream order.
pub async fn parked(database: &Database) -> Result<Vec<Parked>, sqlx::Error> {
    let mut tx = database.unscoped().await?;
    let rows =
        sqlx::query("select lane, stream, sequence, kind, id, reason from parked order by lane, stream, sequence")
            .fetch_all(&mut *tx)
            .await?;
    rows.iter()
        .map(|row| {
            Ok(Parked {
                lane: row.try_get("lane")?,
                stream: row.try_get("stream")?,
                sequence: row.try_get::<i64, _>("sequence")?.cast_unsigned(),
                kind: row.try_get("kind")?,
                id: row.try_get("id")?,
                reason: row.try_get("reason")?,
            })
        })
        .collect()
}
