use database::DistrictTx;
use edge::Failure;
use uuid::Uuid;

/// Whether this person leads the group.
pub(crate) async fn leads(tx: &mut DistrictTx, leader: Uuid, group: Uuid) -> Result<bool, Failure> {
    let district = tx.district().clone();
    // The group goes on with the id it has: a leader is the same by either record of hers.
    let ids = alias::ids(tx, leader).await?;
    Ok(sqlx::query_scalar(
        "select exists (select from led_group where district = $1 and group_id = $2 and leader = any($3))",
    )
    .bind(district.as_str())
    .bind(group)
    .bind(ids)
    .fetch_one(tx.rows())
    .await?)
}
