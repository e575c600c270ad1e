use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{MoveSessionRequest, MoveSessionResponse};
use scheduling_domain::{Session, SessionCommand, session::Slot};

use crate::grpc::{PLACE, read_duration, read_start, sealed_place};

pub(super) async fn move_session(
    app: &App,
    call: Call,
    request: MoveSessionRequest,
) -> Result<Reply<MoveSessionResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let session = violations.id("session_id", &request.session_id);
    let start = read_start(&mut violations, "start", request.start.as_ref());
    let duration = read_duration(&mut violations, "duration_minutes", request.duration_minutes);
    let place = violations.required_text("place", &request.place, PLACE).to_owned();
    violations.settled()?;
    let duration = duration.ok_or_else(|| Failure::internal("a length that was read is missing"))?;

    let found = app.found::<Session>(&call, session).await?;
    let slot = if found.state.is_at_home() {
        let visited = found.state.enrolled().next().ok_or_else(|| Failure::internal("a home is nobody's"))?;
        let private_place = sealed_place(app, call.district(), visited, &place).await?;
        Slot { start, duration, place: String::new(), private_place }
    } else {
        Slot { start, duration, place, private_place: None }
    };
    let done = app.execute::<Session>(&call, when, &request, session, SessionCommand::Move(slot)).await?;
    Ok(Reply::done(&done, MoveSessionResponse {}))
}
