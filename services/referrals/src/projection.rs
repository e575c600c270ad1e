//! Rows of the read model: referrals' own from its own commits, and who has places in groups from those of matching.
//! Opens sealed values; an erased one becomes an empty one.

mod offering;
mod person;
mod places;
mod referral;

use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use decider::Decider;
use eventlog::Recorded;
use keyring::Keyring;
use referrals_domain::{Agreement, FundingGrant, Person, Referral};

pub(crate) use places::{GROUP, Places};

/// The one lane of this service over its own stream.
#[derive(Debug)]
pub struct Rows {
    pub keyring: Keyring,
}

impl Projection for Rows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for (n, recorded) in commit.events.iter().enumerate() {
            let row = Row { keyring: &self.keyring, commit, occurred_on: recorded.occurred_on, n };
            match commit.kind.as_str() {
                Person::KIND => row.person(tx, &recorded.decode()?).await?,
                Referral::KIND => row.referral(tx, &recorded.name, &recorded.decode()?).await?,
                Agreement::KIND | FundingGrant::KIND => row.offering(tx, &recorded.decode()?).await?,
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
