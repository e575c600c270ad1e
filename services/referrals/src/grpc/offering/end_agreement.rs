use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{EndAgreementRequest, EndAgreementResponse};
use referrals_domain::{Agreement, AgreementCommand};

pub(super) async fn end_agreement(
    app: &App,
    call: Call,
    request: EndAgreementRequest,
) -> Result<Reply<EndAgreementResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let slug = violations.slug("agreement_id", &request.agreement_id);
    let last_day = violations.date("last_day", &request.last_day);
    violations.settled()?;

    let end = AgreementCommand::End { last_day };
    let done = app.execute::<Agreement>(&call, when, &request, super::agreement_id(slug), end).await?;
    Ok(Reply::done(&done, EndAgreementResponse {}))
}
