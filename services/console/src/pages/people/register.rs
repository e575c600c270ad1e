//! `/people/new`: somebody who is not referred: a volunteer, a leader of groups, a guardian. She is looked for first, so
//! that nobody is known twice.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::ApplyAsVolunteerRequest,
    referrals::v1::{PersonFacts, PersonRole, RegisterPersonRequest, SearchPersonsRequest},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Hit, alike, hits};
use crate::{
    acts,
    app::App,
    clients::{Caller, asked},
    components::{Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::Key,
    named::Named as _,
    offering::Offering,
    page::Page,
    pages::{person::facts, refer::fields::identity_of},
    visit::Staff,
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// A name, phone or e-mail.
    #[serde(default)]
    text: String,
    /// Slug of the role she comes in.
    #[serde(default)]
    role: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/register.html")]
struct Register {
    page: Page,
    form: Form,
    search: Form,
    /// What a search found; none before one.
    hits: Option<Vec<Hit>>,
    fields: Vec<Field>,
    extra: Vec<Field>,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let role = PersonRole::of_slug(&wanted.role);
    let role = if role.is_set() { role } else { PersonRole::Volunteer };
    let form = staff.visit.blank_form().prefilled("role", role.slug());
    let text = wanted.text.trim();
    let found = if text.chars().count() < 2 {
        None
    } else {
        let caller = staff.caller()?;
        let request = SearchPersonsRequest { text: text.to_owned(), birth_month: String::new() };
        let found = asked!(&caller, app.clients.persons(), Referrals, search_persons, request)?;
        Some(hits(found.hits, staff.visit.texts()))
    };
    draw(&app, &staff, form, found, text, StatusCode::OK).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    form: Form,
    hits: Option<Vec<Hit>>,
    text: &str,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let offering = Offering::of(app, &staff.caller()?).await?;
    let roles = [PersonRole::Volunteer, PersonRole::Leader, PersonRole::Guardian].map(|role| role.choice(t));
    let mut fields = vec![
        Field::hidden("person_id"),
        Field::hidden(alike::APART),
        Field::new("role", t.say("register-role"), FieldKind::Radio(roles.to_vec())),
        Field::new("programme_id", t.say("register-programme"), FieldKind::Select(offering.choices(t)))
            .optional()
            .hint(t.say("register-programme-hint")),
    ];
    let (asked, extra): (Vec<_>, Vec<_>) =
        facts::fields(true, t).into_iter().partition(|field| ASKED.iter().any(|name| field.name.starts_with(name)));
    fields.extend(asked);
    let page = Register {
        page: staff.visit.page().await?,
        search: Form::default().prefilled("text", text).prefilled("role", form.value("role")),
        hits,
        fields,
        extra,
        form,
    };
    Ok((status, page).into_response())
}

/// Fields asked at once, by how their names begin; the others help and can be left out.
const ASKED: [&str; 8] = [
    "identity.given_name",
    "identity.family_name",
    "identity.phone",
    "identity.email",
    "facts.municipality_code",
    "facts.languages.0",
    "facts.languages.1",
    "facts.gender",
];

pub async fn submit(State(app): State<App>, staff: Staff, mut form: Form) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    form.object_to_draft(t);
    if role(&form) == PersonRole::Volunteer && form.text("programme_id").is_empty() {
        form.object("programme_id", t.say("violation-is-required"));
    }
    if !form.problems().is_empty() {
        form.remove(alike::APART);
        return draw(&app, &staff, form, None, "", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let caller = staff.caller()?;
    match carry_out(&app, &staff, &caller, &mut form).await {
        Ok(Done::Registered { to, notice }) => acts::done(&staff.visit, &form, &to, notice).await,
        Ok(Done::ToChoose(page)) => Ok(page),
        Err(failure) => {
            alike::search_again(&mut form, &failure);
            let status = form.take(failure, t)?;
            draw(&app, &staff, form, None, "", status).await
        }
    }
}

fn role(form: &Form) -> PersonRole {
    PersonRole::of_slug(form.value("role"))
}

enum Done {
    /// Where it leads, and a word about it.
    Registered { to: String, notice: Key },
    /// Somebody probably is known already.
    ToChoose(Response),
}

/// Both services are asked under ids of the one form: sent again, it goes on where it stopped.
async fn carry_out(app: &App, staff: &Staff, caller: &Caller, form: &mut Form) -> Result<Done, Failure> {
    if let Some(page) = alike::choices(app, staff, caller, form, "/people/new").await? {
        return Ok(Done::ToChoose(page));
    }
    let is_known = !form.value("person_id").is_empty();
    if !is_known {
        let registered = register(app, caller, form).await?;
        alike::keep_apart(app, caller, form, &registered).await;
        form.put("person_id", registered);
    }
    let person_id = form.text("person_id");
    if role(form) != PersonRole::Volunteer {
        let notice = if is_known { Key("done-register-known") } else { Key("done-register") };
        return Ok(Done::Registered { to: format!("/people/{person_id}"), notice });
    }
    let form_id: Uuid = form.request_id().parse().map_err(Failure::unexpected)?;
    let request = ApplyAsVolunteerRequest {
        request_id: Uuid::new_v5(&form_id, b"volunteer").to_string(),
        person_id,
        programme_id: form.text("programme_id"),
        ..ApplyAsVolunteerRequest::default()
    };
    let applied = asked!(caller, app.clients.volunteers(), Matching, apply_as_volunteer, request)?;
    Ok(Done::Registered { to: format!("/volunteers/{}", applied.volunteer_id), notice: Key("done-volunteer") })
}

async fn register(app: &App, caller: &Caller, form: &Form) -> Result<String, Failure> {
    let request = RegisterPersonRequest {
        request_id: form.request_id().to_owned(),
        identity: Some(identity_of(form)),
        facts: Some(facts::read(form, &PersonFacts::default())),
        role: role(form).into(),
        occurred_on: form.text("occurred_on"),
    };
    Ok(asked!(caller, app.clients.persons(), Referrals, register_person, request)?.person_id)
}
