use edge::{App, Call, Failure, Page, Reply, Shown, Violations};
use proto::scheduling::v1::{ListSeriesRequest, ListSeriesResponse};

use crate::queries::series::{Filter, Place, list};

pub(super) async fn list_series(
    app: &App,
    call: Call,
    request: ListSeriesRequest,
) -> Result<Reply<ListSeriesResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let after = page.after.as_ref().map(|token| Place::parse(&token.key));
    if let Some(None) = after {
        violations.add("page_token", "is not from a previous page");
    }
    let group = violations.optional_id("group_id", &request.group_id);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    violations.settled()?;

    let filter = Filter { group, programme, past: request.include_past };
    let mut tx = app.database.district(call.district()).await?;
    let (series, next_page_token) = list(&mut tx, &filter, call.today(), &page, after.flatten()).await?;
    tx.commit().await?;
    Ok(Reply::showing(ListSeriesResponse { series, next_page_token }, Shown::NOBODY))
}
