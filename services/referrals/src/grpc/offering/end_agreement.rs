use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{EndAgreementRequest, EndAgreementResponse};
use referrals_domain::{Agreement, AgreementCommand};

pub(super) async fn end_agreement(
    app: &App,
    call: Call,
    request: EndAgreementRequest,
) -> Result<Reply<EndAgreementResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let slug = violations.slug("agreement_id", &request.agreement_id);
    let last_day = violations.date("last_day", &request.last_day);
    violations.settled()?;

    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let done =
        app.log.execute::<Agreement>(&by, super::agreement_id(slug), &AgreementCommand::End { last_day }).await?;
    Ok(Reply::done(&done, EndAgreementResponse {}))
}
