use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::{
    matching::v1::{EndReason, GiveUpGroupPlaceRequest, GiveUpGroupPlaceResponse},
    referrals::v1::Answer,
};

pub(super) async fn give_up_group_place(
    app: &App,
    call: Call,
    request: GiveUpGroupPlaceRequest,
) -> Result<Reply<GiveUpGroupPlaceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    let reason = violations.choice::<EndReason>("reason", request.reason);
    let new_place_wanted = violations.optional_choice::<Answer>("new_place_wanted", request.new_place_wanted);
    violations.settled()?;

    let person = super::as_known_there(app, &call, group, person).await?;
    let command = GroupCommand::GiveUpPlace { person_id: person.to_string(), reason, new_place_wanted };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, GiveUpGroupPlaceResponse {}))
}
