use decider::ActorId;
use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{MeetingNeeds, PlanFirstMeetingRequest, PlanFirstMeetingResponse};
use scheduling_domain::{FirstMeeting, FirstMeetingCommand, first_meeting::Plan};

use crate::grpc::{PLACE, read_duration, read_start, sealed_place};

/// Children somebody can look after during a first meeting.
const CHILDREN: u32 = 50;

pub(super) async fn plan_first_meeting(
    app: &App,
    call: Call,
    request: PlanFirstMeetingRequest,
) -> Result<Reply<PlanFirstMeetingResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let meeting = violations.id("first_meeting_id", &request.first_meeting_id);
    let start = read_start(&mut violations, "start", request.start.as_ref());
    let duration = read_duration(&mut violations, "duration_minutes", request.duration_minutes);
    let coordinator = violations.optional_id("coordinator_actor_id", &request.coordinator_actor_id);
    let place = violations.text("place", &request.place, PLACE);
    read_needs(&mut violations, request.needs.as_ref());
    violations.settled()?;
    let duration = duration.ok_or_else(|| Failure::internal("a length that was read is missing"))?;

    let district = call.district();
    let found = app.found::<FirstMeeting>(&call, meeting).await?;
    let person = found.state.person_id().ok_or_else(|| Failure::internal("a first meeting is nobody's"))?;
    let needs = match request.needs.as_ref().filter(|needs| **needs != MeetingNeeds::default()) {
        Some(needs) => Some(app.keyring.seal(district, person, needs).await?),
        None => None,
    };
    let plan = Plan {
        start,
        duration,
        coordinator: coordinator.map(|coordinator| ActorId::new(&coordinator.to_string())),
        place: sealed_place(app, district, person, place).await?,
        needs,
    };
    let done = app.execute::<FirstMeeting>(&call, when, &request, meeting, FirstMeetingCommand::Plan(plan)).await?;
    Ok(Reply::done(&done, PlanFirstMeetingResponse {}))
}

fn read_needs(violations: &mut Violations, needs: Option<&MeetingNeeds>) {
    let Some(needs) = needs else { return };
    if needs.children_in_childcare > CHILDREN {
        violations.add("needs.children_in_childcare", "is too many");
    }
    let language = &needs.interpreter_language;
    let code = matches!(language.len(), 2 | 3) && language.bytes().all(|letter| letter.is_ascii_lowercase());
    if !(language.is_empty() || code) {
        violations.add("needs.interpreter_language", "must be an ISO 639 code");
    }
}
