//! Rows of what was published. Every transaction that touches figures names its audience first.

use std::{collections::BTreeMap, error::Error};

use database::Database;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use proto::reporting::v1::{Cell, DistrictPublication, PublishedFigures, PublishedProgramme};
use sqlx::{Postgres, Row as _, Transaction, postgres::PgRow};

type Failed = Box<dyn Error + Send + Sync>;

/// Where a stream was read to; 0 for one never read.
pub(crate) async fn cursor(database: &Database, stream: &str) -> Result<u64, sqlx::Error> {
    let mut tx = database.unscoped().await?;
    let at: Option<i64> =
        sqlx::query_scalar("select sequence from stream where name = $1").bind(stream).fetch_optional(&mut *tx).await?;
    tx.commit().await?;
    Ok(at.unwrap_or_default().cast_unsigned())
}

/// Moves past a message that says nothing.
pub(crate) async fn pass(database: &Database, stream: &str, sequence: u64) -> Result<(), sqlx::Error> {
    let mut tx = database.unscoped().await?;
    advance(&mut tx, stream, sequence).await?;
    tx.commit().await
}

/// Puts a publication in the place of an older one of the same district, audience and year. An older one, or the same
/// again, changes nothing.
pub(crate) async fn keep(
    database: &Database,
    stream: &str,
    sequence: u64,
    published: &PublishedFigures,
) -> Result<(), Failed> {
    let mut tx = of_audience(database, &published.audience).await?;
    advance(&mut tx, stream, sequence).await?;
    let at = published.published_time.unwrap_or_default();
    let at = jiff::Timestamp::new(at.seconds, at.nanos)?;
    let newer = sqlx::query(
        "insert into publication (publisher, publisher_name, audience, year, revision, published_at, smallest_cell)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (publisher, audience, year) do update
            set publisher_name = excluded.publisher_name, revision = excluded.revision,
                published_at = excluded.published_at, smallest_cell = excluded.smallest_cell
          where publication.revision < excluded.revision",
    )
    .bind(&published.district_id)
    .bind(&published.district_name)
    .bind(&published.audience)
    .bind(published.year.cast_signed())
    .bind(published.revision.cast_signed())
    .bind(at.to_sqlx())
    .bind(published.smallest_cell.cast_signed())
    .execute(&mut *tx)
    .await?;
    if newer.rows_affected() == 1 {
        sqlx::query("delete from cell where publisher = $1 and audience = $2 and year = $3")
            .bind(&published.district_id)
            .bind(&published.audience)
            .bind(published.year.cast_signed())
            .execute(&mut *tx)
            .await?;
        sqlx::query("delete from programme where publisher = $1 and audience = $2 and year = $3")
            .bind(&published.district_id)
            .bind(&published.audience)
            .bind(published.year.cast_signed())
            .execute(&mut *tx)
            .await?;
        for programme in &published.programmes {
            name(&mut tx, published, programme).await?;
        }
        for (n, cell) in published.cells.iter().enumerate() {
            insert(&mut tx, published, i32::try_from(n)?, cell).await?;
        }
    }
    Ok(tx.commit().await?)
}

