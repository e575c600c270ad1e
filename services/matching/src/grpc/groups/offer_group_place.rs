use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Group, GroupCommand, cadence::group_answer_by};
use proto::matching::v1::{OfferGroupPlaceRequest, OfferGroupPlaceResponse};

use crate::grpc::read_given_to_staff;

pub(super) async fn offer_group_place(
    app: &App,
    call: Call,
    request: OfferGroupPlaceRequest,
) -> Result<Reply<OfferGroupPlaceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    let last_day = violations.optional_date("answer_by", &request.answer_by);
    let given_by = read_given_to_staff(&mut violations, request.given_by);
    violations.settled()?;

    let person = super::as_known_there(app, &call, group, person).await?;
    let standing = super::standing(app, &call, group, person).await?;
    let by = app.context(&call, when, &request).await?;
    let offer = GroupCommand::Offer {
        person_id: person.to_string(),
        answer_by: last_day.unwrap_or_else(|| group_answer_by(by.env.occurred_on)),
        given_by,
        yes_at_once: request.yes_at_once,
        standing,
    };
    let done = app.log.execute::<Group>(&by, group, &offer).await?;
    let waits_for_childcare = done.folded.state.waits_for_childcare(&person.to_string());
    Ok(Reply::done(&done, OfferGroupPlaceResponse { waits_for_childcare }))
}
