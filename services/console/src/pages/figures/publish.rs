//! `/figures/publish`: a manager looks at what a year's publication would show, and publishes it.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::civil::Date;
use proto::reporting::v1::{
    Cell, CellKind, ListIndicatorsRequest, ListPublicationsRequest, PreviewPublicationRequest,
    PreviewPublicationResponse, PublicationStatus, PublishFiguresRequest,
};
use serde::Deserialize;

use super::{
    publications::{self, Published},
    tables,
};
use crate::{
    accounts::Role,
    acts,
    app::App,
    clients::{Caller, asked},
    components::{Number, NumberColumn, NumberRow, NumberTable},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    page::Page,
    visit::Staff,
};

mod standing;

use standing::Standing;

/// How many years that are over can be published.
const YEARS: i16 = 5;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    year: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/figures_publish.html")]
struct Publish {
    page: Page,
    year: i16,
    /// Years with whether they are shown.
    years: Vec<(i16, bool)>,
    audiences: Vec<OfAudience>,
}

/// One audience: what it was shown, and what it would be.
struct OfAudience {
    id: String,
    published: Published,
    preview: Preview,
}

enum Preview {
    /// A rule says no, in words.
    Refused(String),
    Table {
        table_id: String,
        table: NumberTable,
        smallest_cell: u32,
        /// Sentences about what publishing would do, or why there is nothing to do.
        words: Vec<String>,
        /// None when there is nothing to do.
        publishing: Option<Box<Publishing>>,
    },
}

/// The form that publishes, and its button.
struct Publishing {
    form: Form,
    button: Key,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    draw(&app, &staff, &wanted.year, None, StatusCode::OK).await
}

