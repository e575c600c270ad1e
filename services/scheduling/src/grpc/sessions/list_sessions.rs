use access::Action;
use edge::{App, Call, Failure, Page, Reply, Violations};
use jiff::{Unit, civil::Date};
use proto::scheduling::v1::{ListSessionsRequest, ListSessionsResponse, LocalStart, SessionKind};
use scheduling_domain::WallTime;
use uuid::Uuid;

use crate::queries::session::{Filter, Summary, list};

/// Longest time a list covers.
const DAYS: i32 = 400;

pub(super) async fn list_sessions(
    app: &App,
    call: Call,
    request: ListSessionsRequest,
) -> Result<Reply<ListSessionsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let after = page.after.as_ref().map(|token| place(&token.key));
    if let Some(None) = after {
        violations.add("page_token", "is not from a previous page");
    }
    let (from, to) = read_time(&mut violations, &request);
    let group = violations.optional_id("group_id", &request.group_id);
    let series = violations.optional_id("series_id", &request.series_id);
    violations.choices::<SessionKind>("kinds", &request.kinds);
    violations.settled()?;

    let leader = super::bound_to(&call)?;
    let mut tx = app.database.district(call.district()).await?;
    let filter = Filter {
        from,
        to,
        group,
        series,
        kinds: request.kinds,
        cancelled: request.include_cancelled,
        led_by: alias::optional_ids(&mut tx, leader).await?,
    };
    let (mut rows, next_page_token) = list(&mut tx, &filter, &page, after.flatten()).await?;
    if !call.may(Action::SeePersons) {
        rows = rows.into_iter().map(Summary::without_home).collect();
    }
    let homes: Vec<Uuid> = rows.iter().filter_map(|row| row.home_of).collect();
    let shown = call.shows(tx, &homes).await?;
    let sessions = rows.into_iter().map(|row| row.message).collect();
    Ok(Reply::showing(ListSessionsResponse { sessions, next_page_token }, shown))
}

fn read_time(violations: &mut Violations, request: &ListSessionsRequest) -> (Date, Date) {
    let from = violations.date("from", &request.from);
    let to = violations.date("to", &request.to);
    let days = from.until((Unit::Day, to)).map_or(i32::MAX, |span| span.get_days());
    if from != Date::ZERO && to != Date::ZERO {
        if days < 0 {
            violations.add("to", "must not precede the first day");
        } else if days > DAYS {
            violations.add("to", "is more than 400 days later");
        }
    }
    (from, to)
}

/// The start a page ended with; `None` for a text that no page ended with.
fn place(key: &str) -> Option<WallTime> {
    let (date, time) = key.split_once(' ')?;
    let start = LocalStart { date: date.to_owned(), time: time.to_owned(), zone: String::new() };
    WallTime::try_from(&start).ok()
}
