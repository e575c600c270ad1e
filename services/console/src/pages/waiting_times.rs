//! `/<district>/waiting-times`: for anybody, where new requests are taken and how long people have waited lately, in
//! bands of months. Nothing by language, and nothing that rests on a few.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use proto::{
    referrals::v1::CoveredProgramme,
    reporting::v1::{ExpectedWait, ListExpectedWaitsRequest, ListExpectedWaitsResponse, WaitBand},
};

use crate::{
    acts::or_silent,
    app::App,
    clients::asked,
    codes,
    components::{Column, DataTable, Row, TableCell, Tag, Tone},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    named::Named as _,
    offering::{coverage, programme_name},
    page::Page,
    pages::refer::{anybody, stops},
    visit::Visit,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/waiting_times.html")]
pub struct WaitingTimes {
    page: Page,
    district: String,
    district_name: String,
    /// One of each programme.
    tables: Vec<DataTable>,
    /// The months looked back on, in words; none while the service is silent.
    months: Option<String>,
    silent: Vec<Service>,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(district): Path<String>) -> Result<WaitingTimes, Failure> {
    let t = visit.texts();
    let caller = anybody(&app, &visit, &district)?;
    let coverage = coverage(&app, &caller).await?;
    let mut silent = Vec::new();
    let asked = asked!(&caller, app.clients.figures(), Reporting, list_expected_waits, ListExpectedWaitsRequest {});
    let ListExpectedWaitsResponse { waits, from, to } = or_silent(asked, &mut silent)?;
    Ok(WaitingTimes {
        page: visit.page().await?,
        district,
        district_name: coverage.district_name,
        tables: coverage.programmes.iter().filter_map(|covered| table(covered, &waits, t)).collect(),
        months: (!to.is_empty()).then(|| {
            t.say("waiting-times-months").with("from", t.iso_date(&from)).with("to", t.iso_date(&to)).to_string()
        }),
        silent,
    })
}

/// A programme as a whole and each municipality it is covered in. None where it is covered nowhere.
fn table(covered: &CoveredProgramme, waits: &[ExpectedWait], t: Texts) -> Option<DataTable> {
    let programme = covered.programme.as_ref()?;
    if !covered.everywhere && covered.municipality_codes.is_empty() {
        return None;
    }
    let of_programme = || waits.iter().filter(|wait| wait.programme_id == programme.programme_id);
    // Of one that is covered everywhere, those with something to say.
    let mut places = covered.municipality_codes.clone();
    if covered.everywhere {
        places.extend(of_programme().map(|wait| wait.municipality_code.clone()));
        places.extend(covered.stops.iter().map(|stop| stop.municipality_code.clone()));
        places.retain(|code| !code.is_empty());
    }
    places.sort_by(|a, b| codes::municipality(a).cmp(codes::municipality(b)));
    places.dedup();
    let row = |code: &str, name: String| {
        let band = of_programme()
            .find(|wait| wait.municipality_code == code)
            .map_or(WaitBand::Unspecified, ExpectedWait::band);
        Row {
            name,
            href: String::new(),
            cells: vec![TableCell::Words(band_words(band, t)), TableCell::Tag(capacity(covered, code, t))],
        }
    };
    let whole = row("", t.say("waiting-times-whole").to_string());
    let columns = [Key("waiting-times-place"), Key("waiting-times-wait"), Key("waiting-times-requests")];
    Some(DataTable {
        caption: programme_name(programme, t),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: [whole]
            .into_iter()
            .chain(places.iter().map(|code| row(code, codes::municipality(code).to_owned())))
            .collect(),
    })
}

fn band_words(band: WaitBand, t: Texts) -> String {
    if band.is_set() { t.name(band) } else { t.say("wait-not-known").to_string() }
}

/// Whether new requests are taken; for the whole of a programme only a stop of every municipality says no.
fn capacity(covered: &CoveredProgramme, code: &str, t: Texts) -> Tag {
    let holds = |place: &str| place.is_empty() || place == code;
    match covered.stops.iter().find(|stop| holds(&stop.municipality_code)) {
        Some(stop) => Tag::new(Tone::Attention, format!("{} {}", t.say("stop-holds"), stops::until(stop, t))),
        None => Tag::new(Tone::Done, t.say("stop-none")),
    }
}
