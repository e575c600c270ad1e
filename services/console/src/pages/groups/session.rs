//! `/sessions/{id}`: tonight's list: who was there.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{GetGroupRequest, GroupPlaceStatus},
    scheduling::v1::{
        AttendanceStatus, CorrectAttendanceRequest, GetSessionRequest, Headcount, PersonAttendance,
        RecordAttendanceRequest, Session, SessionStatus,
    },
};

use crate::{
    acts::{self as page_acts, Acts, Refused, or_silent},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind},
    failure::{Failure, Service},
    forms::Form,
    i18n::Key,
    named::Named as _,
    names::PersonNames,
    page::Page,
    visit::Staff,
};

pub mod acts;

/// A person's attendance in the form: this and her id.
const PERSON: &str = "person-";
/// Everybody with a seat of whom nothing is said was there.
const REST_PRESENT: &str = "rest_present";

#[derive(Template, WebTemplate)]
#[template(path = "pages/session.html")]
struct SessionPage {
    page: Page,
    id: String,
    name: String,
    about: String,
    group: String,
    is_held: bool,
    is_cancelled: bool,
    acts: Vec<Act>,
    form: Form,
    fields: Vec<Field>,
    silent: Vec<Service>,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let session = known(&app, &caller, &id).await?;
    let form = recorded(&staff, &session);
    draw(&app, &staff, &caller, session, form, None, StatusCode::OK).await
}

/// With an act that was refused.
async fn draw_refused(
    app: &App,
    staff: &Staff,
    caller: &Caller,
    id: &str,
    refused: &Refused,
) -> Result<Response, Failure> {
    let session = known(app, caller, id).await?;
    let form = recorded(staff, &session);
    draw(app, staff, caller, session, form, Some(refused), refused.status).await
}

/// The form as attendance stands.
fn recorded(staff: &Staff, session: &Session) -> Form {
    let mut form = staff.visit.blank_form();
    for person in &session.persons {
        form = form.prefilled(&format!("{PERSON}{}", person.person_id), person.status().slug());
    }
    if session.summary.as_ref().is_some_and(|summary| summary.held) {
        let unnamed = session.unnamed.unwrap_or_default();
        form = form
            .prefilled("unnamed.women", unnamed.women.to_string())
            .prefilled("unnamed.men", unnamed.men.to_string())
            .prefilled("unnamed.children", unnamed.children.to_string())
            .prefilled("children_in_childcare", session.children_in_childcare.to_string());
    }
    form
}

async fn known(app: &App, caller: &Caller, id: &str) -> Result<Session, Failure> {
    let asks = GetSessionRequest { session_id: id.to_owned() };
    asked!(caller, app.clients.sessions(), Scheduling, get_session, asks)?.session.ok_or(Failure::NotFound)
}

