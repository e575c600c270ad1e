use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{count, id},
};
use jiff::civil::Date;
use jiff_sqlx::{Date as SqlDate, ToSqlx as _};
use proto::scheduling::v1::{Headcount, LocalStart, PersonAttendance, Session, SessionSummary};
use scheduling_domain::WallTime;
use sqlx::{FromRow, Row, postgres::PgRow};
use uuid::Uuid;

use super::local_start;

/// Rows with their counts. Children are not counted as present: nobody asks whose they are.
macro_rules! summary {
    () => {
        "select s.*,
           (select count(*) from enrolment e where e.district = $1 and e.session = s.id) as enrolled_count,
           (select count(*) from attendance a where a.district = $1 and a.session = s.id and a.status in (1, 4))
             + s.women + s.men + s.others as present_count
         from session s"
    };
}

/// A row of the table, as lists show it.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) id: Uuid,
    pub(crate) group: Option<Uuid>,
    /// Whose home it is at.
    pub(crate) home_of: Option<Uuid>,
    pub(crate) message: SessionSummary,
}

impl Summary {
    /// For somebody who may see no home.
    pub(crate) fn without_home(mut self) -> Self {
        if self.home_of.take().is_some() {
            self.message.place = String::new();
        }
        self
    }
}

impl FromRow<'_, PgRow> for Summary {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let capacity: Option<i64> = row.try_get("capacity")?;
        let message = SessionSummary {
            session_id: id(row, "id")?,
            kind: row.try_get("kind")?,
            programme_id: row.try_get("programme")?,
            group_id: id(row, "group_id")?,
            series_id: id(row, "series")?,
            name: row.try_get("name")?,
            theme: row.try_get("theme")?,
            start: Some(local_start(row.try_get::<SqlDate, _>("start_on")?.to_jiff(), row.try_get("start_at")?)),
            duration_minutes: count(row, "duration")?,
            place: row.try_get("place")?,
            status: row.try_get("status")?,
            held: row.try_get("held")?,
            counts_only: row.try_get("counts_only")?,
            capacity: capacity.and_then(|seats| u32::try_from(seats).ok()),
            enrolled_count: count(row, "enrolled_count")?,
            present_count: count(row, "present_count")?,
        };
        Ok(Self { id: row.try_get("id")?, group: row.try_get("group_id")?, home_of: row.try_get("home_of")?, message })
    }
}

/// Which sessions a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) group: Option<Uuid>,
    pub(crate) series: Option<Uuid>,
    /// Empty: all.
    pub(crate) kinds: Vec<i32>,
    pub(crate) cancelled: bool,
    /// Only sessions of groups that somebody with these ids leads.
    pub(crate) led_by: Option<Vec<Uuid>>,
}

/// One page by start; the next page's token.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    filter: &Filter,
    page: &Page,
    after: Option<WallTime>,
) -> Result<(Vec<Summary>, String), Failure> {
    let district = tx.district().clone();
    let after_at = after.map(|start| LocalStart::from(start).time);
    let mut rows: Vec<Summary> = sqlx::query_as(concat!(
        summary!(),
        " where s.district = $1 and s.start_on between $2 and $3
           and ($4::uuid is null or s.group_id = $4) and ($5::uuid is null or s.series = $5)
           and (cardinality($6::int[]) = 0 or s.kind = any($6)) and ($7 or s.status <> 3)
           and ($8::uuid[] is null
             or s.group_id in (select group_id from led_group where district = $1 and leader = any($8)))
           and ($9::date is null or (s.start_on, s.start_at, s.id) > ($9, $10, $11))
         order by s.start_on, s.start_at, s.id limit $12"
    ))
    .bind(district.as_str())
    .bind(filter.from.to_sqlx())
    .bind(filter.to.to_sqlx())
    .bind(filter.group)
    .bind(filter.series)
    .bind(&filter.kinds)
    .bind(filter.cancelled)
    .bind(&filter.led_by)
    .bind(after.map(|start| start.date.to_sqlx()))
    .bind(after_at)
    .bind(page.after.as_ref().map(|after| after.id))
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let next = page.cut(&mut rows, |row| {
        let start = row.message.start.clone().unwrap_or_default();
        PageToken { key: format!("{} {}", start.date, start.time), id: row.id }
    });
    Ok((rows, next))
}

/// A session in full with everybody it shows; `None` when the district has none by that id.
pub(crate) async fn get(tx: &mut DistrictTx, id: Uuid) -> Result<Option<(Summary, Session, Vec<Uuid>)>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query(concat!(summary!(), " where s.district = $1 and s.id = $2"))
        .bind(district.as_str())
        .bind(id)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let enrolled: Vec<Uuid> =
        sqlx::query_scalar("select person from enrolment where district = $1 and session = $2 order by person")
            .bind(district.as_str())
            .bind(id)
            .fetch_all(tx.rows())
            .await?;
    let there: Vec<(Uuid, i32)> =
        sqlx::query_as("select person, status from attendance where district = $1 and session = $2 order by person")
            .bind(district.as_str())
            .bind(id)
            .fetch_all(tx.rows())
            .await?;
    let summary = Summary::from_row(&row)?;
    let shown = enrolled.iter().copied().chain(there.iter().map(|(person, _)| *person)).collect();
    let unnamed = Headcount {
        women: count(&row, "women")?,
        men: count(&row, "men")?,
        others: count(&row, "others")?,
        children: count(&row, "children")?,
    };
    let session = Session {
        summary: None,
        enrolled_person_ids: enrolled.iter().map(Uuid::to_string).collect(),
        persons: there
            .into_iter()
            .map(|(person, status)| PersonAttendance { person_id: person.to_string(), status })
            .collect(),
        unnamed: (unnamed != Headcount::default()).then_some(unnamed),
        children_in_childcare: count(&row, "children_in_childcare")?,
        cancel_reason: row.try_get("cancel_reason")?,
    };
    Ok(Some((summary, session, shown)))
}
