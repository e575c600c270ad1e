use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{ConsentGranted, ConsentPurpose, GivenBy, GrantConsentRequest, GrantConsentResponse};
use referrals_domain::{Person, PersonCommand};

pub(super) async fn grant_consent(
    app: &App,
    call: Call,
    request: GrantConsentRequest,
) -> Result<Reply<GrantConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.choice::<ConsentPurpose>("purpose", request.purpose);
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.required_text("wording_version", &request.wording_version, Limits::SLUG);
    violations.required_text("wording_language", &request.wording_language, Limits::SLUG);
    violations.settled()?;

    let granted = ConsentGranted {
        purpose: request.purpose,
        wording_version: request.wording_version.clone(),
        wording_language: request.wording_language.clone(),
        given_by: request.given_by,
    };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::GrantConsent(granted)).await?;
    Ok(Reply::done(&done, GrantConsentResponse {}))
}