pub async fn submit(State(app): State<App>, staff: Staff, mut form: Form) -> Result<Response, Failure> {
    manager(&staff)?;
    let t = staff.visit.texts();
    let year = form.text("year");
    form.object_to_draft(t);
    if !form.ticked("understood") {
        form.object("understood", t.say("publish-understood-missing"));
    }
    if !form.problems().is_empty() {
        return draw(&app, &staff, &year, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let caller = staff.caller()?;
    let request = PublishFiguresRequest {
        request_id: form.request_id().to_owned(),
        audience: form.text("audience"),
        year: year.parse().unwrap_or_default(),
        occurred_on: String::new(),
        table_id: form.text("table_id"),
    };
    match asked!(&caller, app.clients.figures(), Reporting, publish_figures, request) {
        Ok(done) => {
            let notice = match done.status() {
                PublicationStatus::AwaitingApproval => Key("done-approved"),
                PublicationStatus::Published | PublicationStatus::Unspecified if done.cells.is_empty() => {
                    Key("done-unchanged")
                }
                PublicationStatus::Published | PublicationStatus::Unspecified => Key("done-published"),
            };
            acts::done(&staff.visit, &form, &format!("/figures/publish?year={}", request_year(&year)), notice).await
        }
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(&app, &staff, &year, Some(form), status).await
        }
    }
}

/// What was posted goes into an address again only as a number.
fn request_year(year: &str) -> u16 {
    year.parse().unwrap_or_default()
}

fn manager(staff: &Staff) -> Result<(), Failure> {
    if staff.session.account.role == Role::Manager { Ok(()) } else { Err(Failure::Forbidden) }
}

async fn draw(
    app: &App,
    staff: &Staff,
    year: &str,
    refused: Option<Form>,
    status: StatusCode,
) -> Result<Response, Failure> {
    manager(staff)?;
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let known = asked!(&caller, app.clients.figures(), Reporting, list_indicators, ListIndicatorsRequest {})?;
    let today: Date = known.as_of.parse().map_err(Failure::unexpected)?;
    let last = today.year() - 1;
    let year = year.parse().ok().filter(|year| (last - YEARS + 1..=last).contains(year)).unwrap_or(last);
    let offering = Offering::of(app, &caller).await?;
    let request = ListPublicationsRequest { year: year.unsigned_abs().into() };
    let listed = asked!(&caller, app.clients.figures(), Reporting, list_publications, request)?;
    let published = publications::published(app, &listed.publications, t).await?;
    let order: Vec<&str> = known.indicators.iter().map(|indicator| indicator.indicator_id.as_str()).collect();
    let own = staff.session.account.actor_id.to_string();
    let mut audiences = Vec::new();
    for (publication, published) in listed.publications.iter().zip(published) {
        let audience = publication.audience.as_str();
        let preview = match preview(app, &caller, audience, year, t).await? {
            Err(words) => Preview::Refused(words),
            Ok(found) => {
                let standing = Standing { publication, preview: &found, own: &own };
                let publishing = standing.button().map(|button| {
                    let returned = refused.clone().filter(|form| form.text("audience") == audience);
                    let blank = || {
                        let form = staff.visit.blank_form().prefilled("audience", audience);
                        form.prefilled("year", year.to_string())
                    };
                    Box::new(Publishing { form: returned.unwrap_or_else(blank).scoped(audience), button })
                });
                let caption = t.say("publish-preview").with("audience", &published.audience).with("year", year);
                Preview::Table {
                    table_id: found.table_id.clone(),
                    table: table(&format!("preview-{audience}"), caption.into(), &found.cells, &order, &offering, t),
                    smallest_cell: found.smallest_cell,
                    words: standing.words().into_iter().map(|key| t.say(key).to_string()).collect(),
                    publishing,
                }
            }
        };
        audiences.push(OfAudience { id: audience.to_owned(), published, preview });
    }
    let years = (0..YEARS).map(|ago| (last - ago, last - ago == year)).collect();
    Ok((status, Publish { page: staff.visit.page().await?, year, years, audiences }).into_response())
}

/// What would be published, or the words of the rule that keeps it from being.
async fn preview(
    app: &App,
    caller: &Caller,
    audience: &str,
    year: i16,
    t: Texts,
) -> Result<Result<PreviewPublicationResponse, String>, Failure> {
    let request = PreviewPublicationRequest { audience: audience.to_owned(), year: year.unsigned_abs().into() };
    match asked!(caller, app.clients.figures(), Reporting, preview_publication, request) {
        Ok(found) => Ok(Ok(found)),
        Err(failure) => {
            let mut form = Form::default();
            form.take(failure, t)?;
            let words = form.problems().iter().map(|problem| problem.message.clone());
            Ok(Err(words.collect::<Vec<_>>().join(" ")))
        }
    }
}

/// Indicators in the order of a report, programmes side by side.
fn table(id: &str, caption: String, cells: &[Cell], order: &[&str], offering: &Offering, t: Texts) -> NumberTable {
    let mut programmes: Vec<&str> = cells.iter().map(|cell| cell.programme_id.as_str()).collect();
    programmes.dedup();
    let shown = order.iter().filter(|indicator| cells.iter().any(|cell| cell.indicator_id == **indicator));
    let row = |indicator: &&str| NumberRow {
        name: tables::name(indicator, t),
        definition: String::new(),
        numbers: programmes
            .iter()
            .map(|programme| {
                let fits = |cell: &&Cell| cell.programme_id == *programme && cell.indicator_id == *indicator;
                cells.iter().find(fits).map_or(Number::Nothing, |cell| number(cell, t))
            })
            .collect(),
    };
    NumberTable {
        id: id.to_owned(),
        caption,
        corner: t.say("figures-indicator").to_string(),
        columns: programmes.iter().map(|programme| NumberColumn::new(offering.name(programme, t))).collect(),
        rows: shown.map(row).collect(),
        has_total: false,
        is_wide: false,
    }
}

/// A cell as everybody sees it who sees the publication.
pub(in crate::pages) fn number(cell: &Cell, t: Texts) -> Number {
    match (cell.kind(), cell.value) {
        (CellKind::Value, Some(value)) => Number::value(t.number(i64::try_from(value).unwrap_or(i64::MAX))),
        (CellKind::Value | CellKind::Unspecified, _) => Number::Nothing,
        (CellKind::SuppressedPrimary | CellKind::SuppressedSecondary, _) => {
            Number::Absent(t.say("figure-hidden-word").to_string())
        }
        (CellKind::NotCollected, _) => Number::Absent(t.say("figure-not-collected").to_string()),
    }
}
