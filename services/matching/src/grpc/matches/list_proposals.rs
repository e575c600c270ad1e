use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::matching::v1::{ListProposalsRequest, ListProposalsResponse, ProposalStatus};

use crate::queries::proposal::{Filter, list};

pub(super) async fn list_proposals(
    app: &App,
    call: Call,
    request: ListProposalsRequest,
) -> Result<Reply<ListProposalsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let support_request = violations.optional_id("support_request_id", &request.support_request_id);
    let volunteer = violations.optional_id("volunteer_id", &request.volunteer_id);
    violations.choices::<ProposalStatus>("statuses", &request.statuses);
    violations.settled()?;

    let filter = Filter { statuses: request.statuses, support_request, volunteer };
    let mut tx = app.database.district(call.district()).await?;
    let (rows, next_page_token, counted) = list(&mut tx, &filter, &page).await?;
    let persons: Vec<_> = rows.iter().flat_map(|row| row.persons).collect();
    let shown = call.shows(tx, &persons).await?;
    let proposals = rows.into_iter().map(|row| row.message).collect();
    Ok(Reply::showing(ListProposalsResponse { proposals, next_page_token, total: total(counted) }, shown))
}
