use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Recorded, Refused};
use jiff::civil::Date;
use matching_domain::{Group, GroupCommand};
use proto::{
    matching::v1::GroupOfferWithdrawReason,
    referrals::v1::{ConsentPurpose, person_event::Event},
};
use uuid::Uuid;

use super::{context, newest_rows, rows_as_new_as, unless_refused};
use crate::queries::group::may_be_asked;

/// Who takes back the consent to be asked, or was merged with another record of hers, loses what she was offered: her turn
/// stays, and what is free is offered anew. Who is being erased, or whose referral ends, gives up the turn itself.
#[derive(Debug)]
pub(crate) struct WithdrawGroupOffers {
    pub(crate) app: App,
}

/// Kind of aggregate in referrals' stream.
const PERSON: &str = "person";

impl Process for WithdrawGroupOffers {
    const NAME: &'static str = "withdraw-group-offers";
    const KINDS: &'static [&'static str] = &[PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let reason = match recorded.decode()? {
                Event::ConsentWithdrawn(withdrawn) if withdrawn.purpose() == ConsentPurpose::Referral => {
                    if self.agrees_again(commit).await? {
                        continue;
                    }
                    GroupOfferWithdrawReason::ConsentWithdrawn
                }
                // The record that stays tells of both: what is offered after the merge is not taken back for the other.
                Event::Absorbed(_) => GroupOfferWithdrawReason::RecordsMerged,
                _ => continue,
            };
            written = self.withdraw(commit, recorded.occurred_on, reason).await?.max(written);
        }
        Ok(written)
    }
}

impl WithdrawGroupOffers {
    async fn withdraw(&self, commit: &Recorded, on: Date, reason: GroupOfferWithdrawReason) -> Result<u64, ReactError> {
        rows_as_new_as(&self.app, &commit.stream).await?;
        let mut written = 0;
        for (group, person) in self.offered(commit).await? {
            let mut by = context::<Self>(commit, 0, on);
            by.command = by.command.step(&format!("{group} {person}"));
            let withdraw = GroupCommand::WithdrawOffer { person_id: person.to_string(), reason };
            let done = self.app.log.execute::<Group>(&by, group, &withdraw).await;
            // Answered in the same moment, or the group closed.
            let at = unless_refused(done.map_err(Refused::any), &["GROUP_OFFER_NOT_FOUND", "GROUP_CLOSED"])?;
            written = at.max(written);
        }
        Ok(written)
    }

    /// By now, whatever she said then.
    async fn agrees_again(&self, commit: &Recorded) -> Result<bool, ReactError> {
        rows_as_new_as(&self.app, &commit.stream).await?;
        let mut tx = self.app.database.district(&commit.stream.district).await.map_err(ReactError::retry)?;
        may_be_asked(&mut tx, commit.id).await.map_err(ReactError::retry)
    }

    /// Groups that keep a place for her, under any of her ids, and the id they know her by.
    async fn offered(&self, commit: &Recorded) -> Result<Vec<(Uuid, Uuid)>, ReactError> {
        let district = &commit.stream.district;
        newest_rows(&self.app, district).await?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        let ids = alias::ids(&mut tx, commit.id).await.map_err(ReactError::retry)?;
        sqlx::query_as(
            "select led_group, person from group_place
             where district = $1 and person = any($2) and status = 2 and offer_status = 1 order by led_group, person",
        )
        .bind(district.as_str())
        .bind(ids)
        .fetch_all(tx.rows())
        .await
        .map_err(ReactError::retry)
    }
}
