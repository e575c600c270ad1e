use database::DistrictTx;
use edge::Failure;
use prost::Message;
use proto::referrals::v1::{Grant, PartnerAgreement};

/// Every agreement, newest start first.
pub(crate) async fn agreements(tx: &mut DistrictTx) -> Result<Vec<PartnerAgreement>, Failure> {
    read(tx, "select agreement from agreement where district = $1 order by valid_from desc, id").await
}

/// Every grant, newest start first.
pub(crate) async fn grants(tx: &mut DistrictTx) -> Result<Vec<Grant>, Failure> {
    read(tx, "select funding from funding_grant where district = $1 order by valid_from desc, id").await
}

async fn read<M: Message + Default>(tx: &mut DistrictTx, question: &'static str) -> Result<Vec<M>, Failure> {
    let district = tx.district().clone();
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(question).bind(district.as_str()).fetch_all(tx.rows()).await?;
    rows.iter().map(|bytes| M::decode(bytes.as_slice()).map_err(Failure::internal)).collect()
}
