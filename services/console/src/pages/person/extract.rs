//! `/people/{id}/extract`: everything that every service holds about her, on paper or in JSON, with who has looked.
//! Asks each service in turn; what one that is silent holds is missing, and the extract says so.
//!
//! Where her address is protected, contacts, municipality and places are in it only when somebody opened them, and the
//! copy says that it is for her own hands.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use proto::{
    held::v1::{HeldRecord, HeldView},
    matching::v1::TellHeldRequest as OfMatching,
    referrals::v1::{Person, TellHeldRequest as OfReferrals},
    reporting::v1::TellHeldRequest as OfReporting,
    scheduling::v1::TellHeldRequest as OfScheduling,
};
use serde::Serialize;

use super::{Wanted, full_name, known, purposes};
use crate::{
    acts::or_silent,
    app::App,
    clients::{Caller, asked},
    failure::{Failure, Service},
    i18n::Texts,
    names,
    offering::Offering,
    page::Page,
    visit::Staff,
};

mod words;

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

/// What one service answered.
struct Held {
    service: Service,
    records: Vec<HeldRecord>,
    views: Vec<HeldView>,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let person = known(&app, &caller, &id).await?;
    if person.erasure_ordered {
        return Err(Failure::NotFound);
    }
    let offering = Offering::of(&app, &caller).await?;
    let is_protected = is_protected(&person);
    let is_opened = !is_protected || !wanted.opened.is_empty();
    let mut silent = Vec::new();
    let held = gathered(&app, &caller, &id, is_opened, &mut silent).await?;
    let actors = held.iter().flat_map(|held| &held.views).map(|view| view.actor_id.as_str());
    let people = names::staff(&app, actors).await?;
    let parts = held.into_iter().filter(|held| !silent.contains(&held.service)).map(|held| Part {
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

/// For reading by machine: names and codes as services have them.
#[derive(Serialize)]
struct Download {
    person_id: String,
    /// The district, who is the controller.
    controller: String,
    /// ISO 8601 date, by the installation's clock.
    made_on: String,
    /// Her address is protected, and what it protects is in here.
    for_her_own_hands: bool,
    /// Her address is protected, and what it protects was left out.
    left_out_as_protected: bool,
    purposes: Vec<StatedPurpose>,
    services: Vec<StatedPart>,
}

#[derive(Serialize)]
struct StatedPurpose {
    purpose_id: String,
    name: String,
    legal_basis: String,
    special_category: String,
    recipients: String,
    retention_months: u32,
}

#[derive(Serialize)]
struct StatedPart {
    service: String,
    records: Vec<StatedRecord>,
    views: Vec<StatedView>,
}

#[derive(Serialize)]
struct StatedRecord {
    kind: String,
    on: String,
    values: Vec<StatedValue>,
}

#[derive(Serialize)]
struct StatedValue {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct StatedView {
    on: String,
    who: String,
    purpose: String,
    method: String,
    times: u32,
}

/// Whole or not at all: a file tells nobody that a service was silent.
pub async fn download(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let person = known(&app, &caller, &id).await?;
    if person.erasure_ordered {
        return Err(Failure::NotFound);
    }
    let offering = Offering::of(&app, &caller).await?;
    let is_protected = is_protected(&person);
    let is_opened = !is_protected || !wanted.opened.is_empty();
    let mut silent = Vec::new();
    let held = gathered(&app, &caller, &id, is_opened, &mut silent).await?;
    if let Some(service) = silent.first() {
        return Err(Failure::Unavailable(*service));
    }
    let actors = held.iter().flat_map(|held| &held.views).map(|view| view.actor_id.as_str());
    let people = names::staff(&app, actors).await?;
    let stated = Download {
        controller: staff.district.name.clone(),
        made_on: offering.today.map(|day| day.to_string()).unwrap_or_default(),
        for_her_own_hands: is_protected && is_opened,
        left_out_as_protected: !is_opened,
        purposes: offering.purposes.iter().map(|purpose| stated_purpose(purpose, t)).collect(),
        services: held.into_iter().map(|held| stated_part(held, &people)).collect(),
        person_id: id,
    };
    let body = serde_json::to_string_pretty(&stated).map_err(Failure::unexpected)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"extract.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body).into_response())
}

fn stated_purpose(purpose: &proto::referrals::v1::Purpose, t: Texts) -> StatedPurpose {
    StatedPurpose {
        purpose_id: purpose.purpose_id.clone(),
        name: purposes::name(purpose, t),
        legal_basis: purpose.basis().as_str_name().to_owned(),
        special_category: purpose.special_category.clone(),
        recipients: purposes::in_language(&purpose.recipients, t),
        retention_months: purpose.retention_months,
    }
}

fn stated_part(held: Held, people: &std::collections::HashMap<String, String>) -> StatedPart {
    let records = held.records.into_iter().map(|record| StatedRecord {
        values: record
            .values
            .iter()
            .map(|value| StatedValue { name: value.name.clone(), value: words::plain(value).to_owned() })
            .collect(),
        kind: record.kind,
        on: record.on,
    });
    let views = held.views.into_iter().map(|view| StatedView {
        who: people.get(&view.actor_id).cloned().unwrap_or_default(),
        on: view.on,
        purpose: view.purpose,
        method: view.method,
        times: view.times,
    });
    let service = format!("{:?}", held.service).to_lowercase();
    StatedPart { service, records: records.collect(), views: views.collect() }
}

fn is_protected(person: &Person) -> bool {
    person.identity.as_ref().is_some_and(|identity| identity.address_protected)
}

/// What every service holds, referrals first.
async fn gathered(
    app: &App,
    caller: &Caller,
    id: &str,
    is_opened: bool,
    silent: &mut Vec<Service>,
) -> Result<Vec<Held>, Failure> {
    let person_id = || id.to_owned();
    let asks = OfReferrals { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_referrals(), Referrals, tell_held, asks), silent)?;
    let of_referrals = Held { service: Service::Referrals, records: told.records, views: told.views };
    let asks = OfMatching { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_matching(), Matching, tell_held, asks), silent)?;
    let of_matching = Held { service: Service::Matching, records: told.records, views: told.views };
    let asks = OfScheduling { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_scheduling(), Scheduling, tell_held, asks), silent)?;
    let of_scheduling = Held { service: Service::Scheduling, records: told.records, views: told.views };
    let asks = OfReporting { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_reporting(), Reporting, tell_held, asks), silent)?;
    let of_reporting = Held { service: Service::Reporting, records: told.records, views: told.views };
    let mut all = vec![of_referrals, of_matching, of_scheduling, of_reporting];
    if !is_opened {
        for record in all.iter_mut().flat_map(|held| &mut held.records) {
            record.values.retain(|value| !words::PROTECTED.contains(&value.name.as_str()));
        }
    }
    Ok(all)
}
