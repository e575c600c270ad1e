//! `/groups`: groups by name, and starting one.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{ListGroupsRequest, StartGroupRequest},
    programmes::v1::ProgrammeKind,
};

use crate::{
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Choice, Column, DataTable, Field, FieldKind, Row, TableCell},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::{Offering, programme_name},
    page::Page,
    pages::people,
    visit::Staff,
};

pub mod group;
pub mod series;
pub mod session;

#[derive(Template, WebTemplate)]
#[template(path = "pages/groups.html")]
struct Groups {
    page: Page,
    acts: Vec<Act>,
    table: DataTable,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response, Failure> {
    draw(&app, &staff, None).await
}

async fn draw(app: &App, staff: &Staff, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(app, &caller).await?;
    let request = ListGroupsRequest { page_size: 200, ..ListGroupsRequest::default() };
    let listed = asked!(&caller, app.clients.groups(), Matching, list_groups, request)?;
    let columns = [
        Key("referrals-name"),
        Key("referrals-programme"),
        Key("referrals-municipality"),
        Key("groups-members"),
        Key("groups-queued"),
    ];
    let table = DataTable {
        caption: t.say("groups-title").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: listed
            .groups
            .iter()
            .map(|group| Row {
                name: group.name.clone(),
                href: format!("/groups/{}", group.group_id),
                cells: vec![
                    TableCell::Words(offering.name(&group.programme_id, t)),
                    TableCell::Words(codes::municipality(&group.municipality_code).to_owned()),
                    TableCell::Words(format!("{}/{}", group.members, group.capacity)),
                    TableCell::Words(t.number(i64::from(group.queued))),
                ],
            })
            .collect(),
    };
    let acts = Acts { visit: &staff.visit, base: "/groups".to_owned(), refused };
    let acts = vec![start(&acts, &offering, t)];
    let page = Groups { page: staff.visit.page().await?, acts, table, is_behind: caller.is_behind() };
    Ok((Refused::status(refused), page).into_response())
}

fn start(acts: &Acts<'_>, offering: &Offering, t: Texts) -> Act {
    let programmes = offering.programmes.iter().filter(|programme| programme.kind() == ProgrammeKind::Group);
    let programmes =
        programmes.map(|programme| Choice::new(&programme.programme_id, programme_name(programme, t))).collect();
    let fields = vec![
        Field::new("name", t.say("groups-name"), FieldKind::Text).hint(t.say("groups-name-hint")),
        Field::new("programme_id", t.say("referrals-programme"), FieldKind::Select(programmes)),
        Field::new("municipality_code", t.say("referrals-municipality"), FieldKind::Select(codes::municipalities(&[])))
            .optional(),
        Field::new("leader_person_ids", t.say("groups-leader"), FieldKind::Text).hint(t.say("groups-leader-hint")),
        Field::new("capacity", t.say("groups-capacity"), FieldKind::Number),
        Field::new("childcare_capacity", t.say("groups-childcare-capacity"), FieldKind::Number)
            .optional()
            .hint(t.say("groups-childcare-capacity-hint")),
    ];
    acts.prefilled("start", Key("act-start-group"), fields, &[("capacity", "12")])
}

pub async fn submit(State(app): State<App>, staff: Staff, form: Form) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &form).await.map(|to| (to, Key("done-start-group")));
    acts::answered(&staff.visit, "start", form, done, async |refused| draw(&app, &staff, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, form: &Form) -> Result<String, Failure> {
    form.ready()?;
    let leader = people::the_one(app, caller, "leader_person_ids", &form.text("leader_person_ids")).await?;
    let request = StartGroupRequest {
        request_id: form.request_id().to_owned(),
        name: form.text("name"),
        programme_id: form.text("programme_id"),
        municipality_code: form.text("municipality_code"),
        leader_person_ids: vec![leader],
        capacity: form.text("capacity").parse().unwrap_or_default(),
        childcare_capacity: group::whole(form, "childcare_capacity")?,
        occurred_on: form.text("occurred_on"),
    };
    let started = asked!(caller, app.clients.groups(), Matching, start_group, request)?;
    Ok(format!("/groups/{}", started.group_id))
}
