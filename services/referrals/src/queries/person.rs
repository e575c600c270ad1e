use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{day_text, instant, message},
    record_time,
};
use jiff_sqlx::Timestamp as SqlTimestamp;
use proto::referrals::v1 as pb;
use referrals_domain::{person::BLANKED_BY, purpose::acted_on};
use serde::Deserialize;
use sqlx::{Row, types::Json};
use uuid::Uuid;

use super::referral::{self, Filter};

/// Contacts that a page of a person shows.
const CONTACTS: i64 = 200;

/// Everything the district knows of a person; `None` when it knows nobody by that id.
pub(crate) async fn get(tx: &mut DistrictTx, id: Uuid) -> Result<Option<pb::Person>, Failure> {
    let district = tx.district().clone();
    let id = alias::kept(tx, id).await?;
    let row = sqlx::query(
        "select p.*,
                (select coalesce(json_agg(c order by c.purpose), '[]') from consent c
                 where c.district = p.district and c.person = p.id) as consents,
                (select coalesce(json_agg(c order by c.occurred_on desc, c.sequence desc), '[]') from (
                   select * from contact where district = p.district and person = p.id
                   order by occurred_on desc, sequence desc limit $3) c) as contacts,
                (select coalesce(json_agg(m order by m.sequence desc, m.absorbed), '[]') from merged_person m
                 where m.district = p.district and m.kept = p.id and m.stands) as merged
         from person p where p.district = $1 and p.id = $2",
    )
    .bind(district.as_str())
    .bind(id)
    .bind(CONTACTS)
    .fetch_optional(tx.rows())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Json(consents): Json<Vec<Consent>> = row.try_get("consents")?;
    let Json(contacts): Json<Vec<Contact>> = row.try_get("contacts")?;
    let Json(merged): Json<Vec<Merged>> = row.try_get("merged")?;
    let everything = Filter { statuses: (1..=10).collect(), programme: None, person: Some(id) };
    let (referrals, _) = referral::list(tx, &everything, &Page { size: 200, after: None }).await?;
    Ok(Some(pb::Person {
        person_id: id.to_string(),
        identity: Some(message(&row, "identity")?),
        facts: Some(message(&row, "facts")?),
        household: Some(message(&row, "household")?),
        roles: row.try_get("roles")?,
        consents: consents.into_iter().map(Consent::shown).collect(),
        contacts: contacts.into_iter().map(Contact::shown).collect(),
        referrals: referrals.into_iter().rev().map(|row| row.message).collect(),
        notice_due_on: day_text(&row, "notice_due_on")?,
        erasure_ordered: row.try_get("erasure_ordered")?,
        merged: merged.into_iter().map(Merged::shown).collect(),
    }))
}

/// What was recorded under one of a person's ids, whichever she is known by.
pub(crate) async fn as_recorded(
    tx: &mut DistrictTx,
    id: Uuid,
) -> Result<Option<(pb::PersonIdentity, pb::PersonFacts, pb::Household)>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query("select identity, facts, household from person where district = $1 and id = $2")
        .bind(district.as_str())
        .bind(id)
        .fetch_optional(tx.rows())
        .await?;
    row.map(|row| Ok((message(&row, "identity")?, message(&row, "facts")?, message(&row, "household")?))).transpose()
}

/// Whether the district knows, or knew, somebody by that id.
pub(crate) async fn exists(tx: &mut DistrictTx, id: Uuid) -> Result<bool, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar("select exists (select from person where district = $1 and id = $2)")
        .bind(district.as_str())
        .bind(id)
        .fetch_one(tx.rows())
        .await?)
}

/// A row of `consent` as JSON.
#[derive(Deserialize)]
struct Consent {
    /// Its id.
    purpose: String,
    given: bool,
    since: String,
    wording_version: String,
    wording_language: String,
    given_by: i32,
}

