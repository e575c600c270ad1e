use database::DistrictTx;
use edge::{
    App, Page, PageToken,
    columns::{count, day_text, id, message},
};
use jiff::civil::Date;
use proto::{
    matching::v1::{self as pb},
    referrals::v1::PersonFacts,
};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Read, family, proposal};

const COLUMNS: &str = "select r.*, p.facts as facts_today, p.address_protected,
      (select count(*) from support_request_pair o where o.district = $1 and o.support_request = r.id
         and not o.declined) as open_proposals
    from support_request r left join known_person p on p.district = $1 and p.id = r.person";

/// Which requests a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    /// The ids of one person.
    pub(crate) persons: Option<Vec<Uuid>>,
}

/// A row of those who wait.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) message: pb::SupportRequestSummary,
}

/// One page, longest waiting first; the next page's token; how many there are in all.
pub(crate) async fn list(tx: &mut DistrictTx, filter: &Filter, page: &Page) -> Read<(Vec<Listed>, String, i64)> {
    let district = tx.district().clone();
    let which = "r.district = $1 and r.status = any($2) and ($3::text is null or r.programme = $3)
                 and ($4::uuid[] is null or r.person = any($4))";
    let counting = format!("select count(*) from support_request r where {which}");
    let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(counting))
        .bind(district.as_str())
        .bind(&filter.statuses)
        .bind(&filter.programme)
        .bind(&filter.persons)
        .fetch_one(tx.rows())
        .await?;
    let (after, after_id) = page.after_day()?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where {which} and (r.waits_since, r.id) > ($5::text::date, $6) order by r.waits_since, r.id limit $7"
    )))
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(&filter.persons)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(listed).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.waits_since.clone(), id: row.id });
    Ok((rows, next, total))
}

/// A request in full, and everybody it shows; `None` when the district has none by that id.
pub(crate) async fn get(
    app: &App,
    tx: &mut DistrictTx,
    request: Uuid,
    today: Date,
) -> Read<Option<(Vec<Uuid>, pb::SupportRequest)>> {
    let district = tx.district().clone();
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} where r.district = $1 and r.id = $2")))
        .bind(district.as_str())
        .bind(request)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { person, message: summary, .. } = listed(&row)?;
    let proposals = proposal::of_request(tx, request).await?;
    let mut persons = vec![person];
    persons.extend(proposals.iter().flat_map(|proposal| proposal.persons));
    let declined: Vec<Uuid> = sqlx::query_scalar(
        "select volunteer from support_request_pair
         where district = $1 and support_request = $2 and declined order by volunteer",
    )
    .bind(district.as_str())
    .bind(request)
    .fetch_all(tx.rows())
    .await?;
    let needs_family_consents = family::is_needed(app, &summary.programme_id, today);
    let family_consents =
        if needs_family_consents { family::of_request(tx, request, person).await? } else { Vec::new() };
    persons.extend(family_consents.iter().filter_map(|consent| consent.person_id.parse::<Uuid>().ok()));
    let full = pb::SupportRequest {
        needs_family_consents,
        family_consents_stand: family::stand(&family_consents),
        family_consents,
        profile: Some(message(&row, "profile")?),
        introduction: row.try_get("introduction")?,
        facts: Some(facts(&row)?),
        proposals: proposals.into_iter().map(|proposal| proposal.message).collect(),
        declined_volunteer_ids: declined.iter().map(Uuid::to_string).collect(),
        summary: Some(summary),
    };
    Ok(Some((persons, full)))
}

/// Today's facts; those of the day it was opened until the person is known.
fn facts(row: &PgRow) -> Result<PersonFacts, sqlx::Error> {
    let known: Option<&[u8]> = row.try_get("facts_today")?;
    message(row, if known.is_some() { "facts_today" } else { "facts" })
}

fn listed(row: &PgRow) -> Result<Listed, sqlx::Error> {
    let facts = facts(row)?;
    let protected = row.try_get::<Option<bool>, _>("address_protected")?.unwrap_or(false);
    let message = pb::SupportRequestSummary {
        support_request_id: id(row, "id")?,
        referral_id: id(row, "referral")?,
        person_id: id(row, "person")?,
        programme_id: row.try_get("programme")?,
        status: row.try_get("status")?,
        waits_since: day_text(row, "waits_since")?,
        municipality_code: if protected { String::new() } else { facts.municipality_code },
        languages: facts.languages,
        open_proposals: count(row, "open_proposals")?,
        match_id: id(row, "match")?,
    };
    Ok(Listed { id: row.try_get("id")?, person: row.try_get("person")?, message })
}
