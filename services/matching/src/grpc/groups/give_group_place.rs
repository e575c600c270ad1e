use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand};
use proto::matching::v1::{
    GiveGroupPlaceRequest, GiveGroupPlaceResponse, GroupPlaceStatus as Status, group_event::Event,
};

pub(super) async fn give_group_place(
    app: &App,
    call: Call,
    request: GiveGroupPlaceRequest,
) -> Result<Reply<GiveGroupPlaceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    let referral = violations.id("referral_id", &request.referral_id);
    super::read_children(&mut violations, request.children);
    violations.settled()?;

    let person = super::as_known_there(app, &call, group, person).await?;
    let mut tx = app.database.district(call.district()).await?;
    let erasure_ordered = erasure::is_ordered(&mut tx, person).await?;
    tx.commit().await?;
    let person_id = person.to_string();
    let give = GroupCommand::GivePlace {
        person_id: person_id.clone(),
        referral_id: referral.to_string(),
        children: request.children,
        erasure_ordered,
    };
    let done = app.execute::<Group>(&call, when, &request, group, give).await?;
    // A repeat is told what became of the first.
    let status = match done.events.first() {
        Some(Event::PlaceGiven(_)) => Status::Given,
        Some(Event::PlaceQueued(_)) => Status::Queued,
        _ => done.folded.state.place_of(&person_id),
    };
    let waits_for_childcare = done.folded.state.waits_for_childcare(&person_id);
    Ok(Reply::done(&done, GiveGroupPlaceResponse { status: status.into(), waits_for_childcare }))
}
