use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{RecordExtractConsentRequest, RecordExtractConsentResponse};
use proto::referrals::v1::GivenBy;

pub(super) async fn record_extract_consent(
    app: &App,
    call: Call,
    request: RecordExtractConsentRequest,
) -> Result<Reply<RecordExtractConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let given_by = violations.choice::<GivenBy>("given_by", request.given_by);
    violations.settled()?;

    let command = VolunteerCommand::RecordExtractConsent { given_by };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordExtractConsentResponse {}))
}
