use ::projection::{ApplyError, count, id, ids, optional_day};
use database::DistrictTx;
use proto::matching::v1::{
    GroupChildcareTold, GroupOfferAnswered, GroupOfferDecline, GroupOfferStatus as O, GroupPlaceGivenUp,
    GroupPlaceOffered, GroupPlaceStatus as P, GroupStarted, GroupStatus as S, group_event::Event,
};

use super::Row;

impl Row<'_> {
    pub(super) async fn group(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Started(started) => self.started(tx, started).await,
            Event::LeadersChanged(changed) => {
                self.about("update led_group set leaders = $3 where district = $1 and id = $2")
                    .bind(ids(&changed.leader_person_ids)?)
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            Event::CapacityChanged(changed) => {
                self.about("update led_group set capacity = $3, freed_on = $4 where district = $1 and id = $2")
                    .bind(count(changed.capacity))
                    .bind(self.day())
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            Event::ChildcareChanged(changed) => {
                self.about(
                    "update led_group set childcare_capacity = $3, freed_on = $4 where district = $1 and id = $2",
                )
                .bind(count(changed.capacity))
                .bind(self.day())
                .execute(tx.rows())
                .await?;
                Ok(())
            }
            Event::PlaceGiven(given) => {
                self.has_place(tx, &given.person_id, &given.referral_id, P::Given).await?;
                self.about("update led_group set filled_at = $3 where district = $1 and id = $2")
                    .bind(self.sequence())
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            Event::PlaceQueued(queued) => self.has_place(tx, &queued.person_id, &queued.referral_id, P::Queued).await,
            Event::PlaceGivenUp(given_up) => self.gave_up_place(tx, given_up).await,
            Event::ChildcareTold(told) => self.childcare_told(tx, told).await,
            Event::PlaceOffered(offered) => self.place_offered(tx, offered).await,
            Event::OfferAnswered(answered) => self.offer_answered(tx, answered).await,
            Event::OfferExpired(expired) => self.offer_settled(tx, &expired.person_id, O::Expired).await,
            Event::OfferWithdrawn(withdrawn) => self.offer_settled(tx, &withdrawn.person_id, O::Withdrawn).await,
            Event::Closed(closed) => {
                self.about(
                    "update led_group set status = $3, close_reason = $4, closed_on = $5 where district = $1 and id = $2",
                )
                .bind(i32::from(S::Closed))
                .bind(closed.reason)
                .bind(self.day())
                .execute(tx.rows())
                .await?;
                self.about(
                    "update group_place set status = $3, since = $4, children = 0, childcare_places = 0, offer_childcare = 0,
                       offer_status = case offer_status when $5 then $6 else offer_status end
                     where district = $1 and led_group = $2 and status <> $3",
                )
                .bind(i32::from(P::GivenUp))
                .bind(self.day())
                .bind(i32::from(O::Open))
                .bind(i32::from(O::Withdrawn))
                .execute(tx.rows())
                .await?;
                Ok(())
            }
        }
    }

    async fn started(&self, tx: &mut DistrictTx, started: &GroupStarted) -> Result<(), ApplyError> {
        self.about(
            "insert into led_group (district, id, name, programme, municipality, status, leaders, capacity, started_on,
               childcare_capacity, freed_on)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)",
        )
        .bind(&started.name)
        .bind(&started.programme_id)
        .bind(&started.municipality_code)
        .bind(i32::from(S::Running))
        .bind(ids(&started.leader_person_ids)?)
        .bind(count(started.capacity))
        .bind(self.day())
        .bind(count(started.childcare_capacity))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// A turn begins with nothing offered; who moves up keeps what she was offered.
    async fn has_place(
        &self,
        tx: &mut DistrictTx,
        person_id: &str,
        referral_id: &str,
        status: P,
    ) -> Result<(), ApplyError> {
        self.about(
            "insert into group_place (district, led_group, person, referral, status, since, sequence, n)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (district, led_group, person) do update
                set referral = excluded.referral, status = excluded.status, since = excluded.since, end_reason = 0,
                    sequence = excluded.sequence, n = excluded.n,
                    offer_status = case group_place.status when 2 then group_place.offer_status else 0 end,
                    decline_reason = 0, decline_note = ''",
        )
        .bind(id(person_id)?)
        .bind(id(referral_id)?)
        .bind(i32::from(status))
        .bind(self.day())
        .bind(self.sequence())
        .bind(self.place())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// What she needed of childcare goes with her place: whoever is erased has none by then, also in a rebuild.
    async fn gave_up_place(&self, tx: &mut DistrictTx, given_up: &GroupPlaceGivenUp) -> Result<(), ApplyError> {
        self.about(
            "update group_place
             set status = $4, since = $5, end_reason = $6, sequence = $7, n = $8,
                 children = 0, childcare_places = 0, offer_childcare = 0,
                 offer_status = case offer_status when $9 then $10 else offer_status end
             where district = $1 and led_group = $2 and person = $3",
        )
        .bind(id(&given_up.person_id)?)
        .bind(i32::from(P::GivenUp))
        .bind(self.day())
        .bind(given_up.reason)
        .bind(self.sequence())
        .bind(self.place())
        .bind(i32::from(O::Open))
        .bind(i32::from(O::Withdrawn))
        .execute(tx.rows())
        .await?;
        self.freed(tx).await
    }

    async fn childcare_told(&self, tx: &mut DistrictTx, told: &GroupChildcareTold) -> Result<(), ApplyError> {
        self.about(
            "update group_place set children = $4, childcare_places = $5
             where district = $1 and led_group = $2 and person = $3",
        )
        .bind(id(&told.person_id)?)
        .bind(count(told.children))
        .bind(count(told.places))
        .execute(tx.rows())
        .await?;
        self.freed(tx).await
    }

    async fn place_offered(&self, tx: &mut DistrictTx, offered: &GroupPlaceOffered) -> Result<(), ApplyError> {
        self.about(
            "update group_place
             set offer_status = $4, offered_on = $5, offered_at = $6, offered_by = $7, answer_by = $8,
                 offer_given_by = $9, offer_childcare = $10, settled_on = null, settled_at = 0, decline_reason = 0,
                 decline_note = ''
             where district = $1 and led_group = $2 and person = $3",
        )
        .bind(id(&offered.person_id)?)
        .bind(i32::from(O::Open))
        .bind(self.day())
        .bind(self.sequence())
        .bind(self.commit.actor.as_str())
        .bind(optional_day(&offered.answer_by)?)
        .bind(offered.given_by)
        .bind(count(offered.childcare_places))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn offer_answered(&self, tx: &mut DistrictTx, answered: &GroupOfferAnswered) -> Result<(), ApplyError> {
        let status = if answered.yes { O::Accepted } else { O::Declined };
        self.offer_settled(tx, &answered.person_id, status).await?;
        let decline: GroupOfferDecline = self.open(tx, answered.decline.as_ref()).await?;
        self.about(
            "update group_place set decline_reason = $4, decline_note = $5
             where district = $1 and led_group = $2 and person = $3",
        )
        .bind(id(&answered.person_id)?)
        .bind(decline.reason)
        .bind(decline.note)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn offer_settled(&self, tx: &mut DistrictTx, person_id: &str, status: O) -> Result<(), ApplyError> {
        self.about(
            "update group_place set offer_status = $4, settled_on = $5, settled_at = $6
             where district = $1 and led_group = $2 and person = $3",
        )
        .bind(id(person_id)?)
        .bind(i32::from(status))
        .bind(self.day())
        .bind(self.sequence())
        .execute(tx.rows())
        .await?;
        self.freed(tx).await
    }

    /// A place, or one in childcare, may be free since this day.
    async fn freed(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        self.about("update led_group set freed_on = $3 where district = $1 and id = $2")
            .bind(self.day())
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
