use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{CloseReason, RejectReferralRequest, RejectReferralResponse};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn reject_referral(
    app: &App,
    call: Call,
    request: RejectReferralRequest,
) -> Result<Reply<RejectReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let reason = violations.choice::<CloseReason>("reason", request.reason);
    let onward = violations.optional_slug("redirected_to_programme_id", &request.redirected_to_programme_id);
    if onward.is_some_and(|programme| app.installation.known().programme(programme, call.today()).is_none()) {
        violations.add("redirected_to_programme_id", "is not a programme");
    }
    violations.settled()?;

    let redirected_to_programme_id = request.redirected_to_programme_id.clone();
    let command = ReferralCommand::Reject { reason, redirected_to_programme_id };
    let done = app.execute::<Referral>(&call, when, &request, referral, command).await?;
    Ok(Reply::done(&done, RejectReferralResponse {}))
}
