use ::projection::{ApplyError, id};
use database::DistrictTx;
use proto::referrals::v1::PersonAbsorbed;

use super::{Contacts, Row};

impl Row<'_> {
    /// Another record stands for her: she is in no list of her own any more, and found by what is known here.
    pub(super) async fn merged_into(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        self.about(
            "update person set merged = true, notice_due_on = null, erasure_proposed_on = null, erasure_proposed_by = ''
             where district = $1 and id = $2",
        )
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// The referrals and notes of the other are hers. What was kept of the other's consents follows as consents of hers.
    pub(super) async fn absorbed(
        &self,
        tx: &mut DistrictTx,
        absorbed: &PersonAbsorbed,
        contacts: &mut Contacts,
    ) -> Result<(), ApplyError> {
        contacts.write(tx).await?;
        self.proposal_taken_back(tx).await?;
        alias::follow(tx, self.entry, absorbed).await?;
        let other = id(&absorbed.absorbed_person_id)?;
        // Of each $1 is the district, $2 she and $3 the other.
        for statement in [
            "update referral set person = $2 where district = $1 and person = $3",
            "update referral set protected = true where district = $1 and person = $2 and not protected
               and exists (select from person where district = $1 and id in ($2, $3) and protected)",
            "update contact set person = $2 where district = $1 and person = $3",
            "delete from consent where district = $1 and person = $3 and $2::uuid is not null",
            "insert into told_apart (district, person, other)
             select district, person, $2 from told_apart where district = $1 and other = $3 and person <> $2
             on conflict do nothing",
            "delete from told_apart where district = $1 and $3 in (person, other) and $2::uuid is not null",
            "update person set known_since = least(known_since, (select known_since from person
                                                                 where district = $1 and id = $3))
             where district = $1 and id = $2",
        ] {
            self.about(statement).bind(other).execute(tx.rows()).await?;
        }
        Ok(())
    }
}
