//! Rows of the read model. Opens sealed values; an erased one becomes an empty one. Each lane writes its own tables,
//! but for persons, whose erasure blanks everywhere.

mod first_meeting;
mod led_groups;
mod persons;
mod series;
mod session;

pub(crate) use led_groups::LedGroups;
pub(crate) use persons::Persons;

use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use decider::{Decider, Sealable, Sealed};
use eventlog::Recorded;
use jiff::civil::Date;
use keyring::Keyring;
use proto::scheduling::v1::LocalStart;
use scheduling_domain::{FirstMeeting, Series, Session};
use uuid::Uuid;

/// The lane of this service over its own stream.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for recorded in &commit.events {
            let row = Row { keyring: &self.keyring, commit, occurred_on: recorded.occurred_on };
            match commit.kind.as_str() {
                FirstMeeting::KIND => row.first_meeting(tx, &recorded.decode()?).await?,
                Series::KIND => row.series(tx, &recorded.decode()?).await?,
                Session::KIND => row.session(tx, &recorded.decode()?).await?,
                other => return Err(ApplyError::poison("unknown-kind", other.to_owned())),
            }
        }
        Ok(())
    }
}

/// One event on its way into rows.
struct Row<'r> {
    keyring: &'r Keyring,
    commit: &'r Recorded,
    occurred_on: Date,
}

impl Row<'_> {
    fn district(&self) -> &str {
        self.commit.stream.district.as_str()
    }

    async fn open<T: Sealable>(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<T, ApplyError> {
        erasure::open(tx, self.keyring, sealed).await
    }
}

fn id(what: &'static str, text: &str) -> Result<Uuid, ApplyError> {
    text.parse().map_err(|error: uuid::Error| ApplyError::poison(what, error))
}

fn optional_id(what: &'static str, text: &str) -> Result<Option<Uuid>, ApplyError> {
    if text.is_empty() { Ok(None) } else { id(what, text).map(Some) }
}

fn day(what: &'static str, text: &str) -> Result<Date, ApplyError> {
    text.parse().map_err(|error: jiff::Error| ApplyError::poison(what, error))
}

/// Day and time of day of a start.
fn start(start: Option<&LocalStart>) -> Result<(Date, String), ApplyError> {
    let start = start.ok_or_else(|| ApplyError::poison("start", "an event has no start"))?;
    Ok((day("start", &start.date)?, start.time.clone()))
}

/// Minutes and head counts are bounded when they are asked for.
fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
