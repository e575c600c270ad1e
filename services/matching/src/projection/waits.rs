use ::projection::ApplyError;
use database::DistrictTx;
use proto::referrals::v1::{ReferralStatus, referral_event::Event};

use super::Row;

impl Row<'_> {
    /// Since when a referral waits and whether a reason to go before others is declared, as `ListWaiting` of referrals has
    /// it: whoever waits for a place is in the same order on either page.
    pub(super) async fn referral_wait(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Accepted(_) => self.waits(tx, true).await,
            Event::PlacedOnWaitingList(_) => {
                self.about(
                    "insert into referral_wait (district, referral, since) values ($1, $2, $3)
                     on conflict (district, referral) do update set since = coalesce(referral_wait.since, excluded.since)",
                )
                .bind(self.day())
                .execute(tx.rows())
                .await?;
                Ok(())
            }
            Event::Reopened(reopened) => match reopened.status() {
                ReferralStatus::Accepted => self.waits(tx, true).await,
                // Still to be decided: what was declared stands for the decision.
                ReferralStatus::Acknowledged => self.waits(tx, false).await,
                _ => self.waits_no_more(tx).await,
            },
            Event::PriorityDeclared(_) => self.goes_first(tx, true).await,
            Event::PriorityTakenBack(_) => self.goes_first(tx, false).await,
            Event::Started(_) | Event::Rejected(_) | Event::Closed(_) | Event::EnteredInError(_) => {
                self.waits_no_more(tx).await
            }
            Event::Submitted(_) | Event::Acknowledged(_) | Event::Checked(_) | Event::Held(_) => Ok(()),
        }
    }

    /// From this day, or not yet.
    async fn waits(&self, tx: &mut DistrictTx, waits: bool) -> Result<(), ApplyError> {
        self.about(
            "insert into referral_wait (district, referral, since) values ($1, $2, $3)
             on conflict (district, referral) do update set since = excluded.since",
        )
        .bind(waits.then(|| self.day()))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn goes_first(&self, tx: &mut DistrictTx, goes_first: bool) -> Result<(), ApplyError> {
        self.about(
            "insert into referral_wait (district, referral, goes_first) values ($1, $2, $3)
             on conflict (district, referral) do update set goes_first = excluded.goes_first",
        )
        .bind(goes_first)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn waits_no_more(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        self.about("delete from referral_wait where district = $1 and referral = $2").execute(tx.rows()).await?;
        Ok(())
    }
}
