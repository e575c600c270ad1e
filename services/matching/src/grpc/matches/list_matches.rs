use edge::{App, Call, Failure, Page, Reply, Violations, total};
use jiff::Span;
use proto::matching::v1::{ListMatchesRequest, ListMatchesResponse, MatchStatus};

use crate::queries::{
    matches::{Filter, OPEN, list},
    numbers,
};

/// More days than any pair was ever silent.
const MOST_SILENT_DAYS: u32 = 36_500;

pub(super) async fn list_matches(
    app: &App,
    call: Call,
    request: ListMatchesRequest,
) -> Result<Reply<ListMatchesResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    let person = violations.optional_id("person_id", &request.person_id);
    let volunteer = violations.optional_id("volunteer_id", &request.volunteer_id);
    violations.choices::<MatchStatus>("statuses", &request.statuses);
    if request.silent_days_at_least > MOST_SILENT_DAYS {
        violations.add("silent_days_at_least", "is too large");
    }
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let silent = i64::from(request.silent_days_at_least);
    let filter = Filter {
        statuses: if request.statuses.is_empty() { numbers(&OPEN) } else { request.statuses },
        programme,
        persons: alias::optional_ids(&mut tx, person).await?,
        volunteer,
        silent_since: (silent > 0).then(|| call.today().saturating_sub(Span::new().days(silent))),
    };
    let (rows, next_page_token, counted) = list(app, &mut tx, &filter, &page, call.today()).await?;
    let persons: Vec<_> = rows.iter().flat_map(|row| row.persons).collect();
    let shown = call.shows(tx, &persons).await?;
    let matches = rows.into_iter().map(|row| row.message).collect();
    Ok(Reply::showing(ListMatchesResponse { matches, next_page_token, total: total(counted) }, shown))
}
