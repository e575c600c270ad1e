use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Group, GroupCommand, group::Standing};
use proto::{
    matching::v1::{
        EndReason, GroupOfferAnswered, GroupOfferDecline, GroupOfferDeclineReason, RecordGroupOfferAnswerRequest,
        RecordGroupOfferAnswerResponse,
    },
    referrals::v1::Answer,
};

use crate::grpc::{read_given_to_staff, sealed};

pub(super) async fn record_group_offer_answer(
    app: &App,
    call: Call,
    request: RecordGroupOfferAnswerRequest,
) -> Result<Reply<RecordGroupOfferAnswerResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group = violations.id("group_id", &request.group_id);
    let person = violations.id("person_id", &request.person_id);
    read_given_to_staff(&mut violations, request.given_by);
    let reason = violations.optional_choice::<GroupOfferDeclineReason>("decline_reason", request.decline_reason);
    let note = violations.text("note", &request.note, Limits::NOTE).trim().to_owned();
    let leaving = read_leaving(&mut violations, &request);
    let decline = GroupOfferDecline { reason: reason.into(), note };
    let declines = decline != GroupOfferDecline::default();
    if request.yes && reason != GroupOfferDeclineReason::Unspecified {
        violations.add("decline_reason", "belongs to a no");
    }
    if request.yes && !decline.note.is_empty() {
        violations.add("note", "belongs to a no");
    }
    if request.yes && leaving.is_some() {
        violations.add("leave_reason", "belongs to a no");
    }
    violations.settled()?;

    let person = super::as_known_there(app, &call, group, person).await?;
    // A no is heard from anybody.
    let standing = if request.yes { super::standing(app, &call, group, person).await? } else { Standing::default() };
    let answered = GroupOfferAnswered {
        person_id: person.to_string(),
        yes: request.yes,
        given_by: request.given_by,
        decline: sealed(app, call.district(), person, declines.then_some(&decline)).await?,
    };
    let command = GroupCommand::AnswerOffer { answered, leaving, standing };
    let done = app.execute::<Group>(&call, when, &request, group, command).await?;
    Ok(Reply::done(&done, RecordGroupOfferAnswerResponse {}))
}

/// Why she leaves the queue, and whether she wants another place; `None` when she stays.
fn read_leaving(violations: &mut Violations, request: &RecordGroupOfferAnswerRequest) -> Option<(EndReason, Answer)> {
    let reason = violations.optional_choice::<EndReason>("leave_reason", request.leave_reason);
    let new_place_wanted = violations.optional_choice::<Answer>("new_place_wanted", request.new_place_wanted);
    if reason != EndReason::Unspecified {
        return Some((reason, new_place_wanted));
    }
    if new_place_wanted != Answer::Unspecified {
        violations.add("new_place_wanted", "is asked of who leaves");
    }
    None
}
