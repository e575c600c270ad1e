use ::projection::{ApplyError, day, id};
use database::DistrictTx;
use prost::Message as _;
use proto::scheduling::v1::{DateRange, SeriesMoved, SeriesPlanned, series_event::Event};

use super::Row;

impl Row<'_> {
    pub(super) async fn series(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Planned(planned) => self.series_planned(tx, planned).await,
            Event::Moved(moved) => self.series_moved(tx, moved).await,
            Event::BreakAdded(added) => self.break_added(tx, added.days.as_ref()).await,
            Event::Ended(ended) => self.series_ended(tx, &ended.last_on).await,
        }
    }

    async fn series_planned(&self, tx: &mut DistrictTx, planned: &SeriesPlanned) -> Result<(), ApplyError> {
        self.about(
            "insert into series (district, id, group_id, programme, first_on, last_on, planned)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id(&planned.group_id)?)
        .bind(&planned.programme_id)
        .bind(day(&planned.first_on)?)
        .bind(day(&planned.last_on)?)
        .bind(planned.encode_to_vec())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// A move counts for its week and all later ones, whatever was said of them before.
    async fn series_moved(&self, tx: &mut DistrictTx, moved: &SeriesMoved) -> Result<(), ApplyError> {
        let from_week = day(&moved.from_week)?;
        self.about("delete from series_move where district = $1 and series = $2 and from_week >= $3")
            .bind(from_week)
            .execute(tx.rows())
            .await?;
        self.about("insert into series_move (district, series, from_week, weekly, place) values ($1, $2, $3, $4, $5)")
            .bind(from_week)
            .bind(moved.weekly.clone().unwrap_or_default().encode_to_vec())
            .bind(&moved.place)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn break_added(&self, tx: &mut DistrictTx, days: Option<&DateRange>) -> Result<(), ApplyError> {
        let planned: Vec<u8> = sqlx::query_scalar("select planned from series where district = $1 and id = $2")
            .bind(self.commit.stream.district.as_str())
            .bind(self.commit.id)
            .fetch_one(tx.rows())
            .await?;
        let mut planned =
            SeriesPlanned::decode(planned.as_slice()).map_err(|error| ApplyError::poison("planned", error))?;
        planned.breaks.extend(days.cloned());
        self.about("update series set planned = $3 where district = $1 and id = $2")
            .bind(planned.encode_to_vec())
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn series_ended(&self, tx: &mut DistrictTx, last_on: &str) -> Result<(), ApplyError> {
        self.about("update series set last_on = $3, ended_early = true where district = $1 and id = $2")
            .bind(day(last_on)?)
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
