use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::referrals::v1::{ListRetentionRequest, ListRetentionResponse};

use crate::queries::retention::{self, Purposes};

pub(super) async fn list_retention(
    app: &App,
    call: Call,
    request: ListRetentionRequest,
) -> Result<Reply<ListRetentionResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    violations.settled()?;

    let purposes = Purposes::of(app.installation.known().purposes());
    let mut tx = app.database.district(call.district()).await?;
    let counted = retention::due(&mut tx, &purposes, call.today()).await?;
    let (listed, next_page_token) = retention::list(&mut tx, &purposes, call.today(), &page).await?;
    let (ids, persons): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
    let shown = call.shows(tx, &ids).await?;
    Ok(Reply::showing(ListRetentionResponse { persons, next_page_token, total: total(counted) }, shown))
}
