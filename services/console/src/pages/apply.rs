//! `/<district>/volunteer`: anybody applies to volunteer, without an account.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proto::{
    matching::v1::ApplyAsVolunteerRequest,
    referrals::v1::{GetCoverageResponse, PersonFacts, RegisterApplicantRequest},
};
use uuid::Uuid;

use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::Texts,
    offering::{self, programme_name},
    page::Page,
    pages::{
        person::facts,
        profile,
        refer::{admitted, anybody, fields::identity_of},
    },
    visit::Visit,
};

/// Longest texts, in characters, as the services take them.
const NAME: usize = 200;
const NOTE: usize = 4_000;

#[derive(Template, WebTemplate)]
#[template(path = "pages/apply.html")]
struct Apply {
    page: Page,
    form: Form,
    district: String,
    district_name: String,
    /// Empty while the district looks for nobody.
    programmes: Vec<Choice>,
    asked: Vec<Field>,
    /// What helps and can be left out.
    extra: Vec<Field>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/applied.html")]
struct Applied {
    page: Page,
    district_name: String,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(district): Path<String>) -> Result<Response, Failure> {
    let coverage = offering::coverage(&app, &anybody(&app, &visit, &district)?).await?;
    draw(&visit, district, visit.blank_form(), &coverage, StatusCode::OK).await
}

pub async fn submit(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let t = visit.texts();
    let caller = anybody(&app, &visit, &district)?;
    admitted(&app, &visit).await?;
    let coverage = offering::coverage(&app, &caller).await?;
    form.object_to_draft(t);
    form.object_to_trapped(t);
    object(&mut form, &programmes(&coverage, t), t);
    if !form.problems().is_empty() {
        return draw(&visit, district, form, &coverage, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match carry_out(&app, &caller, &form).await {
        Ok(()) => Ok(Applied { page: visit.page().await?, district_name: coverage.district_name }.into_response()),
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(&visit, district, form, &coverage, status).await
        }
    }
}

/// Both services are asked under ids of the one form: sent again, it goes on where it stopped.
async fn carry_out(app: &App, caller: &Caller, form: &Form) -> Result<(), Failure> {
    let form_id: Uuid = form.request_id().parse().map_err(|_| Failure::Unreadable)?;
    let request_id = |step: &[u8]| Uuid::new_v5(&form_id, step).to_string();
    let register = RegisterApplicantRequest {
        request_id: request_id(b"applicant"),
        identity: Some(identity_of(form)),
        facts: Some(facts::read(form, &PersonFacts::default())),
        occurred_on: String::new(),
    };
    let person_id = asked!(caller, app.clients.persons(), Referrals, register_applicant, register)?.person_id;
    let apply = ApplyAsVolunteerRequest {
        request_id: request_id(b"volunteer"),
        person_id,
        programme_id: form.text("programme_id"),
        profile: Some(profile::read(form)),
        motivation: form.text("motivation"),
        ..ApplyAsVolunteerRequest::default()
    };
    asked!(caller, app.clients.volunteers(), Matching, apply_as_volunteer, apply).map(drop)
}

async fn draw(
    visit: &Visit,
    district: String,
    form: Form,
    coverage: &GetCoverageResponse,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = visit.texts();
    let programmes = programmes(coverage, t);
    let (asked, extra) = fields(&programmes, t);
    let district_name = coverage.district_name.clone();
    let page = Apply { page: visit.page().await?, form, district, district_name, programmes, asked, extra };
    Ok((status, page).into_response())
}

/// Programmes that have volunteers.
fn programmes(coverage: &GetCoverageResponse, t: Texts) -> Vec<Choice> {
    let with_volunteers = coverage.programmes.iter().filter_map(|covered| covered.programme.as_ref());
    with_volunteers
        .filter(|programme| programme.volunteer.is_some())
        .map(|programme| {
            let summary = programme.summary.get(t.language().code()).or_else(|| programme.summary.get("fi"));
            Choice::new(&programme.programme_id, programme_name(programme, t))
                .with_hint(summary.map_or("", String::as_str))
        })
        .collect()
}

/// Fields of a person that somebody is asked about herself, by how their names begin.
const OF_HER: [&str; 7] = [
    "identity.given_name",
    "identity.family_name",
    "identity.phone",
    "identity.email",
    "facts.municipality_code",
    "facts.languages.",
    "facts.gender",
];
const SAFETY: [&str; 2] = ["identity.safe_contact", "identity.address_protected"];

/// What is asked, and what may be left out behind a fold.
fn fields(programmes: &[Choice], t: Texts) -> (Vec<Field>, Vec<Field>) {
    let of_person = facts::fields(true, t);
    let begins = |field: &&Field, names: &[&str]| names.iter().any(|name| field.name.starts_with(name));
    let mut asked = vec![
        Field::new("programme_id", t.say("apply-programme"), FieldKind::Radio(programmes.to_vec())),
        Field::new("motivation", t.say("apply-why"), FieldKind::Area(4)).optional().hint(t.say("apply-why-hint")),
    ];
    asked.extend(
        of_person
            .iter()
            .filter(|field| begins(field, &OF_HER))
            .cloned()
            .map(|field| if field.name == "identity.phone" { field.hint(t.say("join-phone-hint")) } else { field }),
    );
    asked.extend(profile::fields(t).into_iter().filter(|field| field.name != "introduction"));
    let extra = of_person.iter().filter(|field| begins(field, &SAFETY)).cloned().collect();
    (asked, extra)
}

/// Everything the two services would object to one after the other, at once and before anything is kept.
fn object(form: &mut Form, programmes: &[Choice], t: Texts) {
    if !programmes.iter().any(|choice| choice.value == form.value("programme_id")) {
        form.object("programme_id", t.say("violation-is-not-a-programme-of-this-district"));
    }
    if form.text("identity.given_name").is_empty() {
        form.object("identity.given_name", t.say("violation-is-required"));
    }
    let (phone, email) = (form.text("identity.phone"), form.text("identity.email"));
    if phone.is_empty() && email.is_empty() {
        form.object("identity.phone", t.say("refer-reach-missing"));
    }
    if phone.chars().any(char::is_alphabetic) {
        form.object("identity.phone", t.say("violation-must-be-a-phone-number"));
    }
    if !email.is_empty() && !email.contains('@') {
        form.object("identity.email", t.say("violation-must-be-an-e-mail-address"));
    }
    for (name, limit) in [
        ("identity.given_name", NAME),
        ("identity.family_name", NAME),
        ("identity.phone", NAME),
        ("identity.email", NAME),
        ("identity.safe_contact", NOTE),
        ("motivation", NOTE),
    ] {
        if form.text(name).chars().count() > limit {
            form.object(name, t.say("violation-is-too-long"));
        }
    }
}
