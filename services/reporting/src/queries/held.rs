use database::DistrictTx;
use edge::{Failure, Held, columns::count};
use proto::held::v1::HeldRecord;
use uuid::Uuid;

/// How many facts stand under her random ids. They hold no name, no contact and no written word, and lead to her only
/// through the other services. `None` for nobody, and for somebody erased.
pub(crate) async fn of_person(tx: &mut DistrictTx, ids: &[Uuid]) -> Result<Option<Vec<HeldRecord>>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query(
        "select (select count(*) from referral_fact f where f.district = $1 and f.person = any($2)) as referrals,
                (select count(*) from match_fact f where f.district = $1 and f.person = any($2)) as matches,
                (select count(*) from volunteer_fact f where f.district = $1 and f.person = any($2)) as volunteers,
                (select count(*) from group_place f where f.district = $1 and f.person = any($2)) as places,
                (select count(*) from attendance_fact f where f.district = $1 and f.person = any($2)) as attendances
         from person_fact p where p.district = $1 and p.person = any($2) and not p.erased limit 1",
    )
    .bind(district.as_str())
    .bind(ids)
    .fetch_optional(tx.rows())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let counted = Held::of("counted", "")
        .number("referrals", count(&row, "referrals")?)
        .number("matches", count(&row, "matches")?)
        .number("volunteering", count(&row, "volunteers")?)
        .number("group-places", count(&row, "places")?)
        .number("attendances", count(&row, "attendances")?);
    Ok(Some(vec![counted.into()]))
}
