mod add_series_break;
mod cancel_enrolment;
mod cancel_session;
mod confirm_session;
mod correct_attendance;
mod end_series;
mod enrol_in_session;
mod get_session;
mod list_series;
mod list_sessions;
mod move_series;
mod move_session;
mod plan_series;
mod plan_session;
mod record_attendance;

use access::Action;
use edge::{App, Call, Failure, Violations};
use proto::scheduling::v1::{
    AddSeriesBreakRequest, AddSeriesBreakResponse, AttendanceStatus, CancelEnrolmentRequest, CancelEnrolmentResponse,
    CancelSessionRequest, CancelSessionResponse, ConfirmSessionRequest, ConfirmSessionResponse,
    CorrectAttendanceRequest, CorrectAttendanceResponse, EndSeriesRequest, EndSeriesResponse, EnrolInSessionRequest,
    EnrolInSessionResponse, GetSessionRequest, GetSessionResponse, Headcount, ListSeriesRequest, ListSeriesResponse,
    ListSessionsRequest, ListSessionsResponse, MoveSeriesRequest, MoveSeriesResponse, MoveSessionRequest,
    MoveSessionResponse, PersonAttendance, PlanSeriesRequest, PlanSeriesResponse, PlanSessionRequest,
    PlanSessionResponse, RecordAttendanceRequest, RecordAttendanceResponse,
};
use rpc::scheduling::v1::sessions_service_server::SessionsService;
use scheduling_domain::Session;
use uuid::Uuid;

use super::SessionsGrpc;
use crate::queries::led_group;

/// Persons that one session may hold.
const PERSONS: usize = 1_000;
/// People or seats that one session may count.
const COUNT: u32 = 100_000;

edge::service! {
    "rinnalla.scheduling.v1", SessionsService for SessionsGrpc;
    plan_series: "PlanSeries", PlanSeriesRequest => PlanSeriesResponse;
    move_series: "MoveSeries", MoveSeriesRequest => MoveSeriesResponse;
    add_series_break: "AddSeriesBreak", AddSeriesBreakRequest => AddSeriesBreakResponse;
    end_series: "EndSeries", EndSeriesRequest => EndSeriesResponse;
    list_series: "ListSeries", ListSeriesRequest => ListSeriesResponse;
    plan_session: "PlanSession", PlanSessionRequest => PlanSessionResponse;
    confirm_session: "ConfirmSession", ConfirmSessionRequest => ConfirmSessionResponse;
    move_session: "MoveSession", MoveSessionRequest => MoveSessionResponse;
    cancel_session: "CancelSession", CancelSessionRequest => CancelSessionResponse;
    enrol_in_session: "EnrolInSession", EnrolInSessionRequest => EnrolInSessionResponse;
    cancel_enrolment: "CancelEnrolment", CancelEnrolmentRequest => CancelEnrolmentResponse;
    record_attendance: "RecordAttendance", RecordAttendanceRequest => RecordAttendanceResponse;
    correct_attendance: "CorrectAttendance", CorrectAttendanceRequest => CorrectAttendanceResponse;
    list_sessions: "ListSessions", ListSessionsRequest => ListSessionsResponse;
    get_session: "GetSession", GetSessionRequest => GetSessionResponse;
}

/// The leader a caller is bound to: nobody for those who plan, whose sessions are all the district's. A leader's token
/// names her as an actor by her person id.
fn bound_to(call: &Call) -> Result<Option<Uuid>, Failure> {
    if call.may(Action::Plan) {
        return Ok(None);
    }
    call.caller.actor.as_str().parse().map(Some).map_err(|_| Failure::Forbidden)
}

/// A leader has the sessions of her own groups; any other answers like an unknown one.
async fn leads_session(app: &App, call: &Call, session: Uuid) -> Result<(), Failure> {
    let Some(leader) = bound_to(call)? else { return Ok(()) };
    let group = app.found::<Session>(call, session).await?.state.group_id().ok_or(Failure::NotFound)?;
    let mut tx = app.database.district(call.district()).await?;
    let leads = led_group::leads(&mut tx, leader, group).await?;
    tx.commit().await?;
    if leads { Ok(()) } else { Err(Failure::NotFound) }
}

fn read_persons(violations: &mut Violations, persons: &[PersonAttendance]) -> Vec<(Uuid, AttendanceStatus)> {
    if persons.len() > PERSONS {
        violations.add("persons", "has too many entries");
    }
    let mut read = Vec::with_capacity(persons.len().min(PERSONS));
    for (index, person) in persons.iter().take(PERSONS).enumerate() {
        let id = violations.id(&format!("persons[{index}].person_id"), &person.person_id);
        let status = violations.choice(&format!("persons[{index}].status"), person.status);
        read.push((id, status));
    }
    read
}

fn read_unnamed(violations: &mut Violations, unnamed: Option<Headcount>, children_in_childcare: Option<u32>) {
    let unnamed = unnamed.unwrap_or_default();
    for (field, count) in [
        ("unnamed.women", unnamed.women),
        ("unnamed.men", unnamed.men),
        ("unnamed.others", unnamed.others),
        ("unnamed.children", unnamed.children),
        ("children_in_childcare", children_in_childcare.unwrap_or_default()),
    ] {
        if count > COUNT {
            violations.add(field, "is too many");
        }
    }
}

fn read_capacity(violations: &mut Violations, capacity: Option<u32>) {
    match capacity {
        Some(0) => violations.add("capacity", "must be at least 1, or unset"),
        Some(seats) if seats > COUNT => violations.add("capacity", "is too many"),
        Some(_) | None => {}
    }
}
