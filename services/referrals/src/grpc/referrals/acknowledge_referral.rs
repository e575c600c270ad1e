use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{AcknowledgeReferralRequest, AcknowledgeReferralResponse};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn acknowledge_referral(
    app: &App,
    call: Call,
    request: AcknowledgeReferralRequest,
) -> Result<Reply<AcknowledgeReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let done = app.execute::<Referral>(&call, when, &request, referral, ReferralCommand::Acknowledge).await?;
    Ok(Reply::done(&done, AcknowledgeReferralResponse {}))
}
