//! `/volunteers/{id}/certificate`: what a volunteer did, on paper, in the language of whoever reads it: while she is here
//! and after she left. Says nothing of whom she helped.

mod words;

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use proto::{
    matching::v1::{GetVolunteerRequest, Volunteer},
    programmes::v1::Programme,
};
use serde::Deserialize;

use self::words::Tongue;
use crate::{
    app::App, clients::asked, failure::Failure, names::PersonNames, offering::Offering, page::Page, visit::Staff,
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// Code of a language; that of the page when there is none.
    #[serde(default)]
    language: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/certificate.html")]
pub struct Certificate {
    page: Page,
    volunteer: String,
    tongue: Tongue,
    district: String,
    name: String,
    facts: Vec<(String, String)>,
    issued: String,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Certificate, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetVolunteerRequest { volunteer_id: id.clone() };
    let found = asked!(&caller, app.clients.volunteers(), Matching, get_volunteer, asks)?;
    // Who was never approved has done nothing yet that a certificate could say.
    let volunteer = found.volunteer.filter(|found| !found.approved_on.is_empty()).ok_or(Failure::NotFound)?;
    let summary = volunteer.summary.clone().unwrap_or_default();
    let names = PersonNames::of(&app, &caller, [summary.person_id.as_str()]).await?;
    let offering = Offering::of(&app, &caller).await?;
    let tongue = Tongue::of_code(&wanted.language).or(Tongue::of_code(t.language().code())).unwrap_or(Tongue::Finnish);
    Ok(Certificate {
        page: staff.visit.page().await?,
        volunteer: id,
        tongue,
        district: staff.district.name.clone(),
        name: names.name(&summary.person_id, t),
        facts: facts(&volunteer, offering.programme(&summary.programme_id), tongue),
        issued: offering.today.map(|day| tongue.date(&day.to_string())).unwrap_or_default(),
    })
}

/// Without what is not known.
fn facts(volunteer: &Volunteer, programme: Option<&Programme>, tongue: Tongue) -> Vec<(String, String)> {
    let words = tongue.words();
    let from = tongue.date(&volunteer.approved_on);
    let time = if volunteer.left_on.is_empty() {
        format!("{from} – {}", words.goes_on)
    } else {
        format!("{from} – {}", tongue.date(&volunteer.left_on))
    };
    let minutes: u32 = volunteer.trainings.iter().map(|training| training.minutes).sum();
    let named = |names: &HashMap<String, String>| {
        names.get(tongue.code()).or_else(|| names.get("fi")).cloned().unwrap_or_default()
    };
    let mut facts = vec![
        (words.programme, programme.map(|programme| named(&programme.name)).unwrap_or_default()),
        (words.task, programme.map(|programme| named(&programme.summary)).unwrap_or_default()),
        (words.time, time),
        (words.training, if minutes == 0 { String::new() } else { format!("{} h", tongue.hours(minutes)) }),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(|(what, value)| (what.to_owned(), value)).collect()
}
