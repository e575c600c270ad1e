use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{CorrectAttendanceRequest, CorrectAttendanceResponse};
use scheduling_domain::{Session, SessionCommand, session::Correction};

use super::{PERSONS, read_persons, read_unnamed};

pub(super) async fn correct_attendance(
    app: &App,
    call: Call,
    request: CorrectAttendanceRequest,
) -> Result<Reply<CorrectAttendanceResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let persons = read_persons(&mut violations, &request.persons);
    if request.removed_person_ids.len() > PERSONS {
        violations.add("removed_person_ids", "has too many entries");
    }
    let removed = (0..).zip(request.removed_person_ids.iter().take(PERSONS));
    let removed = removed.map(|(n, person)| violations.id(&format!("removed_person_ids[{n}]"), person)).collect();
    read_unnamed(&mut violations, request.unnamed, request.children_in_childcare);
    let correction =
        Correction::new(persons, removed, request.unnamed, request.children_in_childcare).unwrap_or_else(|_| {
            violations.add("persons", "names somebody twice");
            Correction::default()
        });
    violations.settled()?;

    super::leads_session(app, &call, session).await?;
    let command = SessionCommand::CorrectAttendance(correction);
    let done = app.execute::<Session>(&call, when, &request, session, command).await?;
    Ok(Reply::done(&done, CorrectAttendanceResponse {}))
}
