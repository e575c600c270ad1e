use database::DistrictTx;
use edge::{Failure, record_time};
use jiff_sqlx::Timestamp;
use prost::Message as _;
use proto::reporting::v1::{FiguresPublished, GetPublicationResponse};
use uuid::Uuid;

/// `None` when nothing was published or approved.
pub(crate) async fn publication(tx: &mut DistrictTx, id: Uuid) -> Result<Option<GetPublicationResponse>, Failure> {
    let district = tx.district().clone();
    let row: Option<(i32, Option<Timestamp>, Vec<u8>, bool)> = sqlx::query_as(
        "select revision, published_at, published, awaiting from publication where district = $1 and id = $2",
    )
    .bind(district.as_str())
    .bind(id)
    .fetch_optional(tx.rows())
    .await?;
    let Some((revision, published_at, published, awaiting_approval)) = row else { return Ok(None) };
    let published = FiguresPublished::decode(published.as_slice()).map_err(Failure::internal)?;
    Ok(Some(GetPublicationResponse {
        revision: revision.cast_unsigned(),
        published_time: published_at.map(|at| record_time(at.to_jiff())),
        cells: published.cells,
        awaiting_approval,
    }))
}
