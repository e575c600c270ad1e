use std::collections::BTreeSet;

use decider::Decider as _;
use edge::{App, Call, Failure, Limits, Reply, Violations, total};
use jiff::civil::Date;
use proto::scheduling::v1::{PlanSeriesRequest, PlanSeriesResponse, SessionKind};
use scheduling_domain::{
    Series, SeriesCommand,
    series::{SeriesPlan, SeriesState, occurrences},
};
use uuid::Uuid;

use crate::{
    grpc::{PLACE, read_days, read_weekly, sessions::read_capacity},
    queries::known,
};

/// Breaks and exceptions of one series.
const ENTRIES: usize = 400;
/// A series lasts two years at most, so it meets the holidays of three; longer ones are refused whole.
const YEARS: usize = 3;

pub(super) async fn plan_series(
    app: &App,
    call: Call,
    request: PlanSeriesRequest,
) -> Result<Reply<PlanSeriesResponse>, Failure> {
    let (request_id, occurred_on, plan) = read(app, &call, &request)?;
    known::group(app, &call, plan.group_id).await?;
    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let series = by.creates(Series::KIND, 0);
    let done = app.log.create::<Series>(&by, series, &SeriesCommand::Plan(plan)).await?;

    // As it was planned: a repeat counts no break that came since.
    let mut planned = SeriesState::default();
    for event in &done.events {
        Series::evolve(&mut planned, event, by.env.occurred_on);
    }
    let sessions = occurrences(&planned, Date::MIN, Date::MAX).len();
    let message = PlanSeriesResponse { series_id: series.to_string(), session_count: total(sessions) };
    Ok(Reply::done(&done, message))
}

fn read(app: &App, call: &Call, request: &PlanSeriesRequest) -> Result<(Uuid, Option<Date>, SeriesPlan), Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let group_id = violations.id("group_id", &request.group_id);
    call.programme(&app.installation, &mut violations, &request.programme_id, occurred_on);
    let name = violations.required_text("name", &request.name, Limits::NAME);
    let kind = violations.choice::<SessionKind>("kind", request.kind);
    let weekly = read_weekly(&mut violations, "weekly", request.weekly.as_ref());
    let first_on = violations.date("first_on", &request.first_on);
    let last_on = violations.date("last_on", &request.last_on);
    let place = violations.required_text("place", &request.place, PLACE);
    let theme = violations.text("theme", &request.theme, Limits::NAME);
    if request.breaks.len() + request.exceptions.len() > ENTRIES {
        violations.add("breaks", "has too many entries");
    }
    let breaks = (0..).zip(request.breaks.iter().take(ENTRIES));
    let breaks: Vec<_> =
        breaks.filter_map(|(n, days)| read_days(&mut violations, &format!("breaks[{n}]"), days)).collect();
    let exceptions = (0..).zip(request.exceptions.iter().take(ENTRIES));
    let mut exceptions: BTreeSet<Date> =
        exceptions.map(|(n, day)| violations.date(&format!("exceptions[{n}]"), day)).collect();
    read_capacity(&mut violations, request.capacity);
    violations.settled()?;

    if !request.on_public_holidays {
        exceptions.extend(holidays(first_on, last_on));
    }
    let plan = SeriesPlan {
        group_id,
        programme_id: request.programme_id.clone(),
        name: name.to_owned(),
        kind,
        weekly: weekly.ok_or_else(|| Failure::internal("a time that was read is missing"))?,
        first_on,
        last_on,
        place: place.to_owned(),
        theme: theme.to_owned(),
        breaks,
        exceptions: exceptions.into_iter().collect(),
        counts_only: request.counts_only,
        capacity: request.capacity,
    };
    Ok((request_id, occurred_on, plan))
}

fn holidays(first_on: Date, last_on: Date) -> impl Iterator<Item = Date> {
    (first_on.year()..=last_on.year())
        .take(YEARS)
        .flat_map(calendar::holidays)
        .map(|holiday| holiday.date)
        .filter(move |day| (first_on..=last_on).contains(day))
}
