use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::matching::v1::{GroupStatus, ListGroupsRequest, ListGroupsResponse};

use crate::queries::{
    group::{Filter, list},
    numbers,
};

pub(super) async fn list_groups(
    app: &App,
    call: Call,
    request: ListGroupsRequest,
) -> Result<Reply<ListGroupsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    let leader = violations.optional_id("leader_person_id", &request.leader_person_id);
    violations.choices::<GroupStatus>("statuses", &request.statuses);
    violations.settled()?;

    let statuses = if request.statuses.is_empty() { numbers(&[GroupStatus::Running]) } else { request.statuses };
    let mut tx = app.database.district(call.district()).await?;
    let leader = alias::optional_ids(&mut tx, leader).await?;
    let (rows, next_page_token, counted) = list(&mut tx, &Filter { statuses, programme, leader }, &page).await?;
    let persons: Vec<_> = rows.iter().flat_map(|row| row.leaders.iter().copied()).collect();
    let shown = call.shows(tx, &persons).await?;
    let groups = rows.into_iter().map(|row| row.message).collect();
    Ok(Reply::showing(ListGroupsResponse { groups, next_page_token, total: total(counted) }, shown))
}
