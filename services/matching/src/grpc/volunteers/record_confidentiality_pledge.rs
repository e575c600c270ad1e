use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{
    ConfidentialityPledged, RecordConfidentialityPledgeRequest, RecordConfidentialityPledgeResponse,
};
use proto::referrals::v1::GivenBy;

pub(super) async fn record_confidentiality_pledge(
    app: &App,
    call: Call,
    request: RecordConfidentialityPledgeRequest,
) -> Result<Reply<RecordConfidentialityPledgeResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let wording_version =
        violations.required_text("wording_version", &request.wording_version, Limits::SLUG).to_owned();
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.settled()?;

    let command =
        VolunteerCommand::RecordPledge(ConfidentialityPledged { wording_version, given_by: request.given_by });
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordConfidentialityPledgeResponse {}))
}
