use std::collections::HashMap;

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
const BEHIND: &str = "behind-a-parked-commit";

/// Kind and id of an aggregate.
pub(crate) type AggregateRef = (String, Uuid);

/// The aggregates of which commits are parked, each with the sequence of the first.
pub(crate) async fn firsts(
    connection: &mut PgConnection,
    lane: &LaneName,
    stream: &StreamName,
) -> Result<HashMap<AggregateRef, u64>, sqlx::Error> {
    let rows: Vec<(String, Uuid, i64)> =
        sqlx::query_as("select kind, id, min(sequence) from parked where lane = $1 and stream = $2 group by kind, id")
            .bind(&lane.0)
            .bind(stream.to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(kind, id, first)| ((kind, id), first.cast_unsigned())).collect())
}

/// What is parked of one aggregate, in order.
pub(crate) async fn sequences(
    connection: &mut PgConnection,
    lane: &LaneName,
    stream: &StreamName,
    (kind, id): &AggregateRef,
) -> Result<Vec<u64>, sqlx::Error> {
    let sequences: Vec<i64> = sqlx::query_scalar(
        "select sequence from parked where lane = $1 and stream = $2 and kind = $3 and id = $4 order by sequence",
    )
    .bind(&lane.0)
    .bind(stream.to_string())
    .bind(kind)
    .bind(id)
    .fetch_all(connection)
    .await?;
    Ok(sequences.into_iter().map(i64::cast_unsigned).collect())
}

/// Nothing of the aggregate is parked any more.
pub(crate) async fn release(
    connection: &mut PgConnection,
    lane: &LaneName,
    stream: &StreamName,
    (kind, id): &AggregateRef,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from parked where lane = $1 and stream = $2 and kind = $3 and id = $4")
        .bind(&lane.0)
        .bind(stream.to_string())
        .bind(kind)
        .bind(id)
        .execute(connection)
        .await
        .map(drop)
}

/// Whether any lane has parked a commit.
pub(crate) async fn is_parked(connection: &mut PgConnection, commit: &Recorded) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from parked where stream = $1 and sequence = $2)")
        .bind(commit.stream.to_string())
        .bind(commit.sequence.cast_signed())
        .fetch_one(connection)
        .await
}

/// Parks a commit behind the parked ones of its aggregate. False when there are none any more: another instance has
/// applied them after all.
pub(crate) async fn park_behind(
    connection: &mut PgConnection,
    lane: &LaneName,
    commit: &Recorded,
) -> Result<bool, sqlx::Error> {
    let parked = sqlx::query(
        "insert into parked (lane, stream, sequence, kind, id, reason)
         select $1, $2, $3, $4, $5, $6
          where exists (select from parked where lane = $1 and stream = $2 and kind = $4 and id = $5)
         on conflict do nothing",
    )
    .bind(&lane.0)
    .bind(commit.stream.to_string())
    .bind(commit.sequence.cast_signed())
    .bind(&commit.kind)
    .bind(commit.id)
    .bind(BEHIND)
    .execute(connection)
    .await?;
    Ok(parked.rows_affected() == 1)
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
