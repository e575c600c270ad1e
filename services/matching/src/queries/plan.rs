//! What a plan asks: everybody who waits in a programme, as they are known on the day.

use std::collections::{BTreeSet, HashMap};

use database::DistrictTx;
use edge::columns::{day, message};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use matching_domain::{
    plan::Request,
    ranking::{Known, Waiting},
};
use proto::matching::v1::SupportRequestStatus as S;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Read, pair};

/// Those who have waited longest, at most so many, and how many wait beyond them; of an intake, whose request was opened
/// on its days.
pub(crate) async fn requests(
    tx: &mut DistrictTx,
    programme: &str,
    opened: Option<(Date, Date)>,
    on: Date,
    at_most: u32,
) -> Read<(Vec<Request>, u32)> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select r.id, coalesce(m.kept, r.person) as person, r.waits_since, r.profile, r.facts, p.facts as facts_today,
                coalesce(p.address_protected, false) as address_protected, count(*) over () as waiting
         from support_request r left join known_person p on p.district = $1 and p.id = r.person
              left join merged_person m on m.district = $1 and m.absorbed = r.person and m.stands
         where r.district = $1 and r.programme = $2 and r.status = $3
           and ($5::date is null or r.opened_on between $5 and $6)
         order by r.waits_since, r.id limit $4",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(i32::from(S::Open))
    .bind(i64::from(at_most))
    .bind(opened.map(|(opens, _)| opens.to_sqlx()))
    .bind(opened.map(|(_, closes)| closes.to_sqlx()))
    .fetch_all(tx.rows())
    .await?;
    let waiting: i64 = rows.first().map_or(Ok(0), |row| row.try_get("waiting"))?;
    let beyond = waiting - i64::try_from(rows.len()).unwrap_or(waiting);
    let covered = covered(tx, programme, on).await?;
    let mut pairs = pairs(tx, &rows).await?;
    let request = |row: &PgRow| {
        let id: Uuid = row.try_get("id")?;
        let known = known(row)?;
        let Asked { declined, proposed } = pairs.remove(&id).unwrap_or_default();
        let covered = covered.contains("") || covered.contains(&known.facts.municipality_code);
        Ok::<_, sqlx::Error>(Request {
            support_request_id: id.to_string(),
            waits_since: day(row, "waits_since")?.unwrap_or(on),
            waiting: Waiting { known, day: on, covered, declined, proposed },
        })
    };
    Ok((rows.iter().map(request).collect::<Result<_, _>>()?, edge::total(beyond)))
}

/// Her facts of today; those of the day the request was opened until referrals' person has come.
fn known(row: &PgRow) -> Result<Known, sqlx::Error> {
    let of_today: Option<&[u8]> = row.try_get("facts_today")?;
    let facts = message(row, if of_today.is_some() { "facts_today" } else { "facts" })?;
    Ok(pair::known(row.try_get("person")?, facts, message(row, "profile")?, row.try_get("address_protected")?))
}

/// Municipalities that agreements cover for a programme on a day; an empty one is every one.
async fn covered(tx: &mut DistrictTx, programme: &str, on: Date) -> Read<BTreeSet<String>> {
    let district = tx.district().clone();
    let covered: Vec<String> = sqlx::query_scalar(
        "select distinct municipality from coverage
         where district = $1 and programme = $2 and $3 between first_day and last_day",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(on.to_sqlx())
    .fetch_all(tx.rows())
    .await?;
    Ok(covered.into_iter().collect())
}

/// Volunteers that a request was asked about.
#[derive(Debug, Default)]
struct Asked {
    declined: BTreeSet<String>,
    proposed: BTreeSet<String>,
}

async fn pairs(tx: &mut DistrictTx, rows: &[PgRow]) -> Read<HashMap<Uuid, Asked>> {
    let district = tx.district().clone();
    let ids = rows.iter().map(|row| row.try_get("id")).collect::<Result<Vec<Uuid>, sqlx::Error>>()?;
    let pairs: Vec<(Uuid, Uuid, bool)> = sqlx::query_as(
        "select support_request, volunteer, declined from support_request_pair
         where district = $1 and support_request = any($2)",
    )
    .bind(district.as_str())
    .bind(&ids)
    .fetch_all(tx.rows())
    .await?;
    let mut asked: HashMap<Uuid, Asked> = HashMap::new();
    let elsewhere = pair::declined_elsewhere(tx, &ids).await?;
    let elsewhere = elsewhere.into_iter().map(|(request, volunteer)| (request, volunteer, true));
    for (request, volunteer, declined) in pairs.into_iter().chain(elsewhere) {
        let of = asked.entry(request).or_default();
        let side = if declined { &mut of.declined } else { &mut of.proposed };
        side.insert(volunteer.to_string());
    }
    Ok(asked)
}
