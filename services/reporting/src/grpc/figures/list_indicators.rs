use edge::{App, Call, Failure, Reply, Shown};
use proto::reporting::v1::{ListIndicatorsRequest, ListIndicatorsResponse};
use reporting_domain::INDICATORS;

#[expect(clippy::unused_async, reason = "every method is answered alike")]
pub(super) async fn list_indicators(
    _: &App,
    call: Call,
    _: ListIndicatorsRequest,
) -> Result<Reply<ListIndicatorsResponse>, Failure> {
    let indicators = INDICATORS.iter().map(Into::into).collect();
    Ok(Reply::showing(ListIndicatorsResponse { indicators, as_of: call.today().to_string() }, Shown::NOBODY))
}
