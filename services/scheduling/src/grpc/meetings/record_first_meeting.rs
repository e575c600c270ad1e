use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{
    NotHeldReason, RecordFirstMeetingRequest, RecordFirstMeetingResponse, record_first_meeting_request::Result as Came,
};
use scheduling_domain::{FirstMeeting, FirstMeetingCommand};

pub(super) async fn record_first_meeting(
    app: &App,
    call: Call,
    request: RecordFirstMeetingRequest,
) -> Result<Reply<RecordFirstMeetingResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let meeting = violations.id("first_meeting_id", &request.first_meeting_id);
    let command = match &request.result {
        Some(Came::Held(held)) => {
            Some(FirstMeetingCommand::RecordHeld { coordinator_present: held.coordinator_present })
        }
        Some(Came::NotHeld(not_held)) => {
            let reason = violations.choice::<NotHeldReason>("not_held.reason", not_held.reason);
            Some(FirstMeetingCommand::RecordNotHeld { reason })
        }
        None => {
            violations.add("result", "is required");
            None
        }
    };
    violations.settled()?;
    let command = command.ok_or_else(|| Failure::internal("a result that was read is missing"))?;

    let done = app.execute::<FirstMeeting>(&call, when, &request, meeting, command).await?;
    Ok(Reply::done(&done, RecordFirstMeetingResponse {}))
}
