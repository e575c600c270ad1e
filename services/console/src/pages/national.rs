//! `/national`: what districts have published, side by side. Asked of the national view alone: there is no person in it,
//! and no way from here to one.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use jiff::Timestamp;
use proto::reporting::v1::{DistrictPublication, GetPublishedFiguresRequest, GetPublishedFiguresResponse};
use serde::Deserialize;

use super::figures::audience_name;
use crate::{
    app::App,
    clients::asked,
    components::{Column, DataTable, NumberTable, Row, TableCell, Tag, Tone},
    failure::Failure,
    i18n::{Key, Texts, local_date},
    page::{NATIONAL, Page, address_with},
    visit::Coordination,
};

mod tables;

/// How many years that are over are offered.
const YEARS: u32 = 5;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    audience: String,
    #[serde(default)]
    year: String,
}

/// A choice that is an address.
pub struct Tab {
    words: String,
    href: String,
    is_shown: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/national.html")]
pub struct National {
    page: Page,
    audience: String,
    /// Empty for somebody of one audience.
    audiences: Vec<Tab>,
    years: Vec<Tab>,
    year: u32,
    tables: Vec<NumberTable>,
    /// How far each district is; none when no district has this audience.
    completeness: Option<DataTable>,
    /// Of the indicators shown.
    definitions: Vec<(String, String)>,
}

pub async fn show(
    State(app): State<App>,
    coordination: Coordination,
    Query(wanted): Query<Wanted>,
) -> Result<National, Failure> {
    let t = coordination.visit.texts();
    let own = &coordination.session.account.audiences;
    let audience = if wanted.audience.is_empty() { own.first().cloned().unwrap_or_default() } else { wanted.audience };
    if audience.is_empty() {
        let page = coordination.visit.page().await?;
        return Ok(National::without_audience(page));
    }
    // The national view knows no clock of the installation.
    let last = u32::from(local_date(app.surroundings.now()).year().unsigned_abs()) - 1;
    let asked_year = wanted.year.parse().ok();
    let caller = coordination.caller(&audience)?;
    let ask = |year: u32| GetPublishedFiguresRequest { audience: audience.clone(), year };
    let mut year = asked_year.unwrap_or(last);
    let mut found = asked!(&caller, app.clients.published(), National, get_published_figures, ask(year))?;
    // Nobody has published last year yet: the newest that somebody has.
    if let (None, Some(newest)) = (asked_year, found.years.first().copied().filter(|newest| *newest < year)) {
        year = newest;
        found = asked!(&caller, app.clients.published(), National, get_published_figures, ask(year))?;
    }
    let page = coordination.visit.page().await?;
    let tab = |words: String, audience: &str, of: u32, is_shown| Tab {
        words,
        href: address_with(NATIONAL, &[("audience", audience), ("year", &of.to_string())]),
        is_shown,
    };
    let audiences = own.iter().map(|id| tab(audience_name(id, t), id, year, *id == audience)).collect();
    let offered = offered(&found, last, year);
    let years = offered.into_iter().map(|of| tab(of.to_string(), &audience, of, of == year)).collect();
    Ok(National {
        page,
        audience: audience_name(&audience, t),
        audiences: if own.len() > 1 { audiences } else { Vec::new() },
        years,
        year,
        tables: tables::by_programme(&found, t),
        completeness: (!found.districts.is_empty()).then(|| completeness(&found.districts, year, t)),
        definitions: tables::definitions(&found, t),
    })
}

impl National {
    fn without_audience(page: Page) -> Self {
        Self {
            page,
            audience: String::new(),
            audiences: Vec::new(),
            years: Vec::new(),
            year: 0,
            tables: Vec::new(),
            completeness: None,
            definitions: Vec::new(),
        }
    }
}

/// The last years, those of which something is published, and the one shown, newest first.
fn offered(found: &GetPublishedFiguresResponse, last: u32, shown: u32) -> Vec<u32> {
    let mut years: Vec<u32> = (0..YEARS).map(|ago| last - ago).chain(found.years.iter().copied()).collect();
    years.push(shown);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
}

fn completeness(districts: &[DistrictPublication], year: u32, t: Texts) -> DataTable {
    let published = districts.iter().filter(|district| district.published_time.is_some()).count();
    let caption = t.say("national-published-count").with("published", published).with("all", districts.len());
    let row = |district: &DistrictPublication| {
        let at = district.published_time.and_then(|time| Timestamp::from_second(time.seconds).ok());
        let words = |words: String| TableCell::Words(words);
        let cells = if let Some(at) = at {
            vec![
                words(t.date(local_date(at))),
                words(t.number(i64::from(district.revision))),
                words(t.say("national-smallest-below").with("k", district.smallest_cell).into()),
            ]
        } else {
            let not = TableCell::Tag(Tag::new(Tone::Waiting, t.say("national-not-published")));
            vec![not, words("–".to_owned()), words("–".to_owned())]
        };
        Row { name: tables::name_of(district).to_owned(), href: String::new(), cells }
    };
    let columns = [
        (Key("national-district"), false),
        (Key("national-published"), false),
        (Key("national-revision"), true),
        (Key("national-smallest"), false),
    ];
    DataTable {
        caption: caption.with("year", year).to_string(),
        columns: columns.map(|(key, is_number)| Column { words: t.say(key).to_string(), is_number }).into(),
        rows: districts.iter().map(row).collect(),
    }
}
