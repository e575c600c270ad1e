use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{FamilyConsentGiven, GiveFamilyConsentRequest, GiveFamilyConsentResponse};

use crate::{grpc::read_given_to_staff, queries::family};

pub(super) async fn give_family_consent(
    app: &App,
    call: Call,
    request: GiveFamilyConsentRequest,
) -> Result<Reply<GiveFamilyConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    let person = violations.id("person_id", &request.person_id);
    read_given_to_staff(&mut violations, request.given_by);
    violations.text("wording_version", &request.wording_version, Limits::SLUG);
    violations.required_text("wording_language", &request.wording_language, Limits::SLUG);
    violations.settled()?;

    let folded = app.found::<SupportRequest>(&call, id).await?;
    let on = when.1.unwrap_or_else(|| call.today());
    let programme = family::needed(app, &folded.state.programme_id, on)?;
    let wording_version = match request.wording_version.as_str() {
        "" => programme.wording_version,
        told => told.to_owned(),
    };
    let given = FamilyConsentGiven {
        person_id: person.to_string(),
        given_by: request.given_by,
        wording_version,
        wording_language: request.wording_language.clone(),
    };
    let give = SupportRequestCommand::GiveConsent(given);
    let done = app.execute::<SupportRequest>(&call, when, &request, id, give).await?;
    Ok(Reply::done(&done, GiveFamilyConsentResponse {}))
}
