//! Rows of the read model: matching's own from its own commits, and what it knows of persons and agreements from those
//! of referrals. Opens sealed values; an erased one becomes an empty one.

mod group;
mod known;
mod link;
mod matches;
mod proposal;
mod support_request;
mod volunteer;
mod waits;

use std::ops::Deref;

use ::projection::{ApplyError, Entry, Projection};
use database::DistrictTx;
use decider::{Decider, Sealable, Sealed};
use eventlog::Recorded;
use jiff_sqlx::ToSqlx as _;
use keyring::Keyring;
use matching_domain::{Group, Link, Match, Proposal, SupportRequest, Volunteer};
use prost::Message as _;
use proto::{
    matching::v1::{Introduction, MatchingProfile},
    referrals::v1::Note,
};

pub(crate) use known::Known;

/// The lane over this service's own stream.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for entry in Entry::all(commit) {
            let (row, event) = (Row { keyring: &self.keyring, entry }, entry.event);
            match commit.kind.as_str() {
                Volunteer::KIND => row.volunteer(tx, &event.decode()?).await?,
                SupportRequest::KIND => row.support_request(tx, &event.decode()?).await?,
                Proposal::KIND => row.proposal(tx, &event.decode()?).await?,
                Match::KIND => row.of_match(tx, &event.decode()?).await?,
                Group::KIND => row.group(tx, &event.decode()?).await?,
                Link::KIND => row.link(tx, &event.decode()?).await?,
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

    /// A step in the history of a volunteer or a match: $6 is its name, $7 when it was recorded, $8 by whom.
    async fn step(&self, tx: &mut DistrictTx, statement: &'static str) -> Result<(), ApplyError> {
        self.at(statement)
            .bind(&self.event.name)
            .bind(self.commit.recorded_at.to_sqlx())
            .bind(self.commit.actor.as_str())
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
