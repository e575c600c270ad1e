//! `/requests`: who waits for a friend, the longest first.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::matching::v1::ListSupportRequestsRequest;
use serde::Deserialize;

use crate::{
    app::App,
    clients::asked,
    codes,
    components::{Action, Choice, Column, DataTable, Pagination, Row, TableCell},
    failure::Failure,
    forms::Form,
    i18n::Key,
    names::PersonNames,
    offering::Offering,
    page::{Page, address_with},
    pages::waiting,
    visit::Staff,
};

pub mod cohort;
mod family;
pub mod plan;
pub mod proposal;
pub mod request;
mod unlocking;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    programme: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    skipped: u32,
}

/// A list with a filter by programme.
#[derive(Template, WebTemplate)]
#[template(path = "pages/list.html")]
pub struct Listed {
    pub page: Page,
    pub title: String,
    pub path: &'static str,
    pub filter: Form,
    pub programmes: Vec<Choice>,
    /// What can be done with the whole list.
    pub ways: Vec<Action>,
    pub table: DataTable,
    pub pagination: Pagination,
    pub empty: String,
    pub is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Listed, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let request = ListSupportRequestsRequest {
        programme_id: wanted.programme.clone(),
        page_token: wanted.after.clone(),
        ..ListSupportRequestsRequest::default()
    };
    let listed = asked!(&caller, app.clients.matches(), Matching, list_support_requests, request)?;
    let people = listed.support_requests.iter().map(|request| request.person_id.as_str());
    let names = PersonNames::of(&app, &caller, people).await?;
    let columns = [
        Key("referrals-name"),
        Key("requests-waits-since"),
        Key("referrals-programme"),
        Key("referrals-municipality"),
        Key("person-languages"),
        Key("requests-proposals"),
    ];
    let table = DataTable {
        caption: t.say("requests-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: listed
            .support_requests
            .iter()
            .map(|request| {
                let languages: Vec<String> =
                    request.languages.iter().map(|spoken| codes::language(&spoken.code, t)).collect();
                Row {
                    name: names.name(&request.person_id, t),
                    href: format!("/requests/{}", request.support_request_id),
                    cells: vec![
                        TableCell::Words(t.iso_date(&request.waits_since)),
                        TableCell::Words(offering.name(&request.programme_id, t)),
                        TableCell::Words(codes::municipality(&request.municipality_code).to_owned()),
                        TableCell::Words(languages.join(", ")),
                        TableCell::Words(t.number(i64::from(request.open_proposals))),
                    ],
                }
            })
            .collect(),
    };
    Ok(Listed {
        page: staff.visit.page().await?,
        title: t.say("requests-title").to_string(),
        path: "/requests",
        filter: Form::default().prefilled("programme", &wanted.programme),
        programmes: offering.choices(t),
        ways: plan::way(&wanted.programme, &offering, t)
            .into_iter()
            .chain(cohort::way(&offering, t))
            .chain([waiting::way(t)])
            .collect(),
        pagination: wanted.pagination("/requests", table.rows.len(), listed.total, &listed.next_page_token),
        table: offering.fitted(table, t),
        empty: t.say("requests-empty").to_string(),
        is_behind: caller.is_behind(),
    })
}

impl Wanted {
    pub fn programme(&self) -> &str {
        &self.programme
    }

    pub fn after(&self) -> &str {
        &self.after
    }

    pub fn pagination(&self, path: &str, shown: usize, total: u32, next: &str) -> Pagination {
        let to = self.skipped + u32::try_from(shown).unwrap_or_default();
        let at = |after: &str, skipped: &str| {
            address_with(path, &[("programme", self.programme.as_str()), ("after", after), ("skipped", skipped)])
        };
        Pagination {
            previous: if self.after.is_empty() { String::new() } else { at("", "") },
            next: if next.is_empty() { String::new() } else { at(next, &to.to_string()) },
            from: self.skipped + 1,
            to,
            total,
        }
    }
}
