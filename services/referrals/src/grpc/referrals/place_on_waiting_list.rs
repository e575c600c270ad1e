use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{PlaceOnWaitingListRequest, PlaceOnWaitingListResponse};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn place_on_waiting_list(
    app: &App,
    call: Call,
    request: PlaceOnWaitingListRequest,
) -> Result<Reply<PlaceOnWaitingListResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let done = app.execute::<Referral>(&call, when, &request, referral, ReferralCommand::PlaceOnWaitingList).await?;
    Ok(Reply::done(&done, PlaceOnWaitingListResponse {}))
}
