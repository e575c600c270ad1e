//! `/people/{id}/views`: who has looked at her data, to be shown to her when she asks.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use proto::referrals::v1::ListViewsRequest;
use serde::Deserialize;

use super::{full_name, known};
use crate::{
    app::App,
    clients::asked,
    components::{Pagination, TimelineEntry},
    failure::Failure,
    names,
    page::{Page, address_with},
    visit::Staff,
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    after: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/views.html")]
pub struct Views {
    page: Page,
    id: String,
    name: String,
    entries: Vec<TimelineEntry>,
    pagination: Pagination,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Views, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let person = known(&app, &caller, &id).await?;
    let request = ListViewsRequest { person_id: id.clone(), page_size: 0, page_token: wanted.after.clone() };
    let listed = asked!(&caller, app.clients.persons(), Referrals, list_views, request)?;
    let people = names::staff(&app, listed.views.iter().map(|view| view.actor_id.as_str())).await?;
    let views = listed
        .views
        .iter()
        .map(|view| {
            let when = view.view_time.and_then(|time| Timestamp::from_second(time.seconds).ok());
            let key = format!("view-{}", view.method.rsplit('/').next().unwrap_or_default());
            TimelineEntry {
                when: when.map(|when| t.date_time(when)).unwrap_or_default(),
                what: people.get(&view.actor_id).cloned().unwrap_or_else(|| t.say("view-by-service").to_string()),
                words: if t.exists(&key) { t.say(key).to_string() } else { String::new() },
                who: String::new(),
            }
        })
        .collect();
    let path = format!("/people/{id}/views");
    let next = if listed.next_page_token.is_empty() {
        String::new()
    } else {
        address_with(&path, &[("after", &listed.next_page_token)])
    };
    let previous = if wanted.after.is_empty() { String::new() } else { path };
    Ok(Views {
        page: staff.visit.page().await?,
        name: full_name(&person, t),
        id,
        entries: views,
        pagination: Pagination { previous, next, ..Pagination::default() },
    })
}
