//! `/referrals/new`: the coordinator's own intake, by phone or across a table. She looks for the person first, so that
//! nobody is created twice.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proto::referrals::v1::{GivenBy, ReferralSource, SearchPersonsRequest};
use serde::Deserialize;

use crate::{
    acts,
    app::App,
    clients::{Caller, asked},
    components::{Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::Key,
    named::Named as _,
    offering,
    page::Page,
    pages::{
        people::{Hit, alike, hits},
        refer::{fields, stops},
    },
    visit::{Staff, Visit},
};

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// A name, phone or e-mail.
    #[serde(default)]
    text: String,
    /// Somebody the district knows already.
    #[serde(default)]
    person: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/intake.html")]
struct Intake {
    page: Page,
    form: Form,
    search: Form,
    /// What a search found; none before one.
    hits: Option<Vec<Hit>>,
    /// Where no new requests are taken from outside now, in words.
    stops: Vec<String>,
    /// She was looked for, or chosen.
    is_open: bool,
    agreement: Field,
    fields: Vec<Field>,
    extra: Vec<Field>,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let form = staff.visit.blank_form().prefilled("person_id", &wanted.person);
    let found = if wanted.text.trim().chars().count() < 2 {
        None
    } else {
        let caller = staff.caller()?;
        let request = SearchPersonsRequest { text: wanted.text.trim().to_owned(), birth_month: String::new() };
        let found = asked!(&caller, app.clients.persons(), Referrals, search_persons, request)?;
        Some(hits(found.hits, staff.visit.texts()))
    };
    draw(&app, &staff, form, found, &wanted.text, StatusCode::OK).await
}

pub async fn submit(State(app): State<App>, staff: Staff, mut form: Form) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let coverage = offering::coverage(&app, &caller).await?;
    if !form.ticked("she_knows_and_agrees") {
        form.object("she_knows_and_agrees", t.say("refer-tick-missing"));
    }
    form.object_to_draft(t);
    fields::object_to_uncovered(&mut form, &coverage, t);
    if !form.problems().is_empty() {
        form.remove(alike::APART);
        return draw(&app, &staff, form, None, "", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match carry_out(&app, &staff, &caller, &mut form).await {
        Ok(page) => Ok(page),
        Err(failure) => {
            alike::search_again(&mut form, &failure);
            let status = form.take(failure, t)?;
            draw(&app, &staff, form, None, "", status).await
        }
    }
}

/// Hands in the referral, unless it has first to be said who she is.
async fn carry_out(app: &App, staff: &Staff, caller: &Caller, form: &mut Form) -> Result<Response, Failure> {
    if let Some(page) = alike::choices(app, staff, caller, form, "/referrals/new").await? {
        return Ok(page);
    }
    let is_self = ReferralSource::of_slug(form.value("source")) == ReferralSource::Self_;
    let given_by = GivenBy::of_slug(form.value("given_by"));
    let mut request = fields::read(form, is_self, given_by, staff.visit.texts());
    if !request.person_id.is_empty() {
        request.identity = None;
    }
    let submitted = asked!(caller, app.clients.referrals(), Referrals, submit_referral, request)?;
    alike::keep_apart(app, caller, form, &submitted.person_id).await;
    let to = format!("/referrals/{}", submitted.referral_id);
    acts::done(&staff.visit, &Form::default(), &to, Key("intake-done")).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    form: Form,
    hits: Option<Vec<Hit>>,
    text: &str,
    status: StatusCode,
) -> Result<Response, Failure> {
    let visit: &Visit = &staff.visit;
    let t = visit.texts();
    let caller = staff.caller()?;
    let coverage = offering::coverage(app, &caller).await?;
    let is_known = !form.value("person_id").is_empty();
    let mut asked = fields::asked(&coverage, false, t);
    let mut extra = fields::extra(t);
    if is_known {
        asked.retain(|field| !field.name.starts_with("identity."));
        extra.retain(|field| !field.name.starts_with("identity."));
    }
    asked.insert(0, Field::hidden("person_id"));
    asked.insert(0, Field::hidden(alike::APART));
    asked.insert(2, Field::new("source", t.say("refer-source"), FieldKind::Select(ReferralSource::choices(t))));
    asked.push(Field::given_by(t));
    asked.push(Field::occurred_on(t));
    // Who referred, when she does not call herself.
    extra.extend(fields::referrer(t).into_iter().filter(|field| field.name != "source").map(Field::optional));
    let page = Intake {
        page: visit.page().await?,
        stops: stops::words(&coverage, t),
        search: Form::default().prefilled("text", text),
        is_open: is_known || hits.is_some() || !form.problems().is_empty(),
        hits,
        agreement: Field::new("she_knows_and_agrees", t.say("refer-tick"), FieldKind::Tick)
            .hint(t.say("intake-tick-hint")),
        fields: asked,
        extra,
        form,
    };
    Ok((status, page).into_response())
}
