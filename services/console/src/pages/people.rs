//! `/people`: finds somebody by name, phone or e-mail.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::referrals::v1::{PersonHit, SearchPersonsRequest};
use serde::Deserialize;

use crate::{
    app::App,
    clients::{Caller, asked},
    codes,
    failure::{Failure, Violation},
    forms::Form,
    i18n::Texts,
    page::Page,
    pages::referrals,
    visit::Staff,
};

pub mod alike;
pub mod register;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    text: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/people.html")]
pub struct People {
    page: Page,
    search: Form,
    /// None before a search.
    hits: Option<Vec<Hit>>,
}

/// Somebody who may be the one, and why.
#[derive(Debug, Clone)]
pub struct Hit {
    pub person_id: String,
    pub name: String,
    pub because: String,
    pub about: String,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<People, Failure> {
    let t = staff.visit.texts();
    let text = wanted.text.trim().to_owned();
    let mut search = Form::default().prefilled("text", &text);
    let found = match text.chars().count() {
        0 => None,
        1 => {
            search.object("text", t.say("people-search-longer"));
            None
        }
        _ => {
            let caller = staff.caller()?;
            let request = SearchPersonsRequest { text, birth_month: String::new() };
            let found = asked!(&caller, app.clients.persons(), Referrals, search_persons, request)?;
            Some(hits(found.hits, t))
        }
    };
    Ok(People { page: staff.visit.page().await?, search, hits: found })
}

/// Hits as a list of people shows them.
pub fn hits(found: Vec<PersonHit>, t: Texts) -> Vec<Hit> {
    found
        .into_iter()
        .map(|hit| {
            let because: Vec<String> = hit.likenesses().map(|likeness| t.name(likeness)).collect();
            let about = [t.iso_month(&hit.birth_month), codes::municipality(&hit.municipality_code).to_owned()];
            let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
            Hit {
                person_id: hit.person_id,
                name: referrals::shown_name(&hit.name, t),
                because: because.join(", "),
                about: about.join(" · "),
            }
        })
        .collect()
}

/// The only person that a name, phone or e-mail finds.
pub async fn the_one(app: &App, caller: &Caller, field: &str, text: &str) -> Result<String, Failure> {
    let request = SearchPersonsRequest { text: text.to_owned(), birth_month: String::new() };
    let found = if text.chars().count() < 2 {
        Vec::new()
    } else {
        asked!(caller, app.clients.persons(), Referrals, search_persons, request)?.hits
    };
    match found.as_slice() {
        [only] => Ok(only.person_id.clone()),
        hits => {
            let description = if hits.is_empty() { "finds nobody" } else { "finds several people" };
            Err(Failure::Invalid(vec![Violation { field: field.to_owned(), description: description.to_owned() }]))
        }
    }
}
