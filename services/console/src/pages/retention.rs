//! `/retention`: people whose data has no purpose left, with why and since when. A coordinator proposes to erase
//! somebody or keeps her with a reason; a manager who did not propose it orders the erasure.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{
    ErasureGround, KeepPersonRequest, ListRetentionRequest, OrderErasureRequest, ProposeErasureRequest, RetainedPerson,
};
use serde::Deserialize;

use crate::{
    accounts::Role,
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind, Pagination, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    names,
    offering::Offering,
    page::{Page, address_with},
    pages::{person, referrals},
    visit::Staff,
};

const PATH: &str = "/retention";

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    after: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/retention.html")]
struct Retention {
    page: Page,
    rows: Vec<Row>,
    /// How many there are, in words.
    count: String,
    pagination: Pagination,
    is_behind: bool,
}

/// Somebody whose purposes have all run out.
struct Row {
    name: String,
    href: String,
    tag: Tag,
    last_activity: String,
    /// Each purpose with the day it ran out.
    purposes: Vec<(String, String)>,
    /// Who proposed it and when, or why she was kept before; may be empty.
    notes: Vec<String>,
    acts: Vec<Act>,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    draw(&app, &staff, &wanted.after, None).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (PATH.to_owned(), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| {
        draw(&app, &staff, "", Some((id.as_str(), &refused))).await
    })
    .await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let (request_id, person_id) = (form.request_id().to_owned(), id.to_owned());
    match act {
        "propose" => {
            let request = ProposeErasureRequest { request_id, person_id, occurred_on: String::new() };
            asked!(caller, app.clients.retention(), Referrals, propose_erasure, request)?;
            Ok(Key("done-propose-erasure"))
        }
        "keep" => {
            let request = KeepPersonRequest {
                request_id,
                person_id,
                reason: form.text("reason"),
                look_again_on: form.text("look_again_on"),
                occurred_on: String::new(),
            };
            asked!(caller, app.clients.retention(), Referrals, keep_person, request)?;
            Ok(Key("done-keep"))
        }
        "order" => {
            let ground = ErasureGround::Retention.into();
            let request = OrderErasureRequest { request_id, person_id, ground, occurred_on: String::new() };
            asked!(caller, app.clients.persons(), Referrals, order_erasure, request)?;
            Ok(Key("done-erase"))
        }
        _ => Err(Failure::NotFound),
    }
}

async fn draw(app: &App, staff: &Staff, after: &str, refused: Option<(&str, &Refused)>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let request = ListRetentionRequest { page_size: 0, page_token: after.to_owned() };
    let listed = asked!(&caller, app.clients.retention(), Referrals, list_retention, request)?;
    let offering = Offering::of(app, &caller).await?;
    let proposers = listed.persons.iter().map(|person| person.proposed_by_actor_id.as_str());
    let people = names::staff(app, proposers).await?;
    let rows = listed.persons.iter().map(|found| {
        let refused = refused.filter(|(id, _)| *id == found.person_id).map(|(_, refused)| refused);
        let acts = Acts { visit: &staff.visit, base: format!("{PATH}/{}", found.person_id), refused };
        let proposer = people.get(&found.proposed_by_actor_id).cloned().unwrap_or_default();
        let is_mine = found.proposed_by_actor_id == staff.session.account.actor_id.to_string();
        let may_order = staff.session.account.role == Role::Manager && !is_mine;
        row(found, &acts, &proposer, may_order, &offering, t)
    });
    let next = match listed.next_page_token.as_str() {
        "" => String::new(),
        token => address_with(PATH, &[("after", token)]),
    };
    let page = Retention {
        page: staff.visit.page().await?,
        rows: rows.collect(),
        count: t.say("retention-count").count("people", listed.total).to_string(),
        pagination: Pagination {
            previous: if after.is_empty() { String::new() } else { PATH.to_owned() },
            next,
            ..Pagination::default()
        },
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused.map(|(_, refused)| refused)), page).into_response())
}

fn row(found: &RetainedPerson, acts: &Acts<'_>, proposer: &str, may_order: bool, offering: &Offering, t: Texts) -> Row {
    let name = referrals::shown_name(&found.name, t);
    let is_proposed = !found.proposed_on.is_empty();
    let mut notes = Vec::new();
    if is_proposed {
        let words = t.say("retention-proposed-by").with("day", t.iso_date(&found.proposed_on)).with("who", proposer);
        notes.push(words.to_string());
    }
    if !found.kept_until.is_empty() {
        let words = t.say("retention-kept").with("day", t.iso_date(&found.kept_until)).with("why", &found.kept_because);
        notes.push(words.to_string());
    }
    let act = |act: Act| act.scoped(&found.person_id).about(&name);
    let mut offered = Vec::new();
    if is_proposed && may_order {
        offered.push(act(acts.offer("order", Key("act-order-erasure"), Vec::new())).danger());
    } else if !is_proposed {
        offered.push(act(acts.offer("propose", Key("act-propose-erasure"), Vec::new())));
    }
    let fields = vec![
        Field::new("reason", t.say("retention-reason"), FieldKind::Area(2)),
        Field::new("look_again_on", t.say("retention-look-again"), FieldKind::Date)
            .hint(t.say("retention-look-again-hint")),
    ];
    offered.push(act(acts.offer("keep", Key("act-keep"), fields)));
    Row {
        href: format!("/people/{}", found.person_id),
        tag: if is_proposed {
            Tag::new(Tone::Attention, t.say("retention-proposed"))
        } else {
            Tag::new(Tone::Waiting, t.say("retention-waits"))
        },
        last_activity: t.iso_date(&found.last_activity_on),
        purposes: found
            .purposes
            .iter()
            .map(|ran_out| (person::purpose_name(&ran_out.purpose_id, offering, t), t.iso_date(&ran_out.run_out_on)))
            .collect(),
        notes,
        acts: offered,
        name,
    }
}
