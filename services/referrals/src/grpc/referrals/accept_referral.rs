use access::Action;
use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{AcceptReferralRequest, AcceptReferralResponse};
use referrals_domain::{Referral, ReferralCommand};

use crate::grpc::sealed_note;

pub(super) async fn accept_referral(
    app: &App,
    call: Call,
    request: AcceptReferralRequest,
) -> Result<Reply<AcceptReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let justification = violations.text("override_justification", &request.override_justification, Limits::NOTE);
    violations.settled()?;
    if !justification.is_empty() && !call.may(Action::OverrideCheck) {
        return Err(Failure::Forbidden);
    }

    let (_, person) = super::load(app, &call, referral).await?;
    super::not_taken_in_elsewhere(app, &call, referral).await?;
    let override_justification = sealed_note(app, call.district(), person, justification).await?;
    let command = ReferralCommand::Accept { override_justification };
    let done = app.execute::<Referral>(&call, when, &request, referral, command).await?;
    Ok(Reply::done(&done, AcceptReferralResponse {}))
}
