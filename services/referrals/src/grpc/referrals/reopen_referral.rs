use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{Note, ReopenReferralRequest, ReopenReferralResponse};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn reopen_referral(
    app: &App,
    call: Call,
    request: ReopenReferralRequest,
) -> Result<Reply<ReopenReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let text = violations.required_text("note", &request.note, Limits::NOTE).to_owned();
    violations.settled()?;

    let (_, person) = super::load(app, &call, referral).await?;
    super::not_taken_in_elsewhere(app, &call, referral).await?;
    let note = app.keyring.seal(call.district(), person, &Note { text }).await?;
    let done = app.execute::<Referral>(&call, when, &request, referral, ReferralCommand::Reopen { note }).await?;
    Ok(Reply::done(&done, ReopenReferralResponse {}))
}
