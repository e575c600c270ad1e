use edge::{App, Call, Failure, Reply, Shown};
use proto::referrals::v1::{GetOfferingRequest, GetOfferingResponse};
use referrals_domain::intake::is_over;

use crate::queries::offering;

pub(super) async fn get_offering(
    app: &App,
    call: Call,
    _: GetOfferingRequest,
) -> Result<Reply<GetOfferingResponse>, Failure> {
    let known = app.installation.known();
    let mut tx = app.database.district(call.district()).await?;
    let mut intake_stops = offering::stops(&mut tx).await?;
    intake_stops.retain(|stop| !is_over(stop, call.today()));
    let message = GetOfferingResponse {
        programmes: known.programmes_of(call.district(), call.today()).into_iter().cloned().collect(),
        agreements: offering::agreements(&mut tx).await?,
        grants: offering::grants(&mut tx).await?,
        as_of: call.today().to_string(),
        purposes: known.purposes().to_vec(),
        intake_stops,
        priority_reasons: known.priority_reasons().to_vec(),
    };
    tx.commit().await?;
    Ok(Reply::showing(message, Shown::NOBODY))
}
