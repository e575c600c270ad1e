use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{GroupOfferWithdrawReason, WithdrawGroupOfferRequest, WithdrawGroupOfferResponse};

pub(super) async fn withdraw_group_offer(
    app: &App,
    call: Call,
    request: WithdrawGroupOfferRequest,
) -> Result<Reply<WithdrawGroupOfferResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let person_id = super::as_known_there(app, &call, group, person).await?.to_string();
    let command = GroupCommand::WithdrawOffer { person_id, reason: GroupOfferWithdrawReason::District };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, WithdrawGroupOfferResponse {}))
}
