use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{CallOffFirstMeetingRequest, CallOffFirstMeetingResponse, CallOffReason};
use scheduling_domain::{FirstMeeting, FirstMeetingCommand};

pub(super) async fn call_off_first_meeting(
    app: &App,
    call: Call,
    request: CallOffFirstMeetingRequest,
) -> Result<Reply<CallOffFirstMeetingResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let meeting = violations.id("first_meeting_id", &request.first_meeting_id);
    let reason = violations.choice::<CallOffReason>("reason", request.reason);
    violations.settled()?;

    let command = FirstMeetingCommand::CallOff { reason };
    let done = app.execute::<FirstMeeting>(&call, when, &request, meeting, command).await?;
    Ok(Reply::done(&done, CallOffFirstMeetingResponse {}))
}
