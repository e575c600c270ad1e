//! `/people/{id}`: one person with her household, consents, contacts and referrals, and what can be done for her.
//! Where her address is protected, contacts and municipality are shown only to somebody who opens them.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use proto::referrals::v1::{GetPersonRequest, Person};
use serde::Deserialize;

use crate::{
    accounts::Role,
    acts::{Acts, Refused},
    app::App,
    clients::{Caller, asked},
    components::{Act, DataTable, TimelineEntry},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    names,
    offering::Offering,
    page::Page,
    pages::{people::alike, referrals},
    visit::Staff,
};

pub mod acts;
pub mod erase;
pub mod extract;
pub mod facts;
pub mod merge;
mod part;
mod purposes;
pub mod views;

pub use acts::{contact, notice};
pub use purposes::name_of as purpose_name;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// Somebody with a protected address is opened.
    #[serde(default)]
    opened: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/person.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a part of the page")]
struct PersonPage {
    page: Page,
    id: String,
    name: String,
    roles: Vec<String>,
    is_protected: bool,
    is_opened: bool,
    is_being_erased: bool,
    facts: Vec<(String, String)>,
    household: Vec<(String, String)>,
    purposes: Vec<purposes::Row>,
    notice_due: Option<String>,
    acts: Vec<Act>,
    parts: Vec<part::Part>,
    alike: Vec<alike::Lookalike>,
    referrals: DataTable,
    timeline: Vec<TimelineEntry>,
    may_erase: bool,
    silent: Vec<Service>,
    is_behind: bool,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    draw(&app, &staff, &id, !wanted.opened.is_empty(), None).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    id: &str,
    is_opened: bool,
    refused: Option<&Refused>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let person = known(app, &caller, id).await?;
    if person.person_id != id {
        // Another record stands for her.
        return Ok(Redirect::to(&format!("/people/{}", person.person_id)).into_response());
    }
    let offering = Offering::of(app, &caller).await?;
    let identity = person.identity.clone().unwrap_or_default();
    let is_shown = is_opened || !identity.address_protected;
    let mut silent = Vec::new();
    let parts = part::of(app, &caller, &person, &offering, &mut silent, t).await?;
    let acts = Acts { visit: &staff.visit, base: format!("/people/{id}"), refused };
    let page = PersonPage {
        page: staff.visit.page().await?,
        id: id.to_owned(),
        name: full_name(&person, t),
        roles: person.roles().map(|role| t.name(role)).collect(),
        is_protected: identity.address_protected,
        is_opened,
        is_being_erased: person.erasure_ordered,
        facts: facts::of(&person, is_shown, t),
        household: household(&person, t),
        purposes: purposes::rows(&person, &offering, t),
        notice_due: (!person.notice_due_on.is_empty()).then(|| t.iso_date(&person.notice_due_on)),
        acts: if person.erasure_ordered { Vec::new() } else { acts::of(&acts, &person, &offering, is_shown, t) },
        parts,
        alike: alike::of_person(app, &caller, &staff.visit, id, "", refused).await?,
        referrals: referrals::table(&person.referrals, &offering, t),
        timeline: timeline(app, &person, t).await?,
        may_erase: staff.session.account.role == Role::Manager && !person.erasure_ordered,
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

async fn known(app: &App, caller: &Caller, id: &str) -> Result<Person, Failure> {
    let request = GetPersonRequest { person_id: id.to_owned() };
    let found = asked!(caller, app.clients.persons(), Referrals, get_person, request)?;
    found.person.ok_or(Failure::NotFound)
}

fn full_name(person: &Person, t: Texts) -> String {
    let name = person
        .identity
        .as_ref()
        .map(|identity| format!("{} {}", identity.given_name, identity.family_name).trim().to_owned());
    referrals::shown_name(&name.unwrap_or_default(), t)
}

fn household(person: &Person, t: Texts) -> Vec<(String, String)> {
    let members = person.household.iter().flat_map(|household| &household.members);
    members
        .map(|member| {
            let told = [member.given_name.clone(), t.iso_month(&member.birth_month)];
            let told: Vec<String> = told.into_iter().filter(|part| !part.is_empty()).collect();
            (t.name(member.relation()), told.join(", "))
        })
        .collect()
}

/// Contacts, referrals and records made one as they happened, the newest first.
async fn timeline(app: &App, person: &Person, t: Texts) -> Result<Vec<TimelineEntry>, Failure> {
    let contacted = person.contacts.iter().map(|contact| contact.actor_id.as_str());
    let merged = person.merged.iter().map(|record| record.actor_id.as_str());
    let people = names::staff(app, contacted.chain(merged)).await?;
    let contacts = person.contacts.iter().map(|contact| {
        let key = if contact.reached { Key("contact-reached") } else { Key("contact-not-reached") };
        let what = t.say(key).with("channel", t.name(contact.channel())).to_string();
        let mut words = contact.note.clone();
        if !contact.next_step_on.is_empty() {
            words.push('\n');
            words.push_str(&t.say("contact-next").with("day", t.iso_date(&contact.next_step_on)).to_string());
        }
        let who = people.get(&contact.actor_id).cloned().unwrap_or_default();
        (contact.occurred_on.clone(), what, words, who)
    });
    let referrals = person.referrals.iter().map(|referral| {
        let what = t.say("timeline-referred").with("source", t.name(referral.source())).to_string();
        (referral.submitted_on.clone(), what, String::new(), String::new())
    });
    let merged = person.merged.iter().map(|record| {
        let who = people.get(&record.actor_id).cloned().unwrap_or_default();
        (record.merged_on.clone(), t.say("timeline-merged").to_string(), String::new(), who)
    });
    let mut entries: Vec<_> = contacts.chain(referrals).chain(merged).collect();
    entries.sort_by(|a, b| b.0.cmp(&a.0));
    let entries = entries.into_iter();
    Ok(entries.map(|(on, what, words, who)| TimelineEntry { when: t.iso_date(&on), what, words, who }).collect())
}
