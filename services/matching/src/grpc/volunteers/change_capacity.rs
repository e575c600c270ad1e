use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{ChangeCapacityRequest, ChangeCapacityResponse};

use crate::grpc::read_capacity;

pub(super) async fn change_capacity(
    app: &App,
    call: Call,
    request: ChangeCapacityRequest,
) -> Result<Reply<ChangeCapacityResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    read_capacity(&mut violations, "capacity", request.capacity);
    violations.settled()?;

    let command = VolunteerCommand::ChangeCapacity { capacity: request.capacity };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, ChangeCapacityResponse {}))
}
