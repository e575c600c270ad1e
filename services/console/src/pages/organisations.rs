//! `/organisations`: other organisations that were trained to run a programme, recording one, and taking back what was
//! recorded by mistake.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{
    ListTrainedOrganisationsRequest, RecordTrainedOrganisationRequest, TakeBackTrainedOrganisationRequest,
    TrainedOrganisation,
};
use serde::Deserialize;

use crate::{
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind, Pagination},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    page::{Page, address_with},
    visit::Staff,
};

pub const ORGANISATIONS: &str = "/organisations";

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    after: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/organisations.html")]
struct Organisations {
    page: Page,
    recording: Act,
    /// What was to be taken back and is not on the page: the form that was refused.
    gone: Option<Form>,
    trained: Vec<Trained>,
    /// How many there are, in words.
    count: String,
    pagination: Pagination,
    is_behind: bool,
}

/// A trained organisation in words.
struct Trained {
    name: String,
    /// In which programme, and since when.
    words: String,
    acts: Vec<Act>,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    draw(&app, &staff, &wanted.after, None).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path(act): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &act, &form).await.map(|notice| (ORGANISATIONS.to_owned(), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, "", Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let request_id = form.request_id().to_owned();
    match act {
        "train" => {
            let request = RecordTrainedOrganisationRequest {
                request_id,
                programme_id: form.text("programme_id"),
                name: form.text("name"),
                occurred_on: form.text("occurred_on"),
            };
            asked!(caller, app.clients.offering(), Referrals, record_trained_organisation, request)?;
            Ok(Key("done-train-organisation"))
        }
        "take-back" => {
            let organisation_id = form.text("organisation_id");
            let request =
                TakeBackTrainedOrganisationRequest { request_id, organisation_id, occurred_on: String::new() };
            asked!(caller, app.clients.offering(), Referrals, take_back_trained_organisation, request)?;
            Ok(Key("done-take-back-organisation"))
        }
        _ => Err(Failure::NotFound),
    }
}

async fn draw(app: &App, staff: &Staff, after: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let request = ListTrainedOrganisationsRequest { page_size: 0, page_token: after.to_owned() };
    let listed = asked!(&caller, app.clients.offering(), Referrals, list_trained_organisations, request)?;
    let offering = Offering::of(app, &caller).await?;
    let acts = Acts { visit: &staff.visit, base: ORGANISATIONS.to_owned(), refused };
    let next = match listed.next_page_token.as_str() {
        "" => String::new(),
        token => address_with(ORGANISATIONS, &[("after", token)]),
    };
    let page = Organisations {
        page: staff.visit.page().await?,
        recording: recording(&acts, &offering, t),
        gone: refused.filter(|refused| is_gone(refused, &listed.organisations)).map(|refused| refused.form.clone()),
        trained: listed.organisations.iter().map(|one| shown(one, &acts, &offering, t)).collect(),
        count: t.say("organisations-count").count("organisations", listed.total).to_string(),
        pagination: Pagination {
            previous: if after.is_empty() { String::new() } else { ORGANISATIONS.to_owned() },
            next,
            ..Pagination::default()
        },
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

/// Somebody else took it back, or it stands on another page.
fn is_gone(refused: &Refused, shown: &[TrainedOrganisation]) -> bool {
    let id = refused.form.value("organisation_id");
    refused.act == "take-back" && shown.iter().all(|one| one.organisation_id != id)
}

fn recording(acts: &Acts<'_>, offering: &Offering, t: Texts) -> Act {
    let fields = vec![
        Field::new("name", t.say("organisation-name"), FieldKind::Text).hint(t.say("organisation-name-hint")),
        Field::new("programme_id", t.say("refer-programme"), FieldKind::Select(offering.choices(t))),
        Field::new("occurred_on", t.say("organisation-day"), FieldKind::Date).hint(t.say("organisation-day-hint")),
    ];
    let today = offering.today.map(|day| day.to_string()).unwrap_or_default();
    let mut values = vec![("occurred_on", today.as_str())];
    // Where there is one programme, it is chosen.
    if let [only] = offering.programmes.as_slice() {
        values.push(("programme_id", only.programme_id.as_str()));
    }
    acts.prefilled("train", Key("act-train-organisation"), fields, &values)
}

fn shown(one: &TrainedOrganisation, acts: &Acts<'_>, offering: &Offering, t: Texts) -> Trained {
    let id = one.organisation_id.as_str();
    let is_its = |refused: &&Refused| refused.form.value("organisation_id") == id;
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused: acts.refused.filter(is_its) };
    let values = [("organisation_id", id)];
    let take_back = acts
        .prefilled("take-back", Key("act-take-back-organisation"), vec![Field::hidden("organisation_id")], &values)
        .scoped(id)
        .about(&one.name);
    let words = t
        .say("organisation-trained")
        .with("programme", offering.name(&one.programme_id, t))
        .with("day", t.iso_date(&one.trained_on));
    Trained { name: one.name.clone(), words: words.to_string(), acts: vec![take_back] }
}
