use database::DistrictTx;
use eventlog::Recorded;
use referrals_domain::referral::Elsewhere;
use uuid::Uuid;

/// What a referral has in other groups than that of the commit, as of the commit.
pub(crate) async fn elsewhere(
    tx: &mut DistrictTx,
    commit: &Recorded,
    referral: Uuid,
) -> Result<Elsewhere, sqlx::Error> {
    // No place at all is null, a place among turns is false.
    let queued: Option<bool> = sqlx::query_scalar(
        "select bool_and(queued) from group_place
         where district = $1 and referral = $2 and led_group <> $3
           and sequence <= $4 and (ended_sequence is null or ended_sequence > $4)",
    )
    .bind(commit.stream.district.as_str())
    .bind(referral)
    .bind(commit.id)
    .bind(commit.sequence.cast_signed())
    .fetch_one(tx.rows())
    .await?;
    Ok(match queued {
        None => Elsewhere::Nothing,
        Some(true) => Elsewhere::Turn,
        Some(false) => Elsewhere::Place,
    })
}

/// Referrals whose place or turn the commit ended, and which of them had a place.
pub(crate) async fn ended_by(tx: &mut DistrictTx, commit: &Recorded) -> Result<Vec<(Uuid, bool)>, sqlx::Error> {
    sqlx::query_as(
        "select referral, not queued from group_place
         where district = $1 and led_group = $2 and ended_sequence = $3 order by referral",
    )
    .bind(commit.stream.district.as_str())
    .bind(commit.id)
    .bind(commit.sequence.cast_signed())
    .fetch_all(tx.rows())
    .await
}
