use eventlog::{Recorded, RecordedEvent};
use jiff::civil::Date;
use jiff_sqlx::{Date as SqlDate, ToSqlx as _};
use sqlx::{Postgres, postgres::PgArguments, query::Query};
use uuid::Uuid;

use crate::{ApplyError, ReactError};

/// One event of a commit on its way into rows.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'r> {
    pub commit: &'r Recorded,
    pub event: &'r RecordedEvent,
    /// Which event of the commit, from 0.
    n: usize,
}

impl<'r> Entry<'r> {
    /// Every event of a commit, in order.
    pub fn all(commit: &'r Recorded) -> impl Iterator<Item = Self> {
        commit.events.iter().enumerate().map(move |(n, event)| Self { commit, event, n })
    }

    /// A statement whose $1 is the district.
    pub fn in_district(&self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        sqlx::query(statement).bind(self.commit.stream.district.as_str())
    }

    /// A statement whose $1 is the district and $2 the aggregate.
    pub fn about(&self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        self.in_district(statement).bind(self.commit.id)
    }

    /// A statement whose $1 is the district, $2 the aggregate, $3 and $4 the place in the stream, $5 the day.
    pub fn at(&self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        self.about(statement).bind(self.sequence()).bind(self.place()).bind(self.day())
    }

    /// The day on which it happened.
    pub fn day(&self) -> SqlDate {
        self.event.occurred_on.to_sqlx()
    }

    /// Sequence of the commit in its stream.
    pub fn sequence(&self) -> i64 {
        self.commit.sequence.cast_signed()
    }

    /// Which event of the commit, from 0.
    pub fn place(&self) -> i32 {
        i32::try_from(self.n).unwrap_or(i32::MAX)
    }
}

/// A field of an event does not hold what its contract says. Fields are checked before they are written: it is the
/// commit's fault, and stays.
#[derive(Debug, thiserror::Error)]
pub enum BadField {
    #[error("not an id")]
    Id(#[from] uuid::Error),
    #[error("not a day")]
    Day(#[from] jiff::Error),
}

impl BadField {
    fn reason(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Day(_) => "day",
        }
    }
}

impl From<BadField> for ApplyError {
    fn from(source: BadField) -> Self {
        Self::poison(source.reason(), source)
    }
}

impl From<BadField> for ReactError {
    fn from(source: BadField) -> Self {
        Self::Refused { reason: source.reason().to_owned(), source: source.into() }
    }
}

/// The id that a field of an event holds.
pub fn id(text: &str) -> Result<Uuid, BadField> {
    Ok(text.parse()?)
}

pub fn ids(texts: &[String]) -> Result<Vec<Uuid>, BadField> {
    texts.iter().map(|text| id(text)).collect()
}

/// `None` for an empty text.
pub fn optional_id(text: &str) -> Result<Option<Uuid>, BadField> {
    if text.is_empty() { Ok(None) } else { id(text).map(Some) }
}

/// The day that a field of an event holds.
pub fn day(text: &str) -> Result<SqlDate, BadField> {
    Ok(text.parse::<Date>()?.to_sqlx())
}

/// `None` for an empty text.
pub fn optional_day(text: &str) -> Result<Option<SqlDate>, BadField> {
    if text.is_empty() { Ok(None) } else { day(text).map(Some) }
}

/// A count as a column holds it. Counts are bounded when they are asked for.
pub fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_cannot_be_read_parks_its_commit_and_is_passed_by_a_process() {
        let bad = || id("no id").unwrap_err();
        assert!(matches!(ApplyError::from(bad()), ApplyError::Poison { reason: "id", .. }));
        assert!(matches!(ReactError::from(bad()), ReactError::Refused { reason, .. } if reason == "id"));
        assert!(matches!(ApplyError::from(day("2026-02-30").unwrap_err()), ApplyError::Poison { reason: "day", .. }));
        assert!(ids(&[Uuid::nil().to_string(), String::new()]).is_err());
    }

    #[test]
    fn an_empty_field_stands_for_none_only_where_one_may_be_missing() {
        assert!(id("").is_err() && day("").is_err());
        assert_eq!(optional_id("").unwrap(), None);
        assert!(optional_day("").unwrap().is_none());
        assert!(optional_id("no id").is_err() && optional_day("tomorrow").is_err());
    }
}
