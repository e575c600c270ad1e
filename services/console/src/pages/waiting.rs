//! `/waiting`: who waits for a friend or a place, since when and why; those a reason is declared for before the others.
//! Nobody has a number: the list is in order, and how anybody compares with anybody is nowhere said.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::{
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{ListWaitingRequest, WaitingReferral},
};
use serde::Deserialize;

use crate::{
    app::App,
    clients::asked,
    codes,
    components::{Action, Choice, Column, DataTable, Pagination, Row, TableCell, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    page::{Page, address_with},
    pages::referrals,
    visit::Staff,
};

pub mod stops;

pub const WAITING: &str = "/waiting";

/// The way there from lists of those who wait for something else.
pub fn way(t: Texts) -> Action {
    Action { words: t.say("waiting-title").to_string(), href: WAITING.to_owned() }
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    programme: String,
    #[serde(default)]
    municipality: String,
    /// From the previous page.
    #[serde(default)]
    after: String,
    /// How many rows stand before this page.
    #[serde(default)]
    skipped: u32,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/waiting.html")]
pub struct Waiting {
    page: Page,
    filter: Form,
    programmes: Vec<Choice>,
    municipalities: Vec<Choice>,
    table: DataTable,
    pagination: Pagination,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Waiting, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let request = ListWaitingRequest {
        programme_id: wanted.programme.clone(),
        municipality_code: wanted.municipality.clone(),
        page_token: wanted.after.clone(),
        page_size: 0,
    };
    let listed = asked!(&caller, app.clients.referrals(), Referrals, list_waiting, request)?;
    Ok(Waiting {
        page: staff.visit.page().await?,
        filter: Form::default()
            .prefilled("programme", &wanted.programme)
            .prefilled("municipality", &wanted.municipality),
        programmes: offering.choices(t),
        municipalities: offering.municipalities(),
        pagination: wanted.pagination(listed.waiting.len(), listed.total, &listed.next_page_token),
        table: offering.fitted(table(&listed.waiting, &offering, t), t),
        is_behind: caller.is_behind(),
    })
}

fn table(waiting: &[WaitingReferral], offering: &Offering, t: Texts) -> DataTable {
    let columns = [
        Key("referrals-name"),
        Key("requests-waits-since"),
        Key("waiting-why"),
        Key("waiting-priority"),
        Key("referrals-programme"),
        Key("referrals-municipality"),
    ];
    let row = |one: &WaitingReferral| {
        let summary = one.referral.clone().unwrap_or_default();
        let priority = one.priority.as_ref().map(|priority| offering.priority_name(&priority.reason_id, t));
        Row {
            name: referrals::shown_name(&summary.name, t),
            href: format!("/referrals/{}", summary.referral_id),
            cells: vec![
                TableCell::Words(t.iso_date(&one.waits_since)),
                why(&summary.on_hold_until, offering.programme(&summary.programme_id), t),
                TableCell::Words(priority.unwrap_or_default()),
                TableCell::Words(offering.name(&summary.programme_id, t)),
                TableCell::Words(codes::municipality(&summary.municipality_code).to_owned()),
            ],
        }
    };
    DataTable {
        caption: t.say("waiting-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: waiting.iter().map(row).collect(),
    }
}

/// For whom or what she waits, or until when it rests.
fn why(on_hold_until: &str, programme: Option<&Programme>, t: Texts) -> TableCell {
    if !on_hold_until.is_empty() {
        let words = t.say("waiting-rests").with("day", t.iso_date(on_hold_until));
        return TableCell::Tag(Tag::new(Tone::Waiting, words));
    }
    let is_group = programme.is_some_and(|programme| programme.kind() == ProgrammeKind::Group);
    TableCell::Words(t.say(if is_group { Key("waiting-for-place") } else { Key("waiting-for-friend") }).to_string())
}

impl Wanted {
    fn pagination(&self, shown: usize, total: u32, next: &str) -> Pagination {
        let to = self.skipped + u32::try_from(shown).unwrap_or_default();
        let at = |after: &str, skipped: u32| {
            let skipped = skipped.to_string();
            let query = [
                ("programme", self.programme.as_str()),
                ("municipality", &self.municipality),
                ("after", after),
                ("skipped", &skipped),
            ];
            address_with(WAITING, &query)
        };
        Pagination {
            previous: if self.after.is_empty() { String::new() } else { at("", 0) },
            next: if next.is_empty() { String::new() } else { at(next, to) },
            from: self.skipped + 1,
            to,
            total,
        }
    }
}
