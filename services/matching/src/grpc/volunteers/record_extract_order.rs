use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{RecordExtractOrderRequest, RecordExtractOrderResponse};

pub(super) async fn record_extract_order(
    app: &App,
    call: Call,
    request: RecordExtractOrderRequest,
) -> Result<Reply<RecordExtractOrderResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.settled()?;

    let command = VolunteerCommand::RecordExtractOrder;
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordExtractOrderResponse {}))
}
