//! Rows of the read model: referrals' own from its own commits, and who has places in groups from those of matching.
//! Opens sealed values; an erased one becomes an empty one.

mod contacts;
mod merging;
mod message;
mod offering;
mod pairs;
mod person;
mod places;
mod referral;

use std::ops::Deref;

use ::projection::{ApplyError, Entry, Projection};
use database::DistrictTx;
use decider::{Decider, Sealable, Sealed};
use eventlog::Recorded;
use keyring::Keyring;
use referrals_domain::{
    Agreement, DistrictText, FundingGrant, Intake, Message, Person, Recipient, Referral, TrainedOrganisation,
};

use self::contacts::Contacts;
pub(crate) use places::{GROUP, Places};

/// The one lane of this service over its own stream.
#[derive(Debug)]
pub struct Rows {
    pub keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        self.apply_all(tx, &[commit]).await
    }

    async fn apply_all(&self, tx: &mut DistrictTx, commits: &[&Recorded]) -> Result<(), ApplyError> {
        let mut contacts = Contacts::default();
        for entry in commits.iter().flat_map(|commit| Entry::all(commit)) {
            let (row, event) = (Row { keyring: &self.keyring, entry }, entry.event);
            match entry.commit.kind.as_str() {
                Person::KIND => row.person(tx, &event.decode()?, &mut contacts).await?,
                Referral::KIND => row.referral(tx, &event.decode()?).await?,
                Agreement::KIND | FundingGrant::KIND | Intake::KIND | TrainedOrganisation::KIND => {
                    row.offering(tx, &event.decode()?).await?;
                }
                Message::KIND => row.message(tx, &event.decode()?).await?,
                DistrictText::KIND => row.message_text(tx, &event.decode()?).await?,
                // Whether somebody wants to be written to is asked of the log.
                Recipient::KIND => {}
                other => return Err(ApplyError::poison("unknown-kind", other.to_owned())),
            }
        }
        contacts.write(tx).await?;
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

    /// One statement about the aggregate: $1 district, $2 its id, $3 the value.
    async fn set<'q, T>(&self, tx: &mut DistrictTx, statement: &'static str, value: T) -> Result<(), ApplyError>
    where
        T: sqlx::Encode<'q, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + 'q,
    {
        self.about(statement).bind(value).execute(tx.rows()).await?;
        Ok(())
    }
}
