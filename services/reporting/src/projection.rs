//! Facts from the commits of every context, one lane for each: a lane writes only what its own stream says, so that
//! the lanes may run apart from each other and a rebuild gives the same rows.

mod matching;
mod referrals;
mod reporting;
mod scheduling;

pub(crate) use matching::OfMatching;
pub(crate) use referrals::OfReferrals;
pub(crate) use reporting::OfReporting;
pub(crate) use scheduling::OfScheduling;

use ::projection::ApplyError;
use eventlog::{Recorded, RecordedEvent};
use jiff_sqlx::ToSqlx as _;
use sqlx::{Postgres, postgres::PgArguments, query::Query};
use uuid::Uuid;

/// One event on its way into rows.
#[derive(Clone, Copy)]
struct Row<'r> {
    commit: &'r Recorded,
    recorded: &'r RecordedEvent,
    /// Which event of the commit, from 0.
    n: usize,
}

impl<'r> Row<'r> {
    fn all(commit: &'r Recorded) -> impl Iterator<Item = Self> {
        commit.events.iter().enumerate().map(move |(n, recorded)| Self { commit, recorded, n })
    }

    /// A statement with $1 the district and $2 the aggregate.
    fn of(&self, statement: &'static str) -> Query<'r, Postgres, PgArguments> {
        sqlx::query(statement).bind(self.commit.stream.district.as_str()).bind(self.commit.id)
    }

    /// A statement with $1 the district, $2 the aggregate, $3 and $4 the place in the stream, $5 the day.
    fn at(&self, statement: &'static str) -> Query<'r, Postgres, PgArguments> {
        self.of(statement)
            .bind(self.commit.sequence.cast_signed())
            .bind(i32::try_from(self.n).unwrap_or(i32::MAX))
            .bind(self.recorded.occurred_on.to_sqlx())
    }
}

/// Ids in events were checked before they were written: another text is a fault of the commit.
fn id(text: &str) -> Result<Uuid, ApplyError> {
    text.parse().map_err(|error: uuid::Error| ApplyError::poison("id", error))
}

fn day(text: &str) -> Result<jiff_sqlx::Date, ApplyError> {
    let day: jiff::civil::Date = text.parse().map_err(|error: jiff::Error| ApplyError::poison("day", error))?;
    Ok(day.to_sqlx())
}
