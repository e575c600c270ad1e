use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{MoveSeriesRequest, MoveSeriesResponse};
use scheduling_domain::{Series, SeriesCommand};

use crate::grpc::{PLACE, read_weekly};

pub(super) async fn move_series(
    app: &App,
    call: Call,
    request: MoveSeriesRequest,
) -> Result<Reply<MoveSeriesResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let series = violations.id("series_id", &request.series_id);
    let from = violations.date("from", &request.from);
    let weekly = read_weekly(&mut violations, "weekly", request.weekly.as_ref());
    let place = violations.required_text("place", &request.place, PLACE).to_owned();
    violations.settled()?;
    let weekly = weekly.ok_or_else(|| Failure::internal("a time that was read is missing"))?;

    let command = SeriesCommand::Move { from, weekly, place };
    let done = app.execute::<Series>(&call, when, &request, series, command).await?;
    Ok(Reply::done(&done, MoveSeriesResponse {}))
}
