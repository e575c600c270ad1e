mod call_off_first_meeting;
mod get_first_meeting;
mod list_first_meetings;
mod list_meetings_due;
mod plan_first_meeting;
mod record_first_meeting;

use proto::scheduling::v1::{
    CallOffFirstMeetingRequest, CallOffFirstMeetingResponse, GetFirstMeetingRequest, GetFirstMeetingResponse,
    ListFirstMeetingsRequest, ListFirstMeetingsResponse, ListMeetingsDueRequest, ListMeetingsDueResponse,
    PlanFirstMeetingRequest, PlanFirstMeetingResponse, RecordFirstMeetingRequest, RecordFirstMeetingResponse,
};
use rpc::scheduling::v1::meetings_service_server::MeetingsService;

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
