//! Who probably is the same: to choose from before somebody is made known from a form, and beside somebody known. What
//! was typed goes along, hidden, in every form of that page, and is kept nowhere else.

use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse as _, Response};
use proto::referrals::v1::{FindDuplicatesRequest, TellPersonsApartRequest};
use uuid::Uuid;

use super::{Hit, hits};
use crate::{
    acts::{Acts, Refused},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field},
    failure::Failure,
    forms::Form,
    i18n::Key,
    page::Page,
    pages::refer::fields::{identity_of, month},
    visit::{Staff, Visit},
};

/// Whom the form is about, when the district knows her.
const PERSON: &str = "person_id";
/// Who was told apart from a person.
pub const OTHER: &str = "other_person_id";
/// Ids of people who look like her and were said to be others, with commas between them.
pub const APART: &str = "told_apart";
/// Said of nobody: the search found none.
const NOBODY: &str = "nobody";
/// People that the page shows at most.
const SHOWN: usize = 10;

#[derive(Template, WebTemplate)]
#[template(path = "pages/alike.html")]
struct Alike {
    page: Page,
    /// Where the form was posted.
    action: &'static str,
    form: Form,
    hits: Vec<Hit>,
    /// What the form says next when none of them is she.
    apart: String,
}

/// The page of those who probably are the same as whom the form is about; none when it is known who she is.
pub async fn choices(
    app: &App,
    staff: &Staff,
    caller: &Caller,
    form: &mut Form,
    action: &'static str,
) -> Result<Option<Response>, Failure> {
    if !form.value(PERSON).is_empty() || !form.value(APART).is_empty() {
        return Ok(None);
    }
    let request = FindDuplicatesRequest {
        identity: Some(identity_of(form)),
        birth_month: month(&form.text("facts.birth_month")),
        ..FindDuplicatesRequest::default()
    };
    let found = match asked!(caller, app.clients.persons(), Referrals, find_duplicates, request) {
        Ok(found) => found.hits,
        // What is wrong with her name or number is told with everything else that is wrong.
        Err(Failure::Invalid(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    // Fields that were there to be filled in here.
    form.remove(PERSON);
    form.remove(APART);
    if found.is_empty() {
        form.put(APART, NOBODY);
        return Ok(None);
    }
    let hits = hits(found, staff.visit.texts());
    let apart = hits.iter().map(|hit| hit.person_id.as_str()).collect::<Vec<_>>().join(",");
    let page = Alike { page: staff.visit.page().await?, action, form: form.clone(), hits, apart };
    Ok(Some(page.into_response()))
}

/// A form that comes back to be changed is searched by again; one that a service may have carried out is not.
pub fn search_again(form: &mut Form, failure: &Failure) {
    if matches!(failure, Failure::Invalid(_)) {
        form.remove(APART);
    }
}

/// Keeps that somebody now known is none of those she was told apart from. She is known even if this cannot be kept.
pub async fn keep_apart(app: &App, caller: &Caller, form: &Form, person_id: &str) {
    let Ok(form_id) = form.request_id().parse::<Uuid>() else { return };
    let others = form.value(APART).split(',').filter(|other| other.parse::<Uuid>().is_ok());
    for other in others.take(SHOWN) {
        let request = TellPersonsApartRequest {
            request_id: Uuid::new_v5(&form_id, format!("apart {other}").as_bytes()).to_string(),
            person_id: other.to_owned(),
            other_person_id: person_id.to_owned(),
            occurred_on: String::new(),
        };
        if let Err(failure) = asked!(caller, app.clients.persons(), Referrals, tell_persons_apart, request) {
            tracing::warn!(error = &failure as &dyn std::error::Error, "two people could not be told apart");
        }
    }
}

/// Somebody who probably is the one that a page is about.
#[derive(Debug, Clone)]
pub struct Lookalike {
    pub hit: Hit,
    /// Says that she is somebody else.
    pub apart: Act,
    /// Where the two records are made one.
    pub merge: String,
}

/// Whoever probably is the same as somebody known. `to`: the page that shows them. Nobody while the person is only
/// about to become known.
pub async fn of_person(
    app: &App,
    caller: &Caller,
    visit: &Visit,
    person_id: &str,
    to: &str,
    refused: Option<&Refused>,
) -> Result<Vec<Lookalike>, Failure> {
    let request = FindDuplicatesRequest { person_id: person_id.to_owned(), ..FindDuplicatesRequest::default() };
    let found = match asked!(caller, app.clients.persons(), Referrals, find_duplicates, request) {
        Ok(found) => found.hits,
        Err(Failure::NotFound) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    let lookalikes = hits(found, visit.texts()).into_iter().map(|hit| {
        let of_her = refused.filter(|refused| refused.form.value(OTHER) == hit.person_id);
        let acts = Acts { visit, base: format!("/people/{person_id}"), refused: of_her };
        let values = [(OTHER, hit.person_id.as_str()), ("to", to)];
        let apart = acts.prefilled("tell-apart", Key("act-tell-apart"), vec![Field::hidden(OTHER)], &values);
        // Beside a referral the one stays whom the district has known longer.
        let (kept, other) = if to.is_empty() { (person_id, &*hit.person_id) } else { (&*hit.person_id, person_id) };
        let merge = format!("/people/{kept}/merge/{other}");
        Lookalike { apart: apart.scoped(&hit.person_id).about(&hit.name), merge, hit }
    });
    Ok(lookalikes.collect())
}
