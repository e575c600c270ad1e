use edge::{App, Call, Failure, Reply, Shown};
use proto::referrals::v1::{GetOfferingRequest, GetOfferingResponse};

use crate::queries::offering;

pub(super) async fn get_offering(
    app: &App,
    call: Call,
    _: GetOfferingRequest,
) -> Result<Reply<GetOfferingResponse>, Failure> {
    let known = app.installation.known();
    let mut tx = app.database.district(call.district()).await?;
    let message = GetOfferingResponse {
        programmes: known.programmes_of(call.district(), call.today()).into_iter().cloned().collect(),
        agreements: offering::agreements(&mut tx).await?,
        grants: offering::grants(&mut tx).await?,
        as_of: call.today().to_string(),
        purposes: known.purposes().to_vec(),
    };
    tx.commit().await?;
    Ok(Reply::showing(message, Shown::NOBODY))
}
