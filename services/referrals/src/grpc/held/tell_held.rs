use edge::{App, Call, Failure, Reply, Violations, held_views};
use proto::referrals::v1::{TellHeldRequest, TellHeldResponse};

use crate::queries::held;

/// Making an extract is a look at her as well: it stands in the view log from then on.
pub(super) async fn tell_held(
    app: &App,
    call: Call,
    request: TellHeldRequest,
) -> Result<Reply<TellHeldResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let ids = alias::ids(&mut tx, id).await?;
    let records = held::of_person(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let message = TellHeldResponse { records, views: held_views(&mut tx, &ids).await? };
    let shown = call.shows(tx, &ids[..1]).await?;
    Ok(Reply::showing(message, shown))
}
