use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{
    ConsentPurpose, ConsentWithdrawn, GivenBy, WithdrawConsentRequest, WithdrawConsentResponse,
};
use referrals_domain::{Person, PersonCommand};

pub(super) async fn withdraw_consent(
    app: &App,
    call: Call,
    request: WithdrawConsentRequest,
) -> Result<Reply<WithdrawConsentResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.choice::<ConsentPurpose>("purpose", request.purpose);
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.settled()?;

    let withdrawn = ConsentWithdrawn { purpose: request.purpose, given_by: request.given_by };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::WithdrawConsent(withdrawn)).await?;
    Ok(Reply::done(&done, WithdrawConsentResponse {}))
}