async fn insert(
    tx: &mut Transaction<'static, Postgres>,
    published: &PublishedFigures,
    n: i32,
    cell: &Cell,
) -> Result<(), Failed> {
    sqlx::query(
        "insert into cell (publisher, audience, year, n, programme, indicator, definition, unit, kind, value, rests_on,
           provenance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&published.district_id)
    .bind(&published.audience)
    .bind(published.year.cast_signed())
    .bind(n)
    .bind(&cell.programme_id)
    .bind(&cell.indicator_id)
    .bind(&cell.definition_id)
    .bind(cell.unit)
    .bind(cell.kind)
    .bind(cell.value.map(i64::try_from).transpose()?)
    .bind(i64::try_from(cell.n)?)
    .bind(cell.provenance)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn name(
    tx: &mut Transaction<'static, Postgres>,
    published: &PublishedFigures,
    programme: &PublishedProgramme,
) -> Result<(), sqlx::Error> {
    let (languages, names): (Vec<&String>, Vec<&String>) = programme.name.iter().unzip();
    sqlx::query(
        "insert into programme (publisher, audience, year, programme, language, name)
         select $1, $2, $3, $4, * from unnest($5::text[], $6::text[])",
    )
    .bind(&published.district_id)
    .bind(&published.audience)
    .bind(published.year.cast_signed())
    .bind(&programme.programme_id)
    .bind(languages)
    .bind(names)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Keeps what a stream of publications says of its district: its name, and that an audience is its own.
pub(crate) async fn announce(
    database: &Database,
    district_id: &str,
    district_name: &str,
    audience: &str,
) -> Result<(), sqlx::Error> {
    let mut tx = of_audience(database, audience).await?;
    sqlx::query(
        "insert into announced (publisher, publisher_name, audience) values ($1, $2, $3)
         on conflict (publisher, audience) do update set publisher_name = excluded.publisher_name",
    )
    .bind(district_id)
    .bind(district_name)
    .bind(audience)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// The names of the programmes of a year's publications, by id. Of districts that name one differently, the last by id.
pub(crate) async fn programmes(
    database: &Database,
    audience: &str,
    year: u32,
) -> Result<Vec<PublishedProgramme>, sqlx::Error> {
    let mut tx = of_audience(database, audience).await?;
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select programme, language, name from programme where audience = $1 and year = $2
         order by programme, language, publisher",
    )
    .bind(audience)
    .bind(year.cast_signed())
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let mut names: BTreeMap<String, PublishedProgramme> = BTreeMap::new();
    for (programme_id, language, name) in rows {
        let programme = names.entry(programme_id.clone()).or_default();
        programme.programme_id = programme_id;
        programme.name.insert(language, name);
    }
    Ok(names.into_values().collect())
}

/// Years of which some district has published to an audience, newest first.
pub(crate) async fn years(database: &Database, audience: &str) -> Result<Vec<u32>, sqlx::Error> {
    let mut tx = of_audience(database, audience).await?;
    let years: Vec<i32> =
        sqlx::query_scalar("select distinct year from publication where audience = $1 order by year desc")
            .bind(audience)
            .fetch_all(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok(years.into_iter().map(i32::cast_unsigned).collect())
}

/// Every district whose audience it is or that has ever published to it, by id; one that has not published the year has
/// no cells.
pub(crate) async fn publications(
    database: &Database,
    audience: &str,
    year: u32,
) -> Result<Vec<DistrictPublication>, sqlx::Error> {
    let mut tx = of_audience(database, audience).await?;
    let districts = sqlx::query(
        "with known as (
           select publisher, publisher_name, year from publication where audience = $1
           union all select publisher, publisher_name, 0 from announced where audience = $1)
         select k.publisher, (array_agg(k.publisher_name order by k.year desc))[1] as name,
                max(p.revision) as revision, max(p.published_at) as published_at, max(p.smallest_cell) as smallest_cell
         from known k left join publication p on p.publisher = k.publisher and p.audience = $1 and p.year = $2
         group by k.publisher order by k.publisher",
    )
    .bind(audience)
    .bind(year.cast_signed())
    .fetch_all(&mut *tx)
    .await?;
    let cells = sqlx::query("select * from cell where audience = $1 and year = $2 order by publisher, n")
        .bind(audience)
        .bind(year.cast_signed())
        .fetch_all(&mut *tx)
        .await?;
    tx.commit().await?;

    let mut found = Vec::new();
    for row in districts {
        let district_id: String = row.try_get("publisher")?;
        let published_at: Option<Timestamp> = row.try_get("published_at")?;
        let mut own = Vec::new();
        for cell_row in &cells {
            if cell_row.try_get::<&str, _>("publisher")? == district_id {
                own.push(cell(cell_row)?);
            }
        }
        found.push(DistrictPublication {
            district_id,
            district_name: row.try_get("name")?,
            published_time: published_at.map(|at| edge::record_time(at.to_jiff())),
            revision: row.try_get::<Option<i32>, _>("revision")?.unwrap_or_default().cast_unsigned(),
            smallest_cell: row.try_get::<Option<i32>, _>("smallest_cell")?.unwrap_or_default().cast_unsigned(),
            cells: own,
        });
    }
    Ok(found)
}

fn cell(row: &PgRow) -> Result<Cell, sqlx::Error> {
    Ok(Cell {
        programme_id: row.try_get("programme")?,
        indicator_id: row.try_get("indicator")?,
        definition_id: row.try_get("definition")?,
        unit: row.try_get("unit")?,
        kind: row.try_get("kind")?,
        value: row.try_get::<Option<i64>, _>("value")?.map(i64::cast_unsigned),
        n: row.try_get::<i64, _>("rests_on")?.cast_unsigned(),
        provenance: row.try_get("provenance")?,
    })
}

async fn advance(tx: &mut Transaction<'static, Postgres>, stream: &str, sequence: u64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into stream (name, sequence) values ($1, $2)
         on conflict (name) do update set sequence = greatest(stream.sequence, excluded.sequence)",
    )
    .bind(stream)
    .bind(sequence.cast_signed())
    .execute(&mut **tx)
    .await
    .map(drop)
}

async fn of_audience(database: &Database, audience: &str) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = database.unscoped().await?;
    sqlx::query("select set_config('app.audience', $1, true)").bind(audience).execute(&mut *tx).await?;
    Ok(tx)
}
