use std::collections::HashSet;

use database::DistrictTx;
use edge::{
    Page, PageToken,
    columns::{count, day_text, id},
};
use proto::matching::v1 as pb;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::Read;

/// Places under the ids of one person are one place, and a leader is who she is known by. An open offer keeps its place
/// and its childcare.
const COLUMNS: &str = "select g.*,
      array(select coalesce(m.kept, l.person) from unnest(g.leaders) with ordinality as l(person, n)
              left join merged_person m on m.district = $1 and m.absorbed = l.person and m.stands
              order by l.n) as led_by,
      (select count(distinct coalesce(m.kept, p.person)) from group_place p
         left join merged_person m on m.district = $1 and m.absorbed = p.person and m.stands
         where p.district = $1 and p.led_group = g.id and p.status = 1) as members,
      (select count(distinct coalesce(m.kept, p.person)) from group_place p
         left join merged_person m on m.district = $1 and m.absorbed = p.person and m.stands
         where p.district = $1 and p.led_group = g.id and p.status = 2) as queued,
      (select count(*) from group_place p
         where p.district = $1 and p.led_group = g.id and p.status = 2 and p.offer_status = 1) as offered,
      (select coalesce(sum(case when p.status = 1 then p.childcare_places
                                when p.status = 2 and p.offer_status = 1 then p.offer_childcare else 0 end), 0)
         from group_place p where p.district = $1 and p.led_group = g.id) as childcare_taken
    from led_group g";

/// Which groups a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    /// The ids of one person.
    pub(crate) leader: Option<Vec<Uuid>>,
}

/// A row of groups.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    /// Who lead it.
    pub(crate) leaders: Vec<Uuid>,
    pub(crate) message: pb::GroupSummary,
}

/// One page, by name; the next page's token; how many there are in all.
pub(crate) async fn list(tx: &mut DistrictTx, filter: &Filter, page: &Page) -> Read<(Vec<Listed>, String, i64)> {
    let district = tx.district().clone();
    let which = "g.district = $1 and g.status = any($2) and ($3::text is null or g.programme = $3)
                 and ($4::uuid[] is null or $4 && g.leaders)";
    let counting = format!("select count(*) from led_group g where {which}");
    let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(counting))
        .bind(district.as_str())
        .bind(&filter.statuses)
        .bind(&filter.programme)
        .bind(&filter.leader)
        .fetch_one(tx.rows())
        .await?;
    let (after, after_id) = page.after.as_ref().map_or((None, Uuid::nil()), |at| (Some(at.key.clone()), at.id));
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where {which} and ($5::text is null or (g.name, g.id) > ($5, $6)) order by g.name, g.id limit $7"
    )))
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(&filter.leader)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(listed).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.name.clone(), id: row.id });
    Ok((rows, next, total))
}

/// A group in full, and everybody it shows; `None` when the district has none by that id.
pub(crate) async fn get(tx: &mut DistrictTx, of: Uuid) -> Read<Option<(Vec<Uuid>, pb::Group)>> {
    let district = tx.district().clone();
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} where g.district = $1 and g.id = $2")))
        .bind(district.as_str())
        .bind(of)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { leaders: mut persons, message: summary, .. } = listed(&row)?;
    let places = places(tx, of, row.try_get("filled_at")?).await?;
    persons.extend(places.iter().map(|place| place.person));
    let full = pb::Group {
        summary: Some(summary),
        places: places.into_iter().map(|place| place.message).collect(),
        close_reason: row.try_get("close_reason")?,
        closed_on: day_text(&row, "closed_on")?,
    };
    Ok(Some((persons, full)))
}

/// Running groups in which somebody waits for a place or for childcare, as lists show them, with what else asks of a row:
/// since when something may be free, and the newest place given.
pub(crate) async fn waited_for(tx: &mut DistrictTx) -> Read<Vec<(pb::GroupSummary, String, i64)>> {
    let district = tx.district().clone();
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where g.district = $1 and g.status = 1
           and exists (select from group_place p where p.district = $1 and p.led_group = g.id
                       and (p.status = 2 or (p.status = 1 and p.childcare_places < p.children)))
         order by g.name, g.id"
    )))
    .bind(district.as_str())
    .fetch_all(tx.rows())
    .await?;
    let rows = rows
        .iter()
        .map(|row| Ok::<_, sqlx::Error>((listed(row)?.message, day_text(row, "freed_on")?, row.try_get("filled_at")?)));
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The consent to be asked was not taken back; so of somebody nothing is known of.
pub(crate) async fn may_be_asked(tx: &mut DistrictTx, person: Uuid) -> Result<bool, sqlx::Error> {
    let district = tx.district().clone();
    let known: Option<bool> =
        sqlx::query_scalar("select may_be_asked from known_person where district = $1 and id = $2")
            .bind(district.as_str())
            .bind(person)
            .fetch_optional(tx.rows())
            .await?;
    Ok(known.unwrap_or(true))
}

/// A referral ended. `None` is none that could have.
pub(crate) async fn is_closed(tx: &mut DistrictTx, referral: Option<Uuid>) -> Result<bool, sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query_scalar("select exists (select from referral_end where district = $1 and referral = $2)")
        .bind(district.as_str())
        .bind(referral)
        .fetch_one(tx.rows())
        .await
}

/// Somebody's place or turn.
pub(crate) struct Placed {
    /// By whom she is known now.
    pub(crate) person: Uuid,
    pub(crate) message: pb::GroupPlace,
    pub(crate) offered_by: String,
    /// Her offer expired, and nobody was offered a place since.
    pub(crate) expired_last: bool,
    /// Her last offer came to nothing, and what was offered to her is free still.
    pub(crate) passed: bool,
}

