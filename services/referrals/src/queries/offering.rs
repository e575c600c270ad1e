use database::DistrictTx;
use edge::{Failure, columns::day_text};
use prost::Message;
use proto::referrals::v1::{Grant, IntakeStop, PartnerAgreement};
use sqlx::Row as _;

/// Every agreement, newest start first.
pub(crate) async fn agreements(tx: &mut DistrictTx) -> Result<Vec<PartnerAgreement>, Failure> {
    read(tx, "select agreement from agreement where district = $1 order by valid_from desc, id").await
}

/// Every grant, newest start first.
pub(crate) async fn grants(tx: &mut DistrictTx) -> Result<Vec<Grant>, Failure> {
    read(tx, "select funding from funding_grant where district = $1 order by valid_from desc, id").await
}

/// Every stop that nobody ended, by programme, then municipality; over ones too.
pub(crate) async fn stops(tx: &mut DistrictTx) -> Result<Vec<IntakeStop>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select programme, municipality, starts_on, reopens_on from intake_stop
         where district = $1 order by programme, municipality",
    )
    .bind(district.as_str())
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(IntakeStop {
                programme_id: row.try_get("programme")?,
                municipality_code: row.try_get("municipality")?,
                from: day_text(row, "starts_on")?,
                reopens_on: day_text(row, "reopens_on")?,
            })
        })
        .collect()
}

async fn read<M: Message + Default>(tx: &mut DistrictTx, question: &'static str) -> Result<Vec<M>, Failure> {
    let district = tx.district().clone();
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(question).bind(district.as_str()).fetch_all(tx.rows()).await?;
    rows.iter().map(|bytes| M::decode(bytes.as_slice()).map_err(Failure::internal)).collect()
}
