use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{TakeBackPriorityRequest, TakeBackPriorityResponse};
use referrals_domain::{Referral, ReferralCommand};

use crate::grpc::sealed_note;

pub(super) async fn take_back_priority(
    app: &App,
    call: Call,
    request: TakeBackPriorityRequest,
) -> Result<Reply<TakeBackPriorityResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let note = violations.text("note", &request.note, Limits::NOTE);
    violations.settled()?;

    let (_, person) = super::load(app, &call, referral).await?;
    let note = sealed_note(app, call.district(), person, note).await?;
    let command = ReferralCommand::TakeBackPriority { note };
    let done = app.execute::<Referral>(&call, when, &request, referral, command).await?;
    Ok(Reply::done(&done, TakeBackPriorityResponse {}))
}