/// Members in the order they came, the queue as referrals orders who waits, and those who gave up, newest first. A place
/// under the id of a record that was merged is hers who is known by the other. `filled_at` is of the newest place given.
pub(crate) async fn places(tx: &mut DistrictTx, of: Uuid, filled_at: i64) -> Read<Vec<Placed>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select p.*, coalesce(m.kept, p.person) as known_by, coalesce(w.since, p.since) as asked_on,
                coalesce(w.goes_first, false) as goes_first, coalesce(k.may_be_asked, true) as may_be_asked,
                not exists (select from group_place o where o.district = $1 and o.led_group = $2
                            and o.offered_at > p.settled_at) as offered_last
         from group_place p
           left join merged_person m on m.district = $1 and m.absorbed = p.person and m.stands
           left join referral_wait w on w.district = $1 and w.referral = p.referral
           left join known_person k on k.district = $1 and k.id = p.person
         where p.district = $1 and p.led_group = $2
         order by p.status, case p.status when 2 then not coalesce(w.goes_first, false) end,
                  case p.status when 2 then coalesce(w.since, p.since) end,
                  case p.status when 3 then -p.sequence else p.sequence end, p.n",
    )
    .bind(district.as_str())
    .bind(of)
    .fetch_all(tx.rows())
    .await?;
    let mut places = rows.iter().map(|row| placed(row, filled_at)).collect::<Result<Vec<_>, sqlx::Error>>()?;
    // Her present place comes before one she had, by either record.
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert(place.person));
    mark_next(&mut places);
    Ok(places)
}

/// Whoever said no to the place that is free, or let it go by, is asked again when all others were.
fn mark_next(places: &mut [Placed]) {
    let may_be_next = |place: &&mut Placed| {
        let message = &place.message;
        let is_open = message.offer.as_ref().is_some_and(|offer| offer.status() == pb::GroupOfferStatus::Open);
        message.status() == pb::GroupPlaceStatus::Queued && message.may_be_asked && !is_open
    };
    // The sort is stable: among those who passed and those who did not, the queue's order stays.
    let mut candidates: Vec<&mut Placed> = places.iter_mut().filter(may_be_next).collect();
    candidates.sort_by_key(|place| place.passed);
    if let Some(next) = candidates.first_mut() {
        next.message.is_next = true;
    }
}

fn placed(row: &PgRow, filled_at: i64) -> Result<Placed, sqlx::Error> {
    let person: Uuid = row.try_get("known_by")?;
    let status: i32 = row.try_get("status")?;
    let is_queued = status == i32::from(pb::GroupPlaceStatus::Queued);
    let offer = offer(row)?;
    let offer_status = offer.as_ref().map(pb::GroupOffer::status).unwrap_or_default();
    let came_to_nothing = matches!(offer_status, pb::GroupOfferStatus::Declined | pb::GroupOfferStatus::Expired);
    let message = pb::GroupPlace {
        person_id: person.to_string(),
        referral_id: id(row, "referral")?,
        status,
        since: day_text(row, "since")?,
        end_reason: row.try_get("end_reason")?,
        asked_on: if is_queued { day_text(row, "asked_on")? } else { String::new() },
        goes_first: is_queued && row.try_get("goes_first")?,
        is_next: false,
        children: count(row, "children")?,
        childcare_places: count(row, "childcare_places")?,
        offer,
        may_be_asked: row.try_get("may_be_asked")?,
    };
    Ok(Placed {
        person,
        message,
        offered_by: row.try_get("offered_by")?,
        expired_last: is_queued && offer_status == pb::GroupOfferStatus::Expired && row.try_get("offered_last")?,
        passed: came_to_nothing && row.try_get::<i64, _>("settled_at")? > filled_at,
    })
}

/// What she was offered last in this turn; none when nothing was.
fn offer(row: &PgRow) -> Result<Option<pb::GroupOffer>, sqlx::Error> {
    let status: i32 = row.try_get("offer_status")?;
    if status == 0 {
        return Ok(None);
    }
    Ok(Some(pb::GroupOffer {
        status,
        offered_on: day_text(row, "offered_on")?,
        answer_by: day_text(row, "answer_by")?,
        given_by: row.try_get("offer_given_by")?,
        childcare_places: count(row, "offer_childcare")?,
        settled_on: day_text(row, "settled_on")?,
        decline_reason: row.try_get("decline_reason")?,
        note: row.try_get("decline_note")?,
    }))
}

fn listed(row: &PgRow) -> Result<Listed, sqlx::Error> {
    let leaders: Vec<Uuid> = row.try_get("led_by")?;
    let message = pb::GroupSummary {
        group_id: id(row, "id")?,
        name: row.try_get("name")?,
        programme_id: row.try_get("programme")?,
        municipality_code: row.try_get("municipality")?,
        status: row.try_get("status")?,
        leader_person_ids: leaders.iter().map(Uuid::to_string).collect(),
        capacity: count(row, "capacity")?,
        members: count(row, "members")?,
        queued: count(row, "queued")?,
        started_on: day_text(row, "started_on")?,
        offered: count(row, "offered")?,
        childcare_capacity: count(row, "childcare_capacity")?,
        childcare_taken: count(row, "childcare_taken")?,
    };
    Ok(Listed { id: row.try_get("id")?, leaders, message })
}
