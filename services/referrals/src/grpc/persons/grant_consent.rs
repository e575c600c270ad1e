use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{ConsentGranted, GivenBy, GrantConsentRequest, GrantConsentResponse};
use referrals_domain::{Person, PersonCommand};

use super::{read_purpose, rests_on_consent};
use crate::grpc::known_as;

/// A consent given again is recorded again: what was read to her last holds.
pub(super) async fn grant_consent(
    app: &App,
    call: Call,
    request: GrantConsentRequest,
) -> Result<Reply<GrantConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    let (purpose, purpose_id) = read_purpose(&mut violations, request.purpose, &request.purpose_id);
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.required_text("wording_version", &request.wording_version, Limits::SLUG);
    violations.required_text("wording_language", &request.wording_language, Limits::SLUG);
    if !purpose_id.is_empty() && !rests_on_consent(app.installation.known().purpose(&purpose_id), &purpose_id) {
        violations.add("purpose_id", "is no purpose that rests on consent");
    }
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let granted = ConsentGranted {
        purpose,
        purpose_id,
        wording_version: request.wording_version.clone(),
        wording_language: request.wording_language.clone(),
        given_by: request.given_by,
        said_on: String::new(),
    };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::GrantConsent(granted)).await?;
    Ok(Reply::done(&done, GrantConsentResponse {}))
}
