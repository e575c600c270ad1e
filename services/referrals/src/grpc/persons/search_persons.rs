use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{SearchPersonsRequest, SearchPersonsResponse};
use uuid::Uuid;

use crate::queries::search;

pub(super) async fn search_persons(
    app: &App,
    call: Call,
    request: SearchPersonsRequest,
) -> Result<Reply<SearchPersonsResponse>, Failure> {
    let mut violations = Violations::default();
    let text = violations.required_text("text", &request.text, Limits::NAME);
    if text.chars().count() == 1 {
        violations.add("text", "must be at least two characters");
    }
    violations.month("birth_month", &request.birth_month);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let hits = search::persons(&mut tx, text, &request.birth_month).await?;
    let persons: Vec<Uuid> = hits.iter().map(|(id, _)| *id).collect();
    let shown = call.shows(tx, &persons).await?;
    let message = SearchPersonsResponse { hits: hits.into_iter().map(|(_, hit)| hit).collect() };
    Ok(Reply::showing(message, shown))
}
