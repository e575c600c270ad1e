use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::matching::v1::{ListVolunteersRequest, ListVolunteersResponse, VolunteerStatus};

use crate::queries::{
    numbers,
    volunteer::{Filter, HERE, counts, list},
};

pub(super) async fn list_volunteers(
    app: &App,
    call: Call,
    request: ListVolunteersRequest,
) -> Result<Reply<ListVolunteersResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    let person = violations.optional_id("person_id", &request.person_id);
    violations.choices::<VolunteerStatus>("statuses", &request.statuses);
    violations.settled()?;

    let statuses = if request.statuses.is_empty() { numbers(&HERE) } else { request.statuses };
    let mut tx = app.database.district(call.district()).await?;
    let counts = counts(&mut tx, programme.as_deref()).await?;
    let persons = alias::optional_ids(&mut tx, person).await?;
    let filter = Filter { statuses, programme, free_only: request.free_only, persons };
    let (rows, next_page_token, counted) = list(app, &mut tx, &filter, &page, call.today()).await?;
    let persons: Vec<_> = rows.iter().map(|row| row.person).collect();
    let shown = call.shows(tx, &persons).await?;
    let volunteers = rows.into_iter().map(|row| row.message).collect();
    let message = ListVolunteersResponse { volunteers, counts, next_page_token, total: total(counted) };
    Ok(Reply::showing(message, shown))
}
