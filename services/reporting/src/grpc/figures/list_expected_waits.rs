use edge::{App, Call, Failure, Reply, Shown};
use proto::reporting::v1::{ListExpectedWaitsRequest, ListExpectedWaitsResponse};
use reporting_domain::{
    SmallestCell,
    expected_wait::{expected_waits, looked_back_on},
};

use crate::queries::waits::waited;

pub(super) async fn list_expected_waits(
    app: &App,
    call: Call,
    _: ListExpectedWaitsRequest,
) -> Result<Reply<ListExpectedWaitsResponse>, Failure> {
    let known = app.installation.known();
    let district = known.districts.get(call.district()).ok_or(Failure::NotFound)?;
    let (from, to) = looked_back_on(call.today());
    let mut tx = app.database.district(call.district()).await?;
    let waited = waited(&mut tx, (from, to)).await?;
    tx.commit().await?;
    let message = ListExpectedWaitsResponse {
        waits: expected_waits(&waited, SmallestCell::of_district(district.rules.smallest_cell)),
        from: from.to_string(),
        to: to.to_string(),
    };
    Ok(Reply::showing(message, Shown::NOBODY))
}
