use database::DistrictTx;
use edge::{Failure, Page, PageToken, date, record_time};
use jiff_sqlx::{Date as SqlDate, Timestamp as SqlTimestamp};
use prost::Message as _;
use proto::referrals::v1 as pb;
use sqlx::Row;
use uuid::Uuid;

use super::referral::{self, Filter};

/// Everything the district knows of a person; `None` when it knows nobody by that id.
pub(crate) async fn get(tx: &mut DistrictTx, id: Uuid) -> Result<Option<pb::Person>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query("select * from person where district = $1 and id = $2")
        .bind(district.as_str())
        .bind(id)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bytes = |column: &str| row.try_get::<&[u8], _>(column);
    let everything = Filter { statuses: (1..=10).collect(), programme: None, person: Some(id) };
    let (referrals, _, _) = referral::list(tx, &everything, &Page { size: 200, after: None }).await?;
    Ok(Some(pb::Person {
        person_id: id.to_string(),
        identity: Some(pb::PersonIdentity::decode(bytes("identity")?).map_err(Failure::internal)?),
        facts: Some(pb::PersonFacts::decode(bytes("facts")?).map_err(Failure::internal)?),
        household: Some(pb::Household::decode(bytes("household")?).map_err(Failure::internal)?),
        roles: row.try_get("roles")?,
        consents: consents(tx, id).await?,
        contacts: contacts(tx, id).await?,
        referrals: referrals.into_iter().rev().map(|row| row.message).collect(),
        notice_due_on: date(row.try_get::<Option<SqlDate>, _>("notice_due_on")?.map(SqlDate::to_jiff)),
        erasure_ordered: row.try_get("erasure_ordered")?,
    }))
}

async fn consents(tx: &mut DistrictTx, person: Uuid) -> Result<Vec<pb::Consent>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from consent where district = $1 and person = $2 order by purpose")
        .bind(district.as_str())
        .bind(person)
        .fetch_all(tx.rows())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(pb::Consent {
                purpose: row.try_get("purpose")?,
                given: row.try_get("given")?,
                since: row.try_get::<SqlDate, _>("since")?.to_jiff().to_string(),
                wording_version: row.try_get("wording_version")?,
                wording_language: row.try_get("wording_language")?,
                given_by: row.try_get("given_by")?,
            })
        })
        .collect()
}

async fn contacts(tx: &mut DistrictTx, person: Uuid) -> Result<Vec<pb::Contact>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select * from contact where district = $1 and person = $2 order by occurred_on desc, sequence desc limit 200",
    )
    .bind(district.as_str())
    .bind(person)
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(pb::Contact {
                occurred_on: row.try_get::<SqlDate, _>("occurred_on")?.to_jiff().to_string(),
                channel: row.try_get("channel")?,
                reached: row.try_get("reached")?,
                note: row.try_get("note")?,
                next_step_on: date(row.try_get::<Option<SqlDate>, _>("next_step_on")?.map(SqlDate::to_jiff)),
                actor_id: row.try_get("actor")?,
                referral_id: row.try_get::<Option<Uuid>, _>("referral")?.map(|id| id.to_string()).unwrap_or_default(),
            })
        })
        .collect()
}

/// Names for ids, in the order asked; an id of nobody, or of somebody erased, is left out.
pub(crate) async fn names(tx: &mut DistrictTx, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_as(
        "select p.id, p.name from unnest($2::uuid[]) with ordinality as asked (id, n)
         join person p on p.id = asked.id where p.district = $1 and p.name <> '' order by asked.n",
    )
    .bind(district.as_str())
    .bind(ids)
    .fetch_all(tx.rows())
    .await?)
}

/// Who looked at a person, newest first, and the next page's token.
pub(crate) async fn views(tx: &mut DistrictTx, person: Uuid, page: &Page) -> Result<(Vec<pb::View>, String), Failure> {
    let district = tx.district().clone();
    let before = page.after.as_ref().and_then(|token| token.key.parse::<i64>().ok()).unwrap_or(i64::MAX);
    let rows = sqlx::query(
        "select v.id, v.at, v.actor, v.purpose, v.method from kept.viewed p join kept.view v on v.id = p.view
         where p.district = $1 and p.person = $2 and v.id < $3 order by v.id desc limit $4",
    )
    .bind(district.as_str())
    .bind(person)
    .bind(before)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut views = rows
        .iter()
        .map(|row| {
            let view = pb::View {
                view_time: Some(record_time(row.try_get::<SqlTimestamp, _>("at")?.to_jiff())),
                actor_id: row.try_get("actor")?,
                purpose: row.try_get("purpose")?,
                method: row.try_get("method")?,
            };
            Ok((row.try_get::<i64, _>("id")?, view))
        })
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut views, |(id, _)| PageToken { key: id.to_string(), id: person });
    Ok((views.into_iter().map(|(_, view)| view).collect(), next))
}

/// How far an erasure is: person, steps, receipt and when it was complete.
pub(crate) async fn erasure(tx: &mut DistrictTx, id: Uuid) -> Result<Option<pb::GetErasureResponse>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query("select steps, receipt, completed_at from erasure where district = $1 and id = $2")
        .bind(district.as_str())
        .bind(id)
        .fetch_optional(tx.rows())
        .await?;
    row.map(|row| {
        Ok(pb::GetErasureResponse {
            done: row.try_get("steps")?,
            receipt: row.try_get::<Option<Vec<u8>>, _>("receipt")?.unwrap_or_default(),
            complete_time: row.try_get::<Option<SqlTimestamp>, _>("completed_at")?.map(|at| record_time(at.to_jiff())),
        })
    })
    .transpose()
}

/// Erasures that every service has confirmed and that are not complete, with their persons.
pub(crate) async fn blanked_everywhere(tx: &mut DistrictTx) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    let district = tx.district().clone();
    // The steps of the services: `ErasureStep` 2 to 5.
    sqlx::query_as(
        "select id, person from erasure where district = $1 and completed_at is null and steps @> '{2,3,4,5}'",
    )
    .bind(district.as_str())
    .fetch_all(tx.rows())
    .await
}
