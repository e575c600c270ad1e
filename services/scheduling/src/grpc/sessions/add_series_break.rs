use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{AddSeriesBreakRequest, AddSeriesBreakResponse};
use scheduling_domain::{Series, SeriesCommand};

use crate::grpc::read_days;

pub(super) async fn add_series_break(
    app: &App,
    call: Call,
    request: AddSeriesBreakRequest,
) -> Result<Reply<AddSeriesBreakResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let series = violations.id("series_id", &request.series_id);
    let days = violations.message("days", request.days.clone());
    let days = read_days(&mut violations, "days", &days);
    violations.settled()?;
    let days = days.ok_or_else(|| Failure::internal("days that were read are missing"))?;

    let command = SeriesCommand::AddBreak(days);
    let done = app.execute::<Series>(&call, when, &request, series, command).await?;
    Ok(Reply::done(&done, AddSeriesBreakResponse {}))
}
