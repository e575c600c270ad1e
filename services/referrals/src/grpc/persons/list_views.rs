use edge::{App, Call, Failure, Page, Reply, Violations};
use proto::referrals::v1::{ListViewsRequest, ListViewsResponse};

use crate::queries::person;

/// Looking at who looked is a look as well.
pub(super) async fn list_views(
    app: &App,
    call: Call,
    request: ListViewsRequest,
) -> Result<Reply<ListViewsResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("person_id", &request.person_id);
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (views, next_page_token) = person::views(&mut tx, id, &page).await?;
    let shown = call.shows(tx, &[id]).await?;
    Ok(Reply::showing(ListViewsResponse { views, next_page_token }, shown))
}
