use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{WithdrawFamilyConsentRequest, WithdrawFamilyConsentResponse};

use crate::grpc::read_given_to_staff;

/// What is proposed is taken back by `WithdrawLeftOver`; the match itself refuses to be set up from this moment on.
pub(super) async fn withdraw_family_consent(
    app: &App,
    call: Call,
    request: WithdrawFamilyConsentRequest,
) -> Result<Reply<WithdrawFamilyConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    let person = violations.id("person_id", &request.person_id);
    let given_by = read_given_to_staff(&mut violations, request.given_by);
    violations.settled()?;

    let withdraw = SupportRequestCommand::WithdrawConsent { person_id: person.to_string(), given_by };
    let done = app.execute::<SupportRequest>(&call, when, &request, id, withdraw).await?;
    Ok(Reply::done(&done, WithdrawFamilyConsentResponse {}))
}
