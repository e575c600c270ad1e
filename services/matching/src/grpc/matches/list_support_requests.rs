use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::matching::v1::{ListSupportRequestsRequest, ListSupportRequestsResponse, SupportRequestStatus};

use crate::queries::{
    numbers,
    support_request::{Filter, list},
};

pub(super) async fn list_support_requests(
    app: &App,
    call: Call,
    request: ListSupportRequestsRequest,
) -> Result<Reply<ListSupportRequestsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    let person = violations.optional_id("person_id", &request.person_id);
    violations.choices::<SupportRequestStatus>("statuses", &request.statuses);
    violations.settled()?;

    let statuses = if request.statuses.is_empty() { numbers(&[SupportRequestStatus::Open]) } else { request.statuses };
    let mut tx = app.database.district(call.district()).await?;
    let persons = alias::optional_ids(&mut tx, person).await?;
    let (rows, next_page_token, counted) = list(&mut tx, &Filter { statuses, programme, persons }, &page).await?;
    let persons: Vec<_> = rows.iter().map(|row| row.person).collect();
    let shown = call.shows(tx, &persons).await?;
    let support_requests = rows.into_iter().map(|row| row.message).collect();
    let message = ListSupportRequestsResponse { support_requests, next_page_token, total: total(counted) };
    Ok(Reply::showing(message, shown))
}
