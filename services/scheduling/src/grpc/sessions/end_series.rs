use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{EndSeriesRequest, EndSeriesResponse};
use scheduling_domain::{Series, SeriesCommand};

pub(super) async fn end_series(
    app: &App,
    call: Call,
    request: EndSeriesRequest,
) -> Result<Reply<EndSeriesResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let series = violations.id("series_id", &request.series_id);
    let last_on = violations.date("last_on", &request.last_on);
    violations.settled()?;

    let command = SeriesCommand::End { last_on };
    let done = app.execute::<Series>(&call, when, &request, series, command).await?;
    Ok(Reply::done(&done, EndSeriesResponse {}))
}
