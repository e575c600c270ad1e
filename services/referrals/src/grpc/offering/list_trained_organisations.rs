use edge::{App, Call, Failure, Page, Reply, Shown, Violations, total};
use proto::referrals::v1::{ListTrainedOrganisationsRequest, ListTrainedOrganisationsResponse};

use crate::queries::organisation;

pub(super) async fn list_trained_organisations(
    app: &App,
    call: Call,
    request: ListTrainedOrganisationsRequest,
) -> Result<Reply<ListTrainedOrganisationsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let counted = organisation::how_many(&mut tx).await?;
    let (rows, next_page_token) = organisation::list(&mut tx, &page).await?;
    tx.commit().await?;
    let message = ListTrainedOrganisationsResponse {
        organisations: rows.into_iter().map(|row| row.message).collect(),
        next_page_token,
        total: total(counted),
    };
    Ok(Reply::showing(message, Shown::NOBODY))
}
