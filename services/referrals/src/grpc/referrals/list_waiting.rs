use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::referrals::v1::{ListWaitingRequest, ListWaitingResponse};
use uuid::Uuid;

use crate::{
    grpc::read_municipality,
    queries::waiting::{Filter, how_many, list},
};

pub(super) async fn list_waiting(
    app: &App,
    call: Call,
    request: ListWaitingRequest,
) -> Result<Reply<ListWaitingResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    read_municipality(&mut violations, "municipality_code", &request.municipality_code);
    violations.settled()?;

    let municipality = Some(request.municipality_code).filter(|code| !code.is_empty());
    let filter = Filter { programme, municipality };
    let mut tx = app.database.district(call.district()).await?;
    let counted = how_many(&mut tx, &filter).await?;
    let (rows, next_page_token) = list(&mut tx, &filter, &page).await?;
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person).collect();
    let shown = call.shows(tx, &persons).await?;
    let message = ListWaitingResponse {
        waiting: rows.into_iter().map(|row| row.message).collect(),
        next_page_token,
        total: total(counted),
    };
    Ok(Reply::showing(message, shown))
}