async fn draw(
    app: &App,
    staff: &Staff,
    caller: &Caller,
    session: Session,
    form: Form,
    refused: Option<&Refused>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let summary = session.summary.clone().unwrap_or_default();
    let mut silent = Vec::new();
    let mut people = or_silent(seated(app, caller, &session).await, &mut silent)?;
    people.extend(session.enrolled_person_ids.iter().cloned());
    people.extend(session.persons.iter().map(|person| person.person_id.clone()));
    people.sort();
    people.dedup();
    let names = PersonNames::of(app, caller, people.iter().map(String::as_str)).await?;
    let mut named: Vec<(String, String)> = people.into_iter().map(|id| (names.name(&id, t), id)).collect();
    named.sort();
    let number = |name: &str, key: Key| Field::new(name, t.say(key), FieldKind::Number).optional();
    let mut fields: Vec<Field> = if summary.counts_only {
        Vec::new()
    } else {
        named
            .into_iter()
            .map(|(name, id)| {
                let choices = AttendanceStatus::choices(t);
                Field::new(format!("{PERSON}{id}"), name, FieldKind::Line(choices)).optional()
            })
            .collect()
    };
    if !fields.is_empty() && !summary.held {
        fields.push(Field::new(REST_PRESENT, t.say("attendance-rest"), FieldKind::Tick).optional());
    }
    fields.extend([
        number("unnamed.women", Key("session-women")),
        number("unnamed.men", Key("session-men")),
        number("unnamed.children", Key("session-children")),
        number("children_in_childcare", Key("session-childcare")),
    ]);
    let start = summary.start.clone().unwrap_or_default();
    let acts = Acts { visit: &staff.visit, base: format!("/sessions/{}", summary.session_id), refused };
    let page = SessionPage {
        page: staff.visit.page().await?,
        id: summary.session_id.clone(),
        name: if summary.theme.is_empty() { summary.name.clone() } else { summary.theme.clone() },
        about: format!("{} {} · {}", t.iso_date(&start.date), start.time.replace(':', "."), summary.place),
        group: summary.group_id.clone(),
        is_held: summary.held,
        is_cancelled: summary.status() == SessionStatus::Cancelled,
        acts: acts::of(&acts, &session, t),
        form,
        fields,
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((status, page).into_response())
}

/// Who is expected: those with a seat, and the members of its group.
async fn seated(app: &App, caller: &Caller, session: &Session) -> Result<Vec<String>, Failure> {
    let mut people = session.enrolled_person_ids.clone();
    let group_id = session.summary.as_ref().map(|summary| summary.group_id.clone()).unwrap_or_default();
    if !group_id.is_empty() {
        let asks = GetGroupRequest { group_id };
        let found = asked!(caller, app.clients.groups(), Matching, get_group, asks)?;
        let places = found.group.into_iter().flat_map(|group| group.places);
        let members = places.filter(|place| place.status() == GroupPlaceStatus::Given);
        people.extend(members.map(|place| place.person_id));
    }
    people.sort();
    people.dedup();
    Ok(people)
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let session = known(&app, &caller, &id).await?;
    match carry_out(&app, &caller, &session, &id, &form).await {
        Ok(()) => page_acts::done(&staff.visit, &form, &format!("/sessions/{id}"), Key("done-attendance")).await,
        Err(failure) => {
            let status = form.take(failure, staff.visit.texts())?;
            draw(&app, &staff, &caller, session, form, None, status).await
        }
    }
}

async fn carry_out(app: &App, caller: &Caller, session: &Session, id: &str, form: &Form) -> Result<(), Failure> {
    form.ready()?;
    let client = app.clients.sessions();
    let (request_id, session_id) = (form.request_id().to_owned(), id.to_owned());
    let number = |name: &str| form.text(name).parse::<u32>().unwrap_or_default();
    let mut persons: Vec<PersonAttendance> = form
        .names()
        .filter_map(|name| {
            let status = form.number::<AttendanceStatus>(name);
            let person_id = name.strip_prefix(PERSON)?.to_owned();
            (status != 0).then_some(PersonAttendance { person_id, status })
        })
        .collect();
    if form.ticked(REST_PRESENT) {
        let rest = seated(app, caller, session).await?.into_iter();
        let rest = rest.filter(|id| form.value(&format!("{PERSON}{id}")).is_empty());
        let present = i32::from(AttendanceStatus::Present);
        persons.extend(rest.map(|person_id| PersonAttendance { person_id, status: present }));
    }
    let unnamed = Headcount {
        women: number("unnamed.women"),
        men: number("unnamed.men"),
        others: session.unnamed.as_ref().map_or(0, |unnamed| unnamed.others),
        children: number("unnamed.children"),
    };
    let children_in_childcare = number("children_in_childcare");
    if session.summary.as_ref().is_some_and(|summary| summary.held) {
        let request = CorrectAttendanceRequest {
            request_id,
            session_id,
            persons,
            removed_person_ids: Vec::new(),
            unnamed: Some(unnamed),
            children_in_childcare: Some(children_in_childcare),
            occurred_on: String::new(),
        };
        return asked!(caller, client, Scheduling, correct_attendance, request).map(drop);
    }
    let is_none = unnamed == Headcount::default();
    let request = RecordAttendanceRequest {
        request_id,
        session_id,
        persons,
        unnamed: (!is_none).then_some(unnamed),
        children_in_childcare,
        occurred_on: String::new(),
    };
    asked!(caller, client, Scheduling, record_attendance, request).map(drop)
}
