//! What the columns of a row say, as replies say it. Knows no table.

use jiff::civil::Date;
use jiff_sqlx::{Date as SqlDate, Timestamp as SqlTimestamp};
use prost::Message;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

pub fn day(row: &PgRow, column: &str) -> Result<Option<Date>, sqlx::Error> {
    Ok(row.try_get::<Option<SqlDate>, _>(column)?.map(SqlDate::to_jiff))
}

/// ISO 8601; empty for none.
pub fn day_text(row: &PgRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(crate::date(day(row, column)?))
}

pub fn instant(row: &PgRow, column: &str) -> Result<prost_types::Timestamp, sqlx::Error> {
    Ok(crate::record_time(row.try_get::<SqlTimestamp, _>(column)?.to_jiff()))
}

/// Empty for none.
pub fn id(row: &PgRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(row.try_get::<Option<Uuid>, _>(column)?.map(|id| id.to_string()).unwrap_or_default())
}

/// A count kept in an `int` or counted by Postgres.
pub fn count(row: &PgRow, column: &str) -> Result<u32, sqlx::Error> {
    let counted = match row.try_get::<i32, _>(column) {
        Ok(number) => i64::from(number),
        Err(_) => row.try_get::<i64, _>(column)?,
    };
    Ok(crate::total(counted.max(0)))
}

/// The default message for none, as an outer join gives it.
pub fn message<M: Message + Default>(row: &PgRow, column: &str) -> Result<M, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    M::decode(bytes.unwrap_or_default())
        .map_err(|source| sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() })
}
