//! Rows of the read model: matching's own from its own commits, and what it knows of persons and agreements from those
//! of referrals. Opens sealed values; an erased one becomes an empty one.

mod group;
mod known;
mod matches;
mod proposal;
mod support_request;
mod volunteer;

use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use decider::{Decider, Sealable, Sealed};
use eventlog::Recorded;
use jiff_sqlx::{Date as SqlDate, ToSqlx};
use keyring::Keyring;
use matching_domain::{Group, Match, Proposal, SupportRequest, Volunteer};
use prost::Message as _;
use proto::{
    matching::v1::{Introduction, MatchingProfile},
    referrals::v1::Note,
};
use sqlx::{Postgres, postgres::PgArguments, query::Query};
use uuid::Uuid;

pub(crate) use known::Known;

/// The lane over this service's own stream.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for (n, recorded) in commit.events.iter().enumerate() {
            let row = Row { keyring: &self.keyring, commit, occurred_on: recorded.occurred_on, n };
            match commit.kind.as_str() {
                Volunteer::KIND => row.volunteer(tx, &recorded.name, &recorded.decode()?).await?,
                SupportRequest::KIND => row.support_request(tx, &recorded.decode()?).await?,
                Proposal::KIND => row.proposal(tx, &recorded.decode()?).await?,
                Match::KIND => row.of_match(tx, &recorded.name, &recorded.decode()?).await?,
                Group::KIND => row.group(tx, &recorded.decode()?).await?,
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
    occurred_on: jiff::civil::Date,
    /// Which event of the commit, from 0.
    n: usize,
}

impl Row<'_> {
    /// A statement whose $1 is the district and $2 the aggregate.
    fn about(&self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        sqlx::query(statement).bind(self.commit.stream.district.as_str().to_owned()).bind(self.commit.id)
    }

    /// A statement whose $1 is the district.
    fn in_district(&self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        sqlx::query(statement).bind(self.commit.stream.district.as_str().to_owned())
    }

    fn day(&self) -> SqlDate {
        self.occurred_on.to_sqlx()
    }

    fn sequence(&self) -> i64 {
        self.commit.sequence.cast_signed()
    }

    fn place(&self) -> i32 {
        i32::try_from(self.n).unwrap_or(i32::MAX)
    }

    async fn open<T: Sealable>(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<T, ApplyError> {
        erasure::open(tx, self.keyring, sealed).await
    }

    /// `None` for a part that was not told.
    async fn open_told<T: Sealable>(
        &self,
        tx: &mut DistrictTx,
        sealed: Option<&Sealed>,
    ) -> Result<Option<T>, ApplyError> {
        match sealed {
            Some(_) => self.open(tx, sealed).await.map(Some),
            None => Ok(None),
        }
    }

    async fn note(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<String, ApplyError> {
        Ok(self.open::<Note>(tx, sealed).await?.text)
    }

    /// What would fit her, as a volunteer or as who waits told it: an absent part stays.
    async fn told(
        &self,
        tx: &mut DistrictTx,
        statement: &'static str,
        (profile, introduction): (Option<&Sealed>, Option<&Sealed>),
    ) -> Result<(), ApplyError> {
        let profile: Option<MatchingProfile> = self.open_told(tx, profile).await?;
        let introduction: Option<Introduction> = self.open_told(tx, introduction).await?;
        self.about(statement)
            .bind(profile.map(|profile| profile.encode_to_vec()))
            .bind(introduction.map(|introduction| introduction.text))
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    /// A step in the history of a volunteer or a match.
    async fn step(&self, tx: &mut DistrictTx, statement: &'static str, name: &str) -> Result<(), ApplyError> {
        self.about(statement)
            .bind(self.sequence())
            .bind(self.place())
            .bind(name.to_owned())
            .bind(self.day())
            .bind(self.commit.recorded_at.to_sqlx())
            .bind(self.commit.actor.as_str().to_owned())
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}

fn id(text: &str) -> Result<Uuid, ApplyError> {
    text.parse().map_err(|error: uuid::Error| ApplyError::poison("id", error))
}

/// `None` for an empty text, which stands for no day.
fn date(text: &str) -> Option<SqlDate> {
    text.parse::<jiff::civil::Date>().ok().map(ToSqlx::to_sqlx)
}

/// A count of ours always fits.
fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
