//! `/<district>/refer` and `/<district>/join`: anybody hands in a referral, for somebody else or for herself, without
//! an account. `/<district>/status`: how it stands, by code.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proto::referrals::v1::{GetCoverageResponse, GivenBy};

use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::{self, programme_name},
    page::Page,
    tokens,
    visit::Visit,
};

pub mod fields;
pub mod status;
pub mod stops;

#[derive(Template, WebTemplate)]
#[template(path = "pages/refer.html")]
struct Refer {
    page: Page,
    form: Form,
    who: Who,
    district: String,
    district_name: String,
    coverage: Vec<Covered>,
    /// Where no new requests are taken now, in words.
    stops: Vec<String>,
    /// Nothing can be asked for here now.
    is_closed: bool,
    /// It may be sent although no agreement covers the municipality.
    may_send_anyway: bool,
    agreement: Field,
    asked: Vec<Field>,
    /// What helps and can be left out.
    extra: Vec<Field>,
    referrer: Vec<Field>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/referred.html")]
struct Referred {
    page: Page,
    district: String,
    code: String,
    by: String,
    who: Who,
}

/// Who fills the form in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Professional,
    Herself,
}

impl Who {
    fn path(self) -> &'static str {
        match self {
            Self::Professional => "refer",
            Self::Herself => "join",
        }
    }
}

/// Where a programme is offered, in words.
struct Covered {
    programme: String,
    places: String,
}

pub async fn show_refer(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
) -> Result<Response, Failure> {
    show(&app, &visit, district, Who::Professional).await
}

pub async fn show_join(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
) -> Result<Response, Failure> {
    show(&app, &visit, district, Who::Herself).await
}

pub async fn submit_refer(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    submit(&app, &visit, district, Who::Professional, form).await
}

pub async fn submit_join(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    submit(&app, &visit, district, Who::Herself, form).await
}

async fn show(app: &App, visit: &Visit, district: String, who: Who) -> Result<Response, Failure> {
    let caller = anybody(app, visit, &district)?;
    let coverage = offering::coverage(app, &caller).await?;
    draw(visit, district, who, visit.blank_form(), coverage, StatusCode::OK).await
}

async fn submit(app: &App, visit: &Visit, district: String, who: Who, mut form: Form) -> Result<Response, Failure> {
    let t = visit.texts();
    let caller = anybody(app, visit, &district)?;
    admitted(app, visit).await?;
    let coverage = offering::coverage(app, &caller).await?;
    if !form.ticked("she_knows_and_agrees") {
        form.object("she_knows_and_agrees", t.say("refer-tick-missing"));
    }
    form.object_to_draft(t);
    form.object_to_trapped(t);
    stops::object_to_stopped(&mut form, &coverage, t);
    fields::object_to_uncovered(&mut form, &coverage, t);
    if who == Who::Professional && form.text("referrer.phone").is_empty() && form.text("referrer.email").is_empty() {
        form.object("referrer.phone", t.say("refer-contact-missing"));
    }
    if form.text("identity.phone").is_empty() && form.text("identity.email").is_empty() {
        form.object("identity.phone", t.say("refer-reach-missing"));
    }
    if !form.problems().is_empty() {
        return draw(visit, district, who, form, coverage, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let given_by = match who {
        Who::Professional => GivenBy::Referrer,
        Who::Herself => GivenBy::Link,
    };
    let request = fields::read(&form, who == Who::Herself, given_by, t);
    match asked!(&caller, app.clients.referrals(), Referrals, submit_referral, request) {
        Ok(submitted) => {
            let by = t.iso_date(&submitted.acknowledge_by);
            Ok(Referred { page: visit.page().await?, district, code: submitted.code, by, who }.into_response())
        }
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(visit, district, who, form, coverage, status).await
        }
    }
}

async fn draw(
    visit: &Visit,
    district: String,
    who: Who,
    form: Form,
    coverage: GetCoverageResponse,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = visit.texts();
    let is_self = who == Who::Herself;
    let agreement = Field::new(
        "she_knows_and_agrees",
        t.say(if is_self { Key("join-tick") } else { Key("refer-tick") }),
        FieldKind::Tick,
    )
    .hint(t.say(if is_self { Key("join-tick-hint") } else { Key("refer-tick-hint") }));
    let open = stops::open(&coverage);
    let is_chosen = form.problem("programme_id").is_some() && !form.value("programme_id").is_empty();
    let page = Refer {
        page: visit.page().await?,
        stops: stops::words(&coverage, t),
        // What was typed before everything was stopped is shown all the same.
        is_closed: open.programmes.is_empty() && !coverage.programmes.is_empty() && form.problems().is_empty(),
        may_send_anyway: is_chosen && !stops::is_stopped(&form, &coverage),
        form,
        who,
        district,
        district_name: coverage.district_name.clone(),
        agreement,
        asked: fields::asked(&open, is_self, t),
        extra: fields::extra(t),
        referrer: if is_self { Vec::new() } else { fields::referrer(t) },
        coverage: covered(&coverage, t),
    };
    Ok((status, page).into_response())
}

fn covered(coverage: &GetCoverageResponse, t: Texts) -> Vec<Covered> {
    coverage
        .programmes
        .iter()
        .filter_map(|covered| {
            Some(Covered {
                programme: programme_name(covered.programme.as_ref()?, t),
                places: fields::places(covered, t),
            })
        })
        .collect()
}

/// Fails when too many forms came from the browser's address; what was typed goes back to it.
pub(super) async fn admitted(app: &App, visit: &Visit) -> Result<(), Failure> {
    let is_admitted = app.throttle.admits_form(visit.address(), app.surroundings.now()).await?;
    if is_admitted { Ok(()) } else { Err(Failure::TooMany) }
}

/// Somebody without an account, for one district.
pub(super) fn anybody(app: &App, visit: &Visit, district: &str) -> Result<Caller, Failure> {
    // What is no slug is no district.
    let token = tokens::for_anybody(&app.issuer, district).map_err(|_| Failure::NotFound)?;
    Caller::new(visit.clone(), &token)
}
