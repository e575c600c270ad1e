use database::DistrictTx;
use edge::{
    Page, PageToken,
    columns::{count, day_text, id},
};
use proto::matching::v1 as pb;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::Read;

const COLUMNS: &str = "select g.*,
      (select count(*) from group_place p where p.district = $1 and p.led_group = g.id and p.status = 1) as members,
      (select count(*) from group_place p where p.district = $1 and p.led_group = g.id and p.status = 2) as queued
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
pub(crate) async fn get(tx: &mut DistrictTx, group: Uuid) -> Read<Option<(Vec<Uuid>, pb::Group)>> {
    let district = tx.district().clone();
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} where g.district = $1 and g.id = $2")))
        .bind(district.as_str())
        .bind(group)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { leaders: mut persons, message: summary, .. } = listed(&row)?;
    // Members and queue in the order they came, those who gave up newest first.
    let rows = sqlx::query(
        "select * from group_place where district = $1 and led_group = $2
         order by status, case status when 3 then -sequence else sequence end, n",
    )
    .bind(district.as_str())
    .bind(group)
    .fetch_all(tx.rows())
    .await?;
    let mut places = Vec::with_capacity(rows.len());
    for place in &rows {
        persons.push(place.try_get("person")?);
        places.push(pb::GroupPlace {
            person_id: id(place, "person")?,
            referral_id: id(place, "referral")?,
            status: place.try_get("status")?,
            since: day_text(place, "since")?,
            end_reason: place.try_get("end_reason")?,
        });
    }
    let full = pb::Group {
        summary: Some(summary),
        places,
        close_reason: row.try_get("close_reason")?,
        closed_on: day_text(&row, "closed_on")?,
    };
    Ok(Some((persons, full)))
}

fn listed(row: &PgRow) -> Result<Listed, sqlx::Error> {
    let leaders: Vec<Uuid> = row.try_get("leaders")?;
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
    };
    Ok(Listed { id: row.try_get("id")?, leaders, message })
}
