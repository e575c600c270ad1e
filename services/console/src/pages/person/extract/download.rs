use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::Purpose;
use serde::Serialize;

use super::{
    gathered::{Held, gathered},
    words,
};
use crate::{
    app::App,
    failure::Failure,
    i18n::Texts,
    pages::person::{Wanted, purposes},
    visit::Staff,
};

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
    let gathered = gathered(&app, &caller, &id, &wanted).await?;
    if let Some(service) = gathered.silent.first() {
        return Err(Failure::Unavailable(*service));
    }
    let offering = &gathered.offering;
    let stated = Download {
        controller: staff.district.name.clone(),
        made_on: offering.today.map(|day| day.to_string()).unwrap_or_default(),
        for_her_own_hands: gathered.is_protected && gathered.is_opened,
        left_out_as_protected: !gathered.is_opened,
        purposes: offering.purposes.iter().map(|purpose| stated_purpose(purpose, t)).collect(),
        services: gathered.held.into_iter().map(|held| stated_part(held, &gathered.people)).collect(),
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

fn stated_purpose(purpose: &Purpose, t: Texts) -> StatedPurpose {
    StatedPurpose {
        purpose_id: purpose.purpose_id.clone(),
        name: purposes::name(purpose, t),
        legal_basis: purpose.basis().as_str_name().to_owned(),
        special_category: purpose.special_category.clone(),
        recipients: purposes::in_language(&purpose.recipients, t),
        retention_months: purpose.retention_months,
    }
}

fn stated_part(held: Held, people: &HashMap<String, String>) -> StatedPart {
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
