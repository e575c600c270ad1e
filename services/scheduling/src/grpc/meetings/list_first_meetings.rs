use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::scheduling::v1::{FirstMeetingStatus, ListFirstMeetingsRequest, ListFirstMeetingsResponse};
use uuid::Uuid;

use crate::queries::first_meeting::{Filter, OPEN, list};

pub(super) async fn list_first_meetings(
    app: &App,
    call: Call,
    request: ListFirstMeetingsRequest,
) -> Result<Reply<ListFirstMeetingsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let person = violations.optional_id("person_id", &request.person_id);
    violations.choices::<FirstMeetingStatus>("statuses", &request.statuses);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let filter = Filter {
        statuses: if request.statuses.is_empty() { OPEN.map(i32::from).to_vec() } else { request.statuses },
        programme,
        persons: alias::optional_ids(&mut tx, person).await?,
    };
    let (rows, next_page_token, counted) = list(&mut tx, &filter, &page).await?;
    let persons: Vec<Uuid> = rows.iter().flat_map(|row| row.persons).collect();
    let shown = call.shows(tx, &persons).await?;
    let message = ListFirstMeetingsResponse {
        first_meetings: rows.into_iter().map(|row| row.message).collect(),
        next_page_token,
        total: total(counted),
    };
    Ok(Reply::showing(message, shown))
}
