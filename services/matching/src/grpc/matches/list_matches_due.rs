use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{ListMatchesDueRequest, ListMatchesDueResponse};

use crate::queries::due;

pub(super) async fn list_matches_due(
    app: &App,
    call: Call,
    request: ListMatchesDueRequest,
) -> Result<Reply<ListMatchesDueResponse>, Failure> {
    let mut violations = Violations::default();
    let coordinator = violations.optional_id("coordinator_actor_id", &request.coordinator_actor_id);
    violations.settled()?;

    let coordinator = coordinator.map(|id| id.to_string());
    let mut tx = app.database.district(call.district()).await?;
    let (due, persons) = due::list(app, &mut tx, call.today(), coordinator.as_deref()).await?;
    let shown = call.shows(tx, &persons).await?;
    let as_of = call.today().to_string();
    Ok(Reply::showing(ListMatchesDueResponse { due, as_of }, shown))
}
