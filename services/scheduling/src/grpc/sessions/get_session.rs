use access::Action;
use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{GetSessionRequest, GetSessionResponse};

use crate::queries::{led_group, session};

pub(super) async fn get_session(
    app: &App,
    call: Call,
    request: GetSessionRequest,
) -> Result<Reply<GetSessionResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("session_id", &request.session_id);
    violations.settled()?;

    let leader = super::bound_to(&call)?;
    let mut tx = app.database.district(call.district()).await?;
    let (mut summary, mut session, persons) = session::get(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    if let Some(leader) = leader {
        let group = summary.group.ok_or(Failure::NotFound)?;
        if !led_group::leads(&mut tx, leader, group).await? {
            return Err(Failure::NotFound);
        }
    }
    if !call.may(Action::SeePersons) {
        summary = summary.without_home();
    }
    let shown = call.shows(tx, &persons).await?;
    session.summary = Some(summary.message);
    Ok(Reply::showing(GetSessionResponse { session: Some(session) }, shown))
}
