use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{EnrolInSessionRequest, EnrolInSessionResponse};
use scheduling_domain::{Session, SessionCommand};

use crate::queries::known;

pub(super) async fn enrol_in_session(
    app: &App,
    call: Call,
    request: EnrolInSessionRequest,
) -> Result<Reply<EnrolInSessionResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let person_id = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let person_id = known::as_enrolled(app, &call, session, person_id).await?;
    let erasure_ordered = known::persons(app, &call, &[person_id]).await?;
    let enrol = SessionCommand::Enrol { person_id, erasure_ordered };
    let done = app.execute::<Session>(&call, when, &request, session, enrol).await?;
    Ok(Reply::done(&done, EnrolInSessionResponse {}))
}
