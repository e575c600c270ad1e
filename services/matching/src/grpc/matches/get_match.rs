use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetMatchRequest, GetMatchResponse};

use crate::queries::matches;

pub(super) async fn get_match(
    app: &App,
    call: Call,
    request: GetMatchRequest,
) -> Result<Reply<GetMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("match_id", &request.match_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (persons, found) = matches::get(app, &mut tx, id, call.today()).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(GetMatchResponse { r#match: Some(found) }, shown))
}
