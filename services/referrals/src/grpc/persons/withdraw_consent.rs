use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ConsentWithdrawn, GivenBy, WithdrawConsentRequest, WithdrawConsentResponse};
use referrals_domain::{Person, PersonCommand};

use super::read_purpose;
use crate::grpc::known_as;

/// Whatever stands can be withdrawn, also of a purpose that nobody knows any more.
pub(super) async fn withdraw_consent(
    app: &App,
    call: Call,
    request: WithdrawConsentRequest,
) -> Result<Reply<WithdrawConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    let (purpose, purpose_id) = read_purpose(&mut violations, request.purpose, &request.purpose_id);
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let withdrawn = ConsentWithdrawn { purpose, given_by: request.given_by, purpose_id, said_on: String::new() };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::WithdrawConsent(withdrawn)).await?;
    Ok(Reply::done(&done, WithdrawConsentResponse {}))
}
