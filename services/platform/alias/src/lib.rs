//! Two records of one person may be merged in referrals. Every service goes on with the rows it has under either id, and
//! asks here which ids stand for her. Each service's lane over referrals writes what is asked.

use database::DistrictTx;
use projection::{ApplyError, Entry, id};
use proto::referrals::v1::PersonAbsorbed;
use sqlx::Row as _;
use uuid::Uuid;

/// Part of a statement whose $1 is the district: the other ids of a person, of whom `$kept` names the one she is known by.
#[macro_export]
macro_rules! also {
    ($kept:literal) => {
        concat!("select absorbed from merged_person where district = $1 and stands and kept = ", $kept)
    };
}

/// The commit's person absorbed another record of hers, and with it those that one had absorbed.
pub async fn follow(tx: &mut DistrictTx, row: Entry<'_>, absorbed: &PersonAbsorbed) -> Result<(), ApplyError> {
    let other = id(&absorbed.absorbed_person_id)?;
    row.about(
        "with over as (update merged_person set stands = false where district = $1 and kept = $3 and stands
                       returning absorbed)
         insert into merged_person (district, kept, absorbed, sequence, merged_on, actor)
         select $1, $2, one.id, $4, $5, $6 from (select $3::uuid as id union select absorbed from over) one",
    )
    .bind(other)
    .bind(row.sequence())
    .bind(row.day())
    .bind(row.commit.actor.as_str())
    .execute(tx.rows())
    .await?;
    Ok(())
}

/// The id by which a person is known, whichever of hers is asked about; the same for whoever has but one.
pub async fn kept(tx: &mut DistrictTx, person: Uuid) -> Result<Uuid, sqlx::Error> {
    let district = tx.district().clone();
    let found = sqlx::query("select kept from merged_person where district = $1 and absorbed = $2 and stands")
        .bind(district.as_str())
        .bind(person)
        .fetch_optional(tx.rows())
        .await?;
    found.map_or(Ok(person), |row| row.try_get("kept"))
}

/// Every id of the same person, the one she is known by first, then the others, the newest first. Never empty.
pub async fn ids(tx: &mut DistrictTx, person: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    let kept = kept(tx, person).await?;
    let district = tx.district().clone();
    let others: Vec<Uuid> = sqlx::query_scalar(
        "select absorbed from merged_person where district = $1 and kept = $2 and stands
         order by sequence desc, absorbed",
    )
    .bind(district.as_str())
    .bind(kept)
    .fetch_all(tx.rows())
    .await?;
    Ok(std::iter::once(kept).chain(others).collect())
}

/// The same where a list may ask for nobody.
pub async fn optional_ids(tx: &mut DistrictTx, person: Option<Uuid>) -> Result<Option<Vec<Uuid>>, sqlx::Error> {
    match person {
        Some(person) => ids(tx, person).await.map(Some),
        None => Ok(None),
    }
}
