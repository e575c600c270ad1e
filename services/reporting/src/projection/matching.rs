use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use eventlog::Recorded;
use jiff_sqlx::ToSqlx as _;
use proto::matching::v1::{
    VolunteerStatus as V, group_event::Event as GroupEvent, match_event::Event as MatchEvent,
    volunteer_event::Event as VolunteerEvent,
};

use super::{Row, id};

/// Rows from the commits of matching. Opens nothing.
#[derive(Debug)]
pub(crate) struct OfMatching;

impl Projection for OfMatching {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for row in Row::all(commit) {
            match commit.kind.as_str() {
                "match" => row.matched(tx).await?,
                "volunteer" => row.volunteer(tx).await?,
                "group" => row.group(tx).await?,
                // What is proposed or sought is no fact that figures count.
                _ => {}
            }
        }
        Ok(())
    }
}

impl Row<'_> {
    async fn matched(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        let day = self.recorded.occurred_on.to_sqlx();
        match self.recorded.decode()? {
            MatchEvent::SetUp(set_up) => {
                self.of("insert into match_fact (district, match, referral, person, programme)
                         values ($1, $2, $3, $4, $5)")
                    .bind(id(&set_up.referral_id)?)
                    .bind(id(&set_up.person_id)?)
                    .bind(set_up.programme_id)
                    .execute(tx.rows())
                    .await?;
            }
            MatchEvent::Activated(_) => {
                self.of("update match_fact set first_active_on = coalesce(first_active_on, $3)
                         where district = $1 and match = $2")
                    .bind(day)
                    .execute(tx.rows())
                    .await?;
            }
            MatchEvent::Ended(ended) => {
                self.of("update match_fact set ended_on = $3, end_reason = $4 where district = $1 and match = $2")
                    .bind(day)
                    .bind(ended.reason)
                    .execute(tx.rows())
                    .await?;
            }
            // One that never began has no day on which it was active; a paused one still is hers.
            MatchEvent::Cancelled(_)
            | MatchEvent::Paused(_)
            | MatchEvent::Resumed(_)
            | MatchEvent::Renewed(_)
            | MatchEvent::CheckInRecorded(_)
            | MatchEvent::ConcernRaised(_)
            | MatchEvent::ConcernConcluded(_) => {}
        }
        Ok(())
    }

    async fn volunteer(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        match self.recorded.decode()? {
            VolunteerEvent::Applied(applied) => {
                self.of("insert into volunteer_fact (district, volunteer, person, programme) values ($1, $2, $3, $4)")
                    .bind(id(&applied.person_id)?)
                    .bind(applied.programme_id)
                    .execute(tx.rows())
                    .await?;
                self.stands(tx, V::Applied, "").await
            }
            VolunteerEvent::Approved(_) | VolunteerEvent::Resumed(_) => self.stands(tx, V::Approved, "").await,
            VolunteerEvent::NotApproved(_) => self.stands(tx, V::NotApproved, "").await,
            VolunteerEvent::Paused(paused) => self.stands(tx, V::Paused, &paused.until).await,
            VolunteerEvent::Left(_) => self.stands(tx, V::Left, "").await,
            VolunteerEvent::ProfileTold(_)
            | VolunteerEvent::TrainingCompleted(_)
            | VolunteerEvent::Interviewed(_)
            | VolunteerEvent::ConfidentialityPledged(_)
            | VolunteerEvent::RoleAssessed(_)
            | VolunteerEvent::ExtractConsented(_)
            | VolunteerEvent::ExtractOrdered(_)
            | VolunteerEvent::ExtractInspected(_)
            | VolunteerEvent::CapacityChanged(_)
            | VolunteerEvent::SlotTaken(_)
            | VolunteerEvent::SlotReleased(_) => Ok(()),
        }
    }

    async fn stands(&self, tx: &mut DistrictTx, status: V, back_on: &str) -> Result<(), ApplyError> {
        let back_on = if back_on.is_empty() { None } else { Some(super::day(back_on)?) };
        self.at("insert into volunteer_status (district, volunteer, sequence, n, occurred_on, status, back_on)
                 values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(i32::from(status))
            .bind(back_on)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn group(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        let day = self.recorded.occurred_on.to_sqlx();
        match self.recorded.decode()? {
            GroupEvent::Started(started) => {
                self.of("insert into group_fact (district, group_id, programme) values ($1, $2, $3)")
                    .bind(started.programme_id)
                    .execute(tx.rows())
                    .await?;
            }
            GroupEvent::PlaceGiven(given) => {
                self.at("insert into group_place (district, group_id, sequence, n, given_on, person, referral, programme)
                         select $1, $2, $3, $4, $5, $6, $7, programme from group_fact where district = $1 and group_id = $2")
                    .bind(id(&given.person_id)?)
                    .bind(id(&given.referral_id)?)
                    .execute(tx.rows())
                    .await?;
            }
            GroupEvent::PlaceGivenUp(given_up) => {
                self.of("update group_place set ended_on = $3
                         where district = $1 and group_id = $2 and person = $4 and ended_on is null")
                    .bind(day)
                    .bind(id(&given_up.person_id)?)
                    .execute(tx.rows())
                    .await?;
            }
            GroupEvent::Closed(_) => {
                self.of("update group_place set ended_on = $3
                         where district = $1 and group_id = $2 and ended_on is null")
                    .bind(day)
                    .execute(tx.rows())
                    .await?;
            }
            GroupEvent::LeadersChanged(_) | GroupEvent::CapacityChanged(_) | GroupEvent::PlaceQueued(_) => {}
        }
        Ok(())
    }
}
