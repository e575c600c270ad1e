use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{ApproveVolunteerRequest, ApproveVolunteerResponse};

use crate::{grpc::read_capacity, queries::volunteer::rules};

pub(super) async fn approve_volunteer(
    app: &App,
    call: Call,
    request: ApproveVolunteerRequest,
) -> Result<Reply<ApproveVolunteerResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    read_capacity(&mut violations, "capacity", request.capacity);
    violations.settled()?;

    let folded = app.found::<Volunteer>(&call, volunteer).await?;
    let rules = rules(app, &folded.state.programme_id, when.1.unwrap_or_else(|| call.today()));
    let capacity = if request.capacity == 0 { rules.default_capacity.max(1) } else { request.capacity };
    let approve =
        VolunteerCommand::Approve { capacity, training_minutes_needed: rules.training_hours.saturating_mul(60) };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, approve).await?;
    Ok(Reply::done(&done, ApproveVolunteerResponse {}))
}
