//! `/groups/{id}/series`: when a group meets week by week: planned, moved, paused, ended.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{GetGroupRequest, GroupStatus, GroupSummary},
    scheduling::v1::{
        AddSeriesBreakRequest, DateRange, EndSeriesRequest, ListSeriesRequest, MoveSeriesRequest, PlanSeriesRequest,
        Series, SessionKind, Weekday, WeeklyTime,
    },
};

use crate::{
    acts::{self, Acts, Refused, or_silent},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind},
    failure::{Failure, Service},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    page::Page,
    visit::Staff,
};

/// A session of a series without a length told.
const MINUTES: &str = "120";

/// Rows of breaks to fill in when a series is planned.
const BREAKS: usize = 3;

#[derive(Template, WebTemplate)]
#[template(path = "pages/series.html")]
struct SeriesPage {
    page: Page,
    group: String,
    name: String,
    series: Vec<Shown>,
    plan: Option<Act>,
    silent: Vec<Service>,
    is_behind: bool,
}

/// A series in words.
struct Shown {
    when: String,
    facts: Vec<(String, String)>,
    acts: Vec<Act>,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None).await
}

async fn draw(app: &App, staff: &Staff, id: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let group = known(app, &caller, id).await?;
    let mut silent = Vec::new();
    let asks = ListSeriesRequest { group_id: id.to_owned(), page_size: 200, ..ListSeriesRequest::default() };
    let listed = or_silent(asked!(&caller, app.clients.sessions(), Scheduling, list_series, asks), &mut silent)?;
    let acts = Acts { visit: &staff.visit, base: format!("/groups/{id}/series"), refused };
    let page = SeriesPage {
        page: staff.visit.page().await?,
        group: id.to_owned(),
        name: group.name.clone(),
        series: listed.series.iter().map(|series| shown(&acts, series, t)).collect(),
        plan: (group.status() == GroupStatus::Running).then(|| plan(&acts, t)),
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

async fn known(app: &App, caller: &Caller, id: &str) -> Result<GroupSummary, Failure> {
    let asks = GetGroupRequest { group_id: id.to_owned() };
    let found = asked!(caller, app.clients.groups(), Matching, get_group, asks)?.group;
    found.and_then(|group| group.summary).ok_or(Failure::NotFound)
}

fn shown(acts: &Acts<'_>, series: &Series, t: Texts) -> Shown {
    let weekly = series.weekly.clone().unwrap_or_default();
    let when = t
        .say("series-when")
        .with("weekday", t.name(weekly.weekday()))
        .with("time", weekly.start_time.replace(':', "."))
        .to_string();
    let days = |range: &DateRange| format!("{}–{}", t.iso_date(&range.from), t.iso_date(&range.to));
    let breaks: Vec<String> = series.breaks.iter().map(days).collect();
    let exceptions: Vec<String> = series.exceptions.iter().map(|day| t.iso_date(day)).collect();
    let seats = series.capacity.map(|seats| t.number(i64::from(seats))).unwrap_or_default();
    let mut facts = vec![
        (t.say("series-from").to_string(), t.iso_date(&series.first_on)),
        (t.say("series-until").to_string(), t.iso_date(&series.last_on)),
        (t.say("meeting-place").to_string(), series.place.clone()),
        (t.say("session-theme").to_string(), series.theme.clone()),
        (t.say("series-seats").to_string(), seats),
        (t.say("series-breaks").to_string(), breaks.join(", ")),
        (t.say("series-exceptions").to_string(), exceptions.join(", ")),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    Shown { when, facts, acts: offered(acts, series, &weekly, t) }
}

fn offered(acts: &Acts<'_>, series: &Series, weekly: &WeeklyTime, t: Texts) -> Vec<Act> {
    let id = series.series_id.as_str();
    // Of several on the page, only the one that was refused shows why.
    let is_it = acts.refused.is_some_and(|refused| refused.form.value("series_id") == id);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused: acts.refused.filter(|_| is_it) };
    let date = |name: &str, key: Key| Field::new(name, t.say(key), FieldKind::Date);
    let mut moving = vec![Field::hidden("series_id"), date("from", Key("series-move-from"))];
    moving.extend(weekly_fields(t));
    moving.push(Field::new("place", t.say("meeting-place"), FieldKind::Text));
    let (weekday, minutes) = (weekly.weekday().slug(), weekly.duration_minutes.to_string());
    let values = [
        ("series_id", id),
        ("weekly.weekday", weekday.as_str()),
        ("weekly.start_time", weekly.start_time.as_str()),
        ("weekly.duration_minutes", minutes.as_str()),
        ("place", series.place.as_str()),
    ];
    let pause = vec![
        Field::hidden("series_id"),
        date("days.from", Key("series-break-from")),
        date("days.to", Key("series-break-to")),
    ];
    let end = vec![Field::hidden("series_id"), date("last_on", Key("series-until"))];
    vec![
        acts.prefilled("break", Key("act-series-break"), pause, &[("series_id", id)]).scoped(id),
        acts.prefilled("move", Key("act-series-move"), moving, &values).hint(t.say("series-move-hint")).scoped(id),
        acts.prefilled("end", Key("act-series-end"), end, &[("series_id", id)]).scoped(id),
    ]
}

fn weekly_fields(t: Texts) -> [Field; 3] {
    [
        Field::new("weekly.weekday", t.say("series-weekday"), FieldKind::Select(Weekday::choices(t))),
        Field::new("weekly.start_time", t.say("meeting-time"), FieldKind::Time),
        Field::new("weekly.duration_minutes", t.say("series-minutes"), FieldKind::Number),
    ]
}

fn plan(acts: &Acts<'_>, t: Texts) -> Act {
    let mut fields = weekly_fields(t).to_vec();
    fields.extend([
        Field::new("first_on", t.say("series-from"), FieldKind::Date),
        Field::new("last_on", t.say("series-until"), FieldKind::Date).hint(t.say("series-until-hint")),
        Field::new("place", t.say("meeting-place"), FieldKind::Text).hint(t.say("series-place-hint")),
        Field::new("theme", t.say("session-theme"), FieldKind::Text).optional(),
        Field::new("capacity", t.say("series-seats"), FieldKind::Number).optional(),
    ]);
    for row in 0..BREAKS {
        let number = t.number(i64::try_from(row).unwrap_or_default() + 1);
        let label = |key: Key| t.say(key).with("number", &number);
        let from = label(Key("series-break-row-from"));
        let to = label(Key("series-break-row-to"));
        fields.push(Field::new(format!("breaks[{row}].from"), from, FieldKind::Date).optional());
        fields.push(Field::new(format!("breaks[{row}].to"), to, FieldKind::Date).optional());
    }
    fields.extend([
        Field::new("on_public_holidays", t.say("series-on-holidays"), FieldKind::Tick).optional(),
        Field::new("counts_only", t.say("series-counts-only"), FieldKind::Tick)
            .optional()
            .hint(t.say("series-counts-only-hint")),
    ]);
    acts.prefilled("plan", Key("act-series-plan"), fields, &[("weekly.duration_minutes", MINUTES)]).first()
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (format!("/groups/{id}/series"), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, &id, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.sessions();
    let (request_id, series_id) = (form.request_id().to_owned(), form.text("series_id"));
    let occurred_on = String::new();
    let range = |from: String, to: String| (!from.is_empty() || !to.is_empty()).then_some(DateRange { from, to });
    match act {
        "plan" => {
            let group = known(app, caller, id).await?;
            let breaks = (0..BREAKS).filter_map(|row| {
                range(form.text(&format!("breaks[{row}].from")), form.text(&format!("breaks[{row}].to")))
            });
            let request = PlanSeriesRequest {
                request_id,
                group_id: id.to_owned(),
                programme_id: group.programme_id,
                name: group.name,
                kind: SessionKind::GroupSession.into(),
                weekly: Some(weekly(form)),
                first_on: form.text("first_on"),
                last_on: form.text("last_on"),
                place: form.text("place"),
                theme: form.text("theme"),
                breaks: breaks.collect(),
                exceptions: Vec::new(),
                on_public_holidays: form.ticked("on_public_holidays"),
                counts_only: form.ticked("counts_only"),
                capacity: form.text("capacity").parse().ok(),
                occurred_on,
            };
            asked!(caller, client, Scheduling, plan_series, request)?;
            Ok(Key("done-series-plan"))
        }
        "move" => {
            let (from, place) = (form.text("from"), form.text("place"));
            let weekly = Some(weekly(form));
            let request = MoveSeriesRequest { request_id, series_id, from, weekly, place, occurred_on };
            asked!(caller, client, Scheduling, move_series, request)?;
            Ok(Key("done-series-move"))
        }
        "break" => {
            let days = range(form.text("days.from"), form.text("days.to"));
            let request = AddSeriesBreakRequest { request_id, series_id, days, occurred_on };
            asked!(caller, client, Scheduling, add_series_break, request)?;
            Ok(Key("done-series-break"))
        }
        "end" => {
            let last_on = form.text("last_on");
            let request = EndSeriesRequest { request_id, series_id, last_on, occurred_on };
            asked!(caller, client, Scheduling, end_series, request)?;
            Ok(Key("done-series-end"))
        }
        _ => Err(Failure::NotFound),
    }
}

fn weekly(form: &Form) -> WeeklyTime {
    WeeklyTime {
        weekday: form.number::<Weekday>("weekly.weekday"),
        start_time: form.text("weekly.start_time"),
        zone: String::new(),
        duration_minutes: form.text("weekly.duration_minutes").parse().unwrap_or_default(),
    }
}
