use edge::{App, Call, Failure, Reply};
use proto::matching::v1::{ListMatchesDueRequest, ListMatchesDueResponse};

use crate::queries::due;

pub(super) async fn list_matches_due(
    app: &App,
    call: Call,
    _: ListMatchesDueRequest,
) -> Result<Reply<ListMatchesDueResponse>, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let (due, persons) = due::list(app, &mut tx, call.today()).await?;
    let shown = call.shows(tx, &persons).await?;
    let as_of = call.today().to_string();
    Ok(Reply::showing(ListMatchesDueResponse { due, as_of }, shown))
}
