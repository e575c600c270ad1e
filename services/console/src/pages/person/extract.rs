//! `/people/{id}/extract`: everything that every service holds about her, on paper or in JSON, with who has looked.
//! Asks each service in turn; what one that is silent holds is missing, and the extract says so.
//!
//! Where her address is protected, contacts, municipality and places are in it only when somebody opened them, and the
//! copy says that it is for her own hands.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};

use self::gathered::{Gathered, gathered};
use super::{Wanted, full_name, purposes};
use crate::{
    app::App,
    failure::{Failure, Service},
    page::Page,
    visit::Staff,
};

mod download;
mod gathered;
mod words;

pub use download::download;

#[derive(Template, WebTemplate)]
#[template(path = "pages/extract.html")]
struct ExtractPage {
    page: Page,
    id: String,
    name: String,
    district: String,
    made_on: String,
    is_protected: bool,
    is_opened: bool,
    /// Where the same is to be had for reading by machine.
    download: String,
    purposes: Vec<purposes::Row>,
    parts: Vec<Part>,
    silent: Vec<Service>,
    is_behind: bool,
}

/// What one service holds, in words.
struct Part {
    title: String,
    /// Said where a service holds nothing that names her.
    lead: String,
    records: Vec<Shown>,
    views: Vec<String>,
}

/// One thing that is held.
struct Shown {
    title: String,
    values: Vec<(String, String)>,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let Gathered { person, offering, is_protected, is_opened, held, silent, people } =
        gathered(&app, &caller, &id, &wanted).await?;
    let parts = held.into_iter().map(|held| Part {
        title: t.say(held.service.name()).to_string(),
        lead: if held.service == Service::Reporting { t.say("extract-no-names").into() } else { String::new() },
        records: held.records.iter().map(|record| words::shown(record, &offering, t)).collect(),
        views: held.views.iter().map(|view| words::view(view, &people, t)).collect(),
    });
    let page = ExtractPage {
        page: staff.visit.page().await?,
        name: full_name(&person, t),
        district: staff.district.name.clone(),
        made_on: offering.today.map(|day| t.date(day)).unwrap_or_default(),
        is_protected,
        is_opened,
        download: format!("/people/{id}/extract.json{}", if is_protected && is_opened { "?opened=yes" } else { "" }),
        purposes: purposes::rows(&person, &offering, t),
        parts: parts.collect(),
        id,
        silent,
        is_behind: caller.is_behind(),
    };
    Ok(page.into_response())
}
