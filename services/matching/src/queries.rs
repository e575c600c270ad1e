//! Reads of the read model. Every reply that shows a person goes through the view log (`Call::shows`).

pub(crate) mod due;
pub(crate) mod group;
pub(crate) mod matches;
pub(crate) mod pair;
pub(crate) mod proposal;
pub(crate) mod support_request;
pub(crate) mod volunteer;

use edge::Failure;
use jiff::civil::Date;
use jiff_sqlx::Date as SqlDate;
use prost::Message;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

/// Statuses as their columns hold them.
pub(crate) fn numbers<E: Into<i32> + Copy>(statuses: &[E]) -> Vec<i32> {
    statuses.iter().map(|status| (*status).into()).collect()
}

fn day(row: &PgRow, column: &str) -> Result<Option<Date>, sqlx::Error> {
    Ok(row.try_get::<Option<SqlDate>, _>(column)?.map(SqlDate::to_jiff))
}

/// ISO 8601; empty for none.
fn day_text(row: &PgRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(edge::date(day(row, column)?))
}

fn id(row: &PgRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(row.try_get::<Uuid, _>(column)?.to_string())
}

/// Empty for none.
fn optional_id(row: &PgRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(row.try_get::<Option<Uuid>, _>(column)?.map(|id| id.to_string()).unwrap_or_default())
}

/// A count kept in an `int` or counted by Postgres, never negative.
fn count(row: &PgRow, column: &str) -> Result<u32, sqlx::Error> {
    let counted = match row.try_get::<i32, _>(column) {
        Ok(number) => i64::from(number),
        Err(_) => row.try_get::<i64, _>(column)?,
    };
    Ok(u32::try_from(counted).unwrap_or(0))
}

fn message<M: Message + Default>(row: &PgRow, column: &str) -> Result<M, sqlx::Error> {
    M::decode(row.try_get::<&[u8], _>(column)?)
        .map_err(|source| sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() })
}

/// A message that may be absent by an outer join.
fn optional_message<M: Message + Default>(row: &PgRow, column: &str) -> Result<M, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    M::decode(bytes.unwrap_or_default())
        .map_err(|source| sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() })
}

/// How many in all, as replies say it.
pub(crate) fn total(counted: i64) -> u32 {
    u32::try_from(counted).unwrap_or(u32::MAX)
}

/// A programme's rule that a query needs; what an unknown programme asks is nothing.
fn programme(app: &edge::App, programme_id: &str, on: Date) -> proto::programmes::v1::Programme {
    app.installation.known().programme(programme_id, on).cloned().unwrap_or_default()
}

type Read<T> = Result<T, Failure>;
