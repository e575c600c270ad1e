use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{RecordAttendanceRequest, RecordAttendanceResponse};
use scheduling_domain::{Session, SessionCommand, session::Attendance};

use super::{read_persons, read_unnamed};

pub(super) async fn record_attendance(
    app: &App,
    call: Call,
    request: RecordAttendanceRequest,
) -> Result<Reply<RecordAttendanceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let persons = read_persons(&mut violations, &request.persons);
    read_unnamed(&mut violations, request.unnamed, Some(request.children_in_childcare));
    let unnamed = request.unnamed.unwrap_or_default();
    let attendance = Attendance::new(persons, unnamed, request.children_in_childcare).unwrap_or_else(|_| {
        violations.add("persons", "names somebody twice");
        Attendance::default()
    });
    violations.settled()?;

    super::leads_session(app, &call, session).await?;
    let command = SessionCommand::RecordAttendance(attendance);
    let done = app.execute::<Session>(&call, when, &request, session, command).await?;
    Ok(Reply::done(&done, RecordAttendanceResponse {}))
}
