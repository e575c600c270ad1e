//! Rows of the read model. Opens sealed values; an erased one becomes an empty one. Each lane writes its own tables,
//! but for persons, whose erasure blanks everywhere.

mod first_meeting;
mod led_groups;
mod persons;
mod series;
mod session;

pub(crate) use led_groups::LedGroups;
pub(crate) use persons::Persons;

use std::ops::Deref;

use ::projection::{ApplyError, Entry, Projection, day};
use database::DistrictTx;
use decider::{Decider, Sealable, Sealed};
use eventlog::Recorded;
use jiff_sqlx::Date as SqlDate;
use keyring::Keyring;
use proto::scheduling::v1::LocalStart;
use scheduling_domain::{FirstMeeting, Series, Session};

/// The lane of this service over its own stream.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for entry in Entry::all(commit) {
            let row = Row { keyring: &self.keyring, entry };
            match commit.kind.as_str() {
                FirstMeeting::KIND => row.first_meeting(tx, &entry.event.decode()?).await?,
                Series::KIND => row.series(tx, &entry.event.decode()?).await?,
                Session::KIND => row.session(tx, &entry.event.decode()?).await?,
                other => return Err(ApplyError::poison("unknown-kind", other.to_owned())),
            }
        }
        Ok(())
    }
}

/// One event on its way into rows, with the keyring that opens what is sealed in it.
struct Row<'r> {
    keyring: &'r Keyring,
    entry: Entry<'r>,
}

impl<'r> Deref for Row<'r> {
    type Target = Entry<'r>;

    fn deref(&self) -> &Entry<'r> {
        &self.entry
    }
}

impl Row<'_> {
    async fn open<T: Sealable>(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<T, ApplyError> {
        erasure::open(tx, self.keyring, sealed).await
    }
}

/// Day and time of day of a start.
fn start(start: Option<&LocalStart>) -> Result<(SqlDate, String), ApplyError> {
    let start = start.ok_or_else(|| ApplyError::poison("start", "an event has no start"))?;
    Ok((day(&start.date)?, start.time.clone()))
}
