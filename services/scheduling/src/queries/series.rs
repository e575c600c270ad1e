use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{day_text, id, message},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use proto::scheduling::v1::{Series, SeriesPlanned};
use sqlx::{FromRow, Row, postgres::PgRow};
use uuid::Uuid;

/// Which series a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) group: Option<Uuid>,
    pub(crate) programme: Option<String>,
    /// Also those that are over.
    pub(crate) past: bool,
}

/// Where a page ended: whether its last series is over, and its first day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    over: bool,
    first_on: Date,
}

impl Place {
    /// `None` for a text that no page ended with.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let (over, first_on) = key.split_once(' ')?;
        Some(Self { over: over.parse().ok()?, first_on: first_on.parse().ok()? })
    }
}

struct Listed {
    id: Uuid,
    key: String,
    message: Series,
}

impl FromRow<'_, PgRow> for Listed {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let planned: SeriesPlanned = message(row, "planned")?;
        let moved: Option<&[u8]> = row.try_get("weekly")?;
        let (weekly, place) = match moved {
            Some(_) => (Some(message(row, "weekly")?), row.try_get("place")?),
            None => (planned.weekly, planned.place),
        };
        let message = Series {
            series_id: id(row, "id")?,
            group_id: planned.group_id,
            programme_id: planned.programme_id,
            name: planned.name,
            kind: planned.kind,
            weekly,
            first_on: planned.first_on,
            last_on: day_text(row, "last_on")?,
            place,
            theme: planned.theme,
            breaks: planned.breaks,
            exceptions: planned.exceptions,
            counts_only: planned.counts_only,
            capacity: planned.capacity,
            ended_early: row.try_get("ended_early")?,
        };
        let key = format!("{} {}", row.try_get::<bool, _>("over")?, message.first_on);
        Ok(Self { id: row.try_get("id")?, key, message })
    }
}

/// One page, running ones first, then newest start first; the next page's token. Shows no person.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    filter: &Filter,
    today: Date,
    page: &Page,
    after: Option<Place>,
) -> Result<(Vec<Series>, String), Failure> {
    let district = tx.district().clone();
    let mut rows: Vec<Listed> = sqlx::query_as(
        "select s.id, s.last_on, s.ended_early, s.planned, s.last_on < $2 as over, m.weekly, m.place
         from series s left join lateral (
           select weekly, place from series_move
            where district = $1 and series = s.id and from_week <= greatest($2, s.first_on)
            order by from_week desc limit 1
         ) m on true
         where s.district = $1 and ($3::uuid is null or s.group_id = $3) and ($4::text is null or s.programme = $4)
           and ($5 or s.last_on >= $2)
           and ($6::bool is null or (s.last_on < $2) > $6
                or ((s.last_on < $2) = $6 and (s.first_on < $7 or (s.first_on = $7 and s.id > $8))))
         order by over, s.first_on desc, s.id limit $9",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(filter.group)
    .bind(&filter.programme)
    .bind(filter.past)
    .bind(after.map(|after| after.over))
    .bind(after.map(|after| after.first_on.to_sqlx()))
    .bind(page.after.as_ref().map(|after| after.id))
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.key.clone(), id: row.id });
    Ok((rows.into_iter().map(|row| row.message).collect(), next))
}
