//! What ranking asks: both sides as they are known on the day, and whether an agreement covers her municipality.

use std::collections::BTreeSet;

use database::DistrictTx;
use edge::{
    App,
    columns::{count, day, id, message},
};
use futures::{TryStreamExt as _, future::ready};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use matching_domain::ranking::{Candidate, Known, Waiting};
use municipalities::region_of;
use proto::{
    matching::v1::{MatchingProfile, VolunteerStatus as S},
    referrals::v1::PersonFacts,
};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Read, volunteer};

/// Who waits, as of a day, and for which programme; `None` when the district has no such request.
pub(crate) async fn waiting(tx: &mut DistrictTx, request: Uuid, on: Date) -> Read<Option<(Waiting, String)>> {
    let district = tx.district().clone();
    let row =
        sqlx::query("select person, programme, facts, profile from support_request where district = $1 and id = $2")
            .bind(district.as_str())
            .bind(request)
            .fetch_optional(tx.rows())
            .await?;
    let Some(row) = row else { return Ok(None) };
    let programme: String = row.try_get("programme")?;
    let her = side(tx, row.try_get("person")?, message(&row, "profile")?, Some(message(&row, "facts")?)).await?;
    let covered = covers(tx, &programme, &her.facts.municipality_code, on).await?;
    let pairs: Vec<(Uuid, bool)> = sqlx::query_as(
        "select volunteer, declined from support_request_pair where district = $1 and support_request = $2",
    )
    .bind(district.as_str())
    .bind(request)
    .fetch_all(tx.rows())
    .await?;
    let of = |declined: bool| pairs.iter().filter(|pair| pair.1 == declined).map(|pair| pair.0.to_string()).collect();
    let mut declined: BTreeSet<String> = of(true);
    declined.extend(declined_elsewhere(tx, &[request]).await?.into_iter().map(|(_, volunteer)| volunteer.to_string()));
    Ok(Some((Waiting { known: her, day: on, covered, declined, proposed: of(false) }, programme)))
}

/// Requests, each with a volunteer with whom a pair was declined by another record of whoever waits.
pub(crate) async fn declined_elsewhere(tx: &mut DistrictTx, requests: &[Uuid]) -> Read<Vec<(Uuid, Uuid)>> {
    let district = tx.district().clone();
    Ok(sqlx::query_as(
        "with one as (
           select absorbed as id, kept from merged_person where district = $1 and stands
           union select kept, kept from merged_person where district = $1 and stands)
         select distinct r.id, w.id
         from support_request r
              join one a on a.id = r.person
              join one b on b.kept = a.kept
              join support_request o on o.district = $1 and o.person = b.id and o.id <> r.id
              join support_request_pair p on p.district = $1 and p.support_request = o.id and p.declined
              join volunteer v on v.district = $1 and v.id = p.volunteer
              join volunteer w on w.district = $1 and w.person = v.person
         where r.district = $1 and r.id = any($2)",
    )
    .bind(district.as_str())
    .bind(requests)
    .fetch_all(tx.rows())
    .await?)
}

/// Every volunteer of a programme who has neither left nor was refused.
pub(crate) async fn candidates(tx: &mut DistrictTx, programme: &str, on: Date) -> Read<Vec<Candidate>> {
    let district = tx.district().clone();
    // Two thousand volunteers are read for one page: what others ask of a volunteer is counted once for all of them,
    // texts that ranking does not read stay where they are, and each row is read while the next ones are on their way.
    let rows = sqlx::query(
        "select v.id, coalesce(m.kept, v.person) as person, v.status, v.capacity, v.capacity_wish, v.approved_on, v.paused_until, v.profile,
                v.extract_required and v.extract_inspected_on is null as lacks_extract,
                p.facts, coalesce(p.address_protected, false) as address_protected,
                coalesce(s.taken, 0) as slots_taken, coalesce(o.asked, 0) as slots_asked, a.away_until
         from volunteer v
              left join known_person p on p.district = $1 and p.id = v.person
              left join merged_person m on m.district = $1 and m.absorbed = v.person and m.stands
              left join (select volunteer, count(*) as taken from volunteer_slot where district = $1 group by volunteer) s
                on s.volunteer = v.id
              left join (select volunteer, count(*) as asked from support_request_pair
                         where district = $1 and not declined group by volunteer) o on o.volunteer = v.id
              left join (select volunteer, max(last_day) as away_until from volunteer_absence
                         where district = $1 and $4 between first_day and last_day group by volunteer) a
                on a.volunteer = v.id
         where v.district = $1 and v.programme = $2 and v.status = any($3)",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(super::numbers(&volunteer::HERE))
    .bind(on.to_sqlx())
    .fetch(tx.rows());
    Ok(rows.and_then(|row| ready(candidate(&row, on))).try_collect().await?)
}

fn candidate(row: &PgRow, on: Date) -> Result<Candidate, sqlx::Error> {
    let status: S = row.try_get::<i32, _>("status")?.try_into().unwrap_or_default();
    let back = day(row, "paused_until")?;
    let approved = matches!(status, S::Approved | S::Paused);
    Ok(Candidate {
        volunteer_id: id(row, "id")?,
        known: known(
            row.try_get::<Uuid, _>("person")?,
            message(row, "facts")?,
            message(row, "profile")?,
            row.try_get("address_protected")?,
        ),
        approved,
        paused_on_day: status == S::Paused && back.is_none_or(|back| on < back),
        back_on: back,
        away_until: day(row, "away_until")?,
        // Slots come with approval: until then she lacks that and not slots as well.
        capacity: if approved { count(row, "capacity")? } else { count(row, "capacity_wish")?.max(1) },
        slots_taken: count(row, "slots_taken")?,
        slots_asked: count(row, "slots_asked")?,
        lacks_extract: row.try_get("lacks_extract")?,
        approved_on: day(row, "approved_on")?,
    })
}

/// One side as known today. `otherwise` stands in until referrals' person has come.
pub(crate) async fn side(
    tx: &mut DistrictTx,
    person: Uuid,
    profile: MatchingProfile,
    otherwise: Option<PersonFacts>,
) -> Read<Known> {
    let district = tx.district().clone();
    let person = alias::kept(tx, person).await?;
    let row = sqlx::query("select facts, address_protected from known_person where district = $1 and id = $2")
        .bind(district.as_str())
        .bind(person)
        .fetch_optional(tx.rows())
        .await?;
    Ok(match row {
        Some(row) => known(person, message(&row, "facts")?, profile, row.try_get("address_protected")?),
        None => known(person, otherwise.unwrap_or_default(), profile, false),
    })
}

pub(super) fn known(person: Uuid, facts: PersonFacts, profile: MatchingProfile, address_protected: bool) -> Known {
    let region_code = region_of(&facts.municipality_code).unwrap_or_default().to_owned();
    Known { person_id: person.to_string(), facts, profile, region_code, address_protected }
}

/// Whether an agreement covers a municipality for a programme on a day. Last days are included.
pub(crate) async fn covers(tx: &mut DistrictTx, programme: &str, municipality: &str, on: Date) -> Read<bool> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar(
        "select exists (select 1 from coverage where district = $1 and programme = $2 and municipality in ($3, '')
           and $4 between first_day and last_day)",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(municipality)
    .bind(on.to_sqlx())
    .fetch_one(tx.rows())
    .await?)
}

/// What the programme asks of its volunteers on a day.
pub(crate) fn rules(app: &App, programme: &str, on: Date) -> proto::programmes::v1::VolunteerRules {
    volunteer::rules(app, programme, on)
}
