mod call_off_first_meeting;
mod get_first_meeting;
mod list_first_meetings;
mod list_meetings_due;
mod plan_first_meeting;
mod record_first_meeting;

use edge::{App, Call, Failure};
use eventlog::Done;
use jiff::civil::Date;
use prost::Message;
use proto::scheduling::v1::{
    CallOffFirstMeetingRequest, CallOffFirstMeetingResponse, GetFirstMeetingRequest, GetFirstMeetingResponse,
    ListFirstMeetingsRequest, ListFirstMeetingsResponse, ListMeetingsDueRequest, ListMeetingsDueResponse,
    PlanFirstMeetingRequest, PlanFirstMeetingResponse, RecordFirstMeetingRequest, RecordFirstMeetingResponse,
};
use rpc::scheduling::v1::meetings_service_server::MeetingsService;
use scheduling_domain::{FirstMeeting, FirstMeetingCommand};
use uuid::Uuid;

use super::MeetingsGrpc;

edge::service! {
    "rinnalla.scheduling.v1", MeetingsService for MeetingsGrpc;
    plan_first_meeting: "PlanFirstMeeting", PlanFirstMeetingRequest => PlanFirstMeetingResponse;
    record_first_meeting: "RecordFirstMeeting", RecordFirstMeetingRequest => RecordFirstMeetingResponse;
    call_off_first_meeting: "CallOffFirstMeeting", CallOffFirstMeetingRequest => CallOffFirstMeetingResponse;
    get_first_meeting: "GetFirstMeeting", GetFirstMeetingRequest => GetFirstMeetingResponse;
    list_first_meetings: "ListFirstMeetings", ListFirstMeetingsRequest => ListFirstMeetingsResponse;
    list_meetings_due: "ListMeetingsDue", ListMeetingsDueRequest => ListMeetingsDueResponse;
}

/// Carries out a command on a first meeting.
async fn execute<M: Message>(
    app: &App,
    call: &Call,
    (request_id, occurred_on): (Uuid, Option<Date>),
    request: &M,
    meeting: Uuid,
    command: FirstMeetingCommand,
) -> Result<Done<FirstMeeting>, Failure> {
    let by = call.command(&app.keyring, request_id, occurred_on, request).await?;
    Ok(app.log.execute::<FirstMeeting>(&by, meeting, &command).await?)
}
