use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{CloseReason, CloseReferralRequest, CloseReferralResponse, ReferralStatus};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn close_referral(
    app: &App,
    call: Call,
    request: CloseReferralRequest,
) -> Result<Reply<CloseReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let status = violations.choice::<ReferralStatus>("status", request.status);
    let reason = violations.choice::<CloseReason>("reason", request.reason);
    violations.settled()?;

    let command = ReferralCommand::Close { status, reason };
    let done = app.execute::<Referral>(&call, when, &request, referral, command).await?;
    Ok(Reply::done(&done, CloseReferralResponse {}))
}
