use database::DistrictTx;
use edge::columns::{day_text, id};
use proto::matching::v1::Goal;
use sqlx::Row as _;
use uuid::Uuid;

use super::Read;

/// Goals of a match, in the order set.
pub(super) async fn of_match(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<Goal>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from goal where district = $1 and match = $2 order by sequence, n")
        .bind(district.as_str())
        .bind(of)
        .fetch_all(tx.rows())
        .await?;
    let goals = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(Goal {
            goal_id: id(row, "id")?,
            set_on: day_text(row, "set_on")?,
            goal: row.try_get("goal")?,
            outcome: row.try_get("outcome")?,
            concluded_on: day_text(row, "concluded_on")?,
        })
    });
    Ok(goals.collect::<Result<_, _>>()?)
}
