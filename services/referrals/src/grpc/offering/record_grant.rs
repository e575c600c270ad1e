use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{RecordGrantRequest, RecordGrantResponse};
use referrals_domain::{FundingCommand, FundingGrant};

pub(super) async fn record_grant(
    app: &App,
    call: Call,
    request: RecordGrantRequest,
) -> Result<Reply<RecordGrantResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let grant = violations.message("grant", request.grant.clone());
    violations.slug("grant.grant_id", &grant.grant_id);
    violations.required_text("grant.name", &grant.name, Limits::NAME);
    super::read_validity(&mut violations, "grant", &grant.valid_from, &grant.valid_to);
    for funder in &grant.funders {
        violations.required_text("grant.funders", funder, Limits::NAME);
    }
    for programme in &grant.programme_ids {
        violations.slug("grant.programme_ids", programme);
    }
    violations.settled()?;

    let id = super::grant_id(&grant.grant_id);
    let done = app.execute::<FundingGrant>(&call, when, &request, id, FundingCommand(grant)).await?;
    Ok(Reply::done(&done, RecordGrantResponse {}))
}
