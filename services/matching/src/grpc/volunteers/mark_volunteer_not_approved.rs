use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{
    MarkVolunteerNotApprovedRequest, MarkVolunteerNotApprovedResponse, NotApprovedReason, VolunteerRefusal,
};

pub(super) async fn mark_volunteer_not_approved(
    app: &App,
    call: Call,
    request: MarkVolunteerNotApprovedRequest,
) -> Result<Reply<MarkVolunteerNotApprovedResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    violations.choice::<NotApprovedReason>("reason", request.reason);
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let reason = app.keyring.seal(call.district(), person, &VolunteerRefusal { reason: request.reason }).await?;
    let command = VolunteerCommand::MarkNotApproved { reason };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, MarkVolunteerNotApprovedResponse {}))
}