impl Consent {
    fn shown(self) -> pb::Consent {
        pb::Consent {
            purpose: acted_on(&self.purpose).into(),
            purpose_id: self.purpose,
            given: self.given,
            since: self.since,
            wording_version: self.wording_version,
            wording_language: self.wording_language,
            given_by: self.given_by,
        }
    }
}

/// A row of `merged_person` as JSON.
#[derive(Deserialize)]
struct Merged {
    absorbed: String,
    #[serde(rename = "merged_on")]
    on: String,
    actor: String,
}

impl Merged {
    fn shown(self) -> pb::MergedRecord {
        pb::MergedRecord { person_id: self.absorbed, merged_on: self.on, actor_id: self.actor }
    }
}

/// A row of `contact` as JSON.
#[derive(Deserialize)]
struct Contact {
    occurred_on: String,
    channel: i32,
    reached: bool,
    note: String,
    next_step_on: Option<String>,
    actor: String,
    referral: Option<String>,
}

impl Contact {
    fn shown(self) -> pb::Contact {
        pb::Contact {
            occurred_on: self.occurred_on,
            channel: self.channel,
            reached: self.reached,
            note: self.note,
            next_step_on: self.next_step_on.unwrap_or_default(),
            actor_id: self.actor,
            referral_id: self.referral.unwrap_or_default(),
        }
    }
}

/// Names for ids, in the order asked, and whether the address is protected; an id of nobody, or of somebody erased, is
/// left out.
pub(crate) async fn names(tx: &mut DistrictTx, ids: &[Uuid]) -> Result<Vec<(Uuid, String, bool)>, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_as(
        "select asked.id, p.name, p.protected from unnest($2::uuid[]) with ordinality as asked (id, n)
         left join merged_person m on m.district = $1 and m.absorbed = asked.id and m.stands
         join person p on p.id = case when m.kept is null then asked.id else m.kept end
         where p.district = $1 and p.name <> '' order by asked.n",
    )
    .bind(district.as_str())
    .bind(ids)
    .fetch_all(tx.rows())
    .await?)
}

/// Who looked at a person, newest first, and the next page's token.
pub(crate) async fn views(tx: &mut DistrictTx, person: Uuid, page: &Page) -> Result<(Vec<pb::View>, String), Failure> {
    let district = tx.district().clone();
    let persons = alias::ids(tx, person).await?;
    let before = page.after.as_ref().and_then(|token| token.key.parse::<i64>().ok()).unwrap_or(i64::MAX);
    let rows = sqlx::query(
        "select distinct v.id, v.at, v.actor, v.purpose, v.method from kept.viewed p join kept.view v on v.id = p.view
         where p.district = $1 and p.person = any($2) and v.id < $3 order by v.id desc limit $4",
    )
    .bind(district.as_str())
    .bind(&persons)
    .bind(before)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut views = rows
        .iter()
        .map(|row| {
            let view = pb::View {
                view_time: Some(instant(row, "at")?),
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

/// How far an erasure is: steps, receipt and when it was complete. The receipt is given once the other records of hers,
/// which are erased together with her, are blank and without keys too.
pub(crate) async fn erasure(tx: &mut DistrictTx, id: Uuid) -> Result<Option<pb::GetErasureResponse>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query(
        "select e.steps, case when o.complete then e.receipt end as receipt,
                case when o.complete and e.completed_at is not null then greatest(e.completed_at, o.completed_at) end
                  as completed_at
         from erasure e cross join lateral (
           select coalesce(bool_and(o.completed_at is not null), true) as complete, max(o.completed_at) as completed_at
           from merged_person m join erasure o on o.district = $1 and o.person = m.absorbed
           where m.district = $1 and m.kept = e.person and m.stands) o
         where e.district = $1 and e.id = $2",
    )
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
    sqlx::query_as("select id, person from erasure where district = $1 and completed_at is null and steps @> $2")
        .bind(district.as_str())
        .bind(BLANKED_BY.map(i32::from))
        .fetch_all(tx.rows())
        .await
}
