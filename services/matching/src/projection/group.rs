use ::projection::{ApplyError, count, id, ids};
use database::DistrictTx;
use proto::matching::v1::{GroupPlaceStatus as P, GroupStarted, GroupStatus as S, group_event::Event};

use super::Row;

impl Row<'_> {
    pub(super) async fn group(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Started(started) => self.started(tx, started).await?,
            Event::LeadersChanged(changed) => {
                self.about("update led_group set leaders = $3 where district = $1 and id = $2")
                    .bind(ids(&changed.leader_person_ids)?)
                    .execute(tx.rows())
                    .await?;
            }
            Event::CapacityChanged(changed) => {
                self.about("update led_group set capacity = $3 where district = $1 and id = $2")
                    .bind(count(changed.capacity))
                    .execute(tx.rows())
                    .await?;
            }
            Event::PlaceGiven(given) => self.has_place(tx, &given.person_id, &given.referral_id, P::Given).await?,
            Event::PlaceQueued(queued) => self.has_place(tx, &queued.person_id, &queued.referral_id, P::Queued).await?,
            Event::PlaceGivenUp(given_up) => {
                self.about(
                    "update group_place set status = $4, since = $5, end_reason = $6, sequence = $7, n = $8
                     where district = $1 and led_group = $2 and person = $3",
                )
                .bind(id(&given_up.person_id)?)
                .bind(i32::from(P::GivenUp))
                .bind(self.day())
                .bind(given_up.reason)
                .bind(self.sequence())
                .bind(self.place())
                .execute(tx.rows())
                .await?;
            }
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
                    "update group_place set status = $3, since = $4 where district = $1 and led_group = $2 and status <> $3",
                )
                .bind(i32::from(P::GivenUp))
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
        }
        Ok(())
    }

    async fn started(&self, tx: &mut DistrictTx, started: &GroupStarted) -> Result<(), ApplyError> {
        self.about(
            "insert into led_group (district, id, name, programme, municipality, status, leaders, capacity, started_on)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&started.name)
        .bind(&started.programme_id)
        .bind(&started.municipality_code)
        .bind(i32::from(S::Running))
        .bind(ids(&started.leader_person_ids)?)
        .bind(count(started.capacity))
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

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
                    sequence = excluded.sequence, n = excluded.n",
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
}
