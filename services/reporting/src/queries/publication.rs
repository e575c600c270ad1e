use database::DistrictTx;
use edge::{Failure, record_time};
use jiff_sqlx::Timestamp;
use prost::Message as _;
use proto::reporting::v1::{AudiencePublication, FiguresApproved, FiguresPublished, GetPublicationResponse};
use reporting_domain::publication_id;

#[derive(sqlx::FromRow)]
struct Row {
    revision: i32,
    published_at: Option<Timestamp>,
    published_by: String,
    published: Vec<u8>,
    approved_at: Option<Timestamp>,
    approved: Vec<u8>,
}

/// `None` when nothing was published or approved.
pub(crate) async fn publication(
    tx: &mut DistrictTx,
    audience: &str,
    year: u32,
) -> Result<Option<GetPublicationResponse>, Failure> {
    let Some(row) = row(tx, audience, year).await? else { return Ok(None) };
    let published = FiguresPublished::decode(row.published.as_slice()).map_err(Failure::internal)?;
    Ok(Some(GetPublicationResponse {
        revision: row.revision.cast_unsigned(),
        published_time: row.published_at.map(|at| record_time(at.to_jiff())),
        cells: published.cells,
        awaiting_approval: row.approved_at.is_some(),
    }))
}

/// Of an audience that was shown nothing, too.
pub(crate) async fn of_audience(
    tx: &mut DistrictTx,
    audience: &str,
    year: u32,
) -> Result<AudiencePublication, Failure> {
    let nothing = AudiencePublication { audience: audience.to_owned(), ..AudiencePublication::default() };
    let Some(row) = row(tx, audience, year).await? else { return Ok(nothing) };
    let published = FiguresPublished::decode(row.published.as_slice()).map_err(Failure::internal)?;
    let approved = FiguresApproved::decode(row.approved.as_slice()).map_err(Failure::internal)?;
    Ok(AudiencePublication {
        revision: row.revision.cast_unsigned(),
        published_time: row.published_at.map(|at| record_time(at.to_jiff())),
        published_by: row.published_by,
        cells: published.cells,
        approved_time: row.approved_at.map(|at| record_time(at.to_jiff())),
        approved_by: approved.approved_by,
        approved_cells: approved.cells,
        ..nothing
    })
}

async fn row(tx: &mut DistrictTx, audience: &str, year: u32) -> Result<Option<Row>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query_as(
        "select revision, published_at, published_by, published, approved_at, approved from publication
         where district = $1 and id = $2",
    )
    .bind(district.as_str())
    .bind(publication_id(audience, year))
    .fetch_optional(tx.rows())
    .await?;
    Ok(row)
}
