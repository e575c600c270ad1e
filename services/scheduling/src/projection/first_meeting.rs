use ::projection::{ApplyError, count, day, id};
use database::DistrictTx;
use prost::Message as _;
use proto::scheduling::v1::{
    FirstMeetingHeld, FirstMeetingOpened, FirstMeetingStatus as S, MeetingNeeds, MeetingPlan, PrivatePlace,
    first_meeting_event::Event,
};

use super::{Row, start};

impl Row<'_> {
    pub(super) async fn first_meeting(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Opened(opened) => self.opened(tx, opened).await,
            Event::Planned(planned) => self.planned(tx, planned.plan.as_ref()).await,
            Event::Replanned(replanned) => self.planned(tx, replanned.plan.as_ref()).await,
            Event::NotHeld(not_held) => self.not_held(tx, not_held.reason).await,
            Event::Held(held) => self.held(tx, held).await,
            Event::CalledOff(_) => self.called_off(tx).await,
        }
    }

    async fn opened(&self, tx: &mut DistrictTx, opened: &FirstMeetingOpened) -> Result<(), ApplyError> {
        self.about(
            "insert into first_meeting (district, id, match_id, person, volunteer, programme, coordinator_required, status,
               to_plan_since)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id(&opened.match_id)?)
        .bind(id(&opened.person_id)?)
        .bind(id(&opened.volunteer_person_id)?)
        .bind(&opened.programme_id)
        .bind(opened.coordinator_required)
        .bind(i32::from(S::ToPlan))
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn planned(&self, tx: &mut DistrictTx, plan: Option<&MeetingPlan>) -> Result<(), ApplyError> {
        let plan = plan.ok_or_else(|| ApplyError::poison("plan", "an event has no plan"))?;
        let (start_on, start_at) = start(plan.start.as_ref())?;
        let place: PrivatePlace = self.open(tx, plan.place.as_ref()).await?;
        let needs: MeetingNeeds = self.open(tx, plan.needs.as_ref()).await?;
        self.about(
            "update first_meeting set status = $3, to_plan_since = null, start_on = $4, start_at = $5, duration = $6,
               coordinator = $7, place = $8, needs = $9
             where district = $1 and id = $2",
        )
        .bind(i32::from(S::Planned))
        .bind(start_on)
        .bind(start_at)
        .bind(count(plan.duration_minutes))
        .bind(&plan.coordinator_actor_id)
        .bind(place.text)
        .bind(needs.encode_to_vec())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn not_held(&self, tx: &mut DistrictTx, reason: i32) -> Result<(), ApplyError> {
        self.about(
            "update first_meeting set status = $3, to_plan_since = $4, start_on = null, start_at = '', duration = 0,
               coordinator = '', place = '', needs = '', failed_attempts = failed_attempts + 1, last_not_held = $5
             where district = $1 and id = $2",
        )
        .bind(i32::from(S::ToPlan))
        .bind(self.day())
        .bind(reason)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn held(&self, tx: &mut DistrictTx, held: &FirstMeetingHeld) -> Result<(), ApplyError> {
        self.about("update first_meeting set status = $3, held_on = $4 where district = $1 and id = $2")
            .bind(i32::from(S::Held))
            .bind(day(&held.held_on)?)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn called_off(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        self.about("update first_meeting set status = $3, to_plan_since = null where district = $1 and id = $2")
            .bind(i32::from(S::CalledOff))
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
