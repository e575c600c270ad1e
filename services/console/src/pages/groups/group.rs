//! `/groups/{id}`: one group with its members, its queue and its sessions.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use jiff::ToSpan as _;
use proto::{
    matching::v1::{
        EndReason, GetGroupRequest, GiveGroupPlaceRequest, GiveUpGroupPlaceRequest, Group, GroupPlaceStatus,
        GroupStatus,
    },
    referrals::v1::{Answer, ListReferralsRequest, ReferralStatus},
    scheduling::v1::{ListSessionsRequest, LocalStart, PlanSessionRequest, SessionKind, SessionStatus, SessionSummary},
};

use crate::{
    acts::{self, Acts, Refused, or_silent},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Choice, Field, FieldKind, Tag, Tone},
    failure::{Failure, Service},
    forms::Form,
    i18n::{Key, Texts, local_date},
    named::Named as _,
    names::PersonNames,
    offering::Offering,
    page::Page,
    visit::Staff,
};

mod places;

use places::Places;
pub(super) use places::whole;

/// A session without a length told.
const SESSION_MINUTES: u32 = 120;

#[derive(Template, WebTemplate)]
#[template(path = "pages/group.html")]
struct GroupPage {
    page: Page,
    id: String,
    name: String,
    about: String,
    leaders: Vec<(String, String)>,
    /// Places and childcare: how many, and how many are free.
    facts: Vec<String>,
    places: Places,
    /// Whose address is protected among those who may be called about a place; may be empty.
    warning: String,
    /// The nearest first.
    next: Vec<Meets>,
    later: Vec<Meets>,
    /// The newest first.
    past: Vec<Meets>,
    acts: Vec<Act>,
    silent: Vec<Service>,
    is_behind: bool,
}

/// Name, page, standing.
type Meets = (String, String, Tag);

/// Sessions shown at once of those ahead.
const AHEAD: usize = 4;

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None).await
}

async fn draw(app: &App, staff: &Staff, id: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetGroupRequest { group_id: id.to_owned() };
    let group = asked!(&caller, app.clients.groups(), Matching, get_group, asks)?.group.ok_or(Failure::NotFound)?;
    let summary = group.summary.clone().unwrap_or_default();
    let mut silent = Vec::new();
    let offering = Offering::of(app, &caller).await?;
    let today = offering.today.unwrap_or_else(|| local_date(app.surroundings.now()));
    let asks = ListSessionsRequest {
        from: today.saturating_sub(250.days()).to_string(),
        to: today.saturating_add(149.days()).to_string(),
        group_id: id.to_owned(),
        page_size: 200,
        ..ListSessionsRequest::default()
    };
    let listed = or_silent(asked!(&caller, app.clients.sessions(), Scheduling, list_sessions, asks), &mut silent)?;
    let mut waiting = or_silent(waiting(app, &caller, &summary.programme_id).await, &mut silent)?;
    // Who is in the queue already is offered a place, not given one.
    let is_here = |choice: &Choice| {
        let mut here = group.places.iter().filter(|place| place.status() != GroupPlaceStatus::GivenUp);
        here.any(|place| choice.value.ends_with(&place.person_id))
    };
    waiting.retain(|choice| !is_here(choice));
    let people = group.places.iter().map(|place| place.person_id.as_str());
    let people = people.chain(summary.leader_person_ids.iter().map(String::as_str));
    let names = PersonNames::of(app, &caller, people).await?;
    let acts = Acts { visit: &staff.visit, base: format!("/groups/{id}"), refused };
    let is_running = summary.status() == GroupStatus::Running;
    let link = |person: &String| (names.name(person, t), format!("/people/{person}"));
    let place = codes::municipality(&summary.municipality_code);
    let queue = group.places.iter().filter(|place| place.status() == GroupPlaceStatus::Queued);
    let warning = names.warning(queue.map(|place| place.person_id.as_str()), t);
    let day = today.to_string();
    let starts =
        |session: &&SessionSummary| session.start.as_ref().map_or("", |start| start.date.as_str()) < day.as_str();
    let (mut past, ahead): (Vec<&SessionSummary>, Vec<_>) = listed.sessions.iter().partition(starts);
    past.reverse();
    let words = |sessions: &[&SessionSummary]| sessions.iter().map(|session| session_words(session, t)).collect();
    let (next, later) = ahead.split_at(AHEAD.min(ahead.len()));
    let page = GroupPage {
        page: staff.visit.page().await?,
        id: id.to_owned(),
        name: summary.name.clone(),
        about: format!("{} · {place}", offering.name(&summary.programme_id, t)),
        facts: places::facts(&summary, t),
        places: Places::of(&group, &names, t),
        warning,
        leaders: summary.leader_person_ids.iter().map(link).collect(),
        next: words(next),
        later: words(later),
        past: words(&past),
        acts: if is_running { offered(&acts, &group, &names, waiting, t) } else { Vec::new() },
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

/// Accepted referrals to the programme, as choices that carry referral and person.
async fn waiting(app: &App, caller: &Caller, programme: &str) -> Result<Vec<Choice>, Failure> {
    let request = ListReferralsRequest {
        statuses: vec![ReferralStatus::Accepted.into()],
        programme_id: programme.to_owned(),
        page_size: 200,
        ..ListReferralsRequest::default()
    };
    let listed = asked!(caller, app.clients.referrals(), Referrals, list_referrals, request)?;
    let choices = listed.referrals.into_iter();
    Ok(choices.map(|found| Choice::new(format!("{}/{}", found.referral_id, found.person_id), found.name)).collect())
}

fn session_words(session: &SessionSummary, t: Texts) -> (String, String, Tag) {
    let when =
        session.start.as_ref().map(|start| format!("{} {}", t.iso_date(&start.date), start.time.replace(':', ".")));
    let (tone, words) = match session.status() {
        _ if session.held => (Tone::Done, t.say("session-held").count("people", session.present_count).to_string()),
        SessionStatus::Cancelled => (Tone::Ended, t.say("session-cancelled").to_string()),
        _ => (Tone::New, t.say("session-planned").to_string()),
    };
    let what = if session.theme.is_empty() { t.name(session.kind()) } else { session.theme.clone() };
    let name = format!("{} {what}", when.unwrap_or_default());
    (name, format!("/sessions/{}", session.session_id), Tag::new(tone, words))
}

fn offered(acts: &Acts<'_>, group: &Group, names: &PersonNames, waiting: Vec<Choice>, t: Texts) -> Vec<Act> {
    let mut offered = places::of_queue(acts, group, names, t);
    if !waiting.is_empty() {
        let who = Field::new("person_id", t.say("groups-who"), FieldKind::Select(waiting));
        let children = group.summary.as_ref().and_then(|summary| places::children_field(summary, t));
        let fields = [who].into_iter().chain(children).collect();
        let place = acts.offer("place", Key("act-give-place"), fields);
        offered.push(if offered.is_empty() { place.first() } else { place });
    }
    let plan = vec![
        Field::new("start.date", t.say("field-occurred-on"), FieldKind::Date),
        Field::new("start.time", t.say("meeting-time"), FieldKind::Time),
        Field::new("place", t.say("meeting-place"), FieldKind::Text),
        Field::new("theme", t.say("session-theme"), FieldKind::Text).optional(),
    ];
    offered.push(acts.offer("session", Key("act-plan-session"), plan));
    let members: Vec<Choice> = group
        .places
        .iter()
        .filter(|place| place.status() != GroupPlaceStatus::GivenUp)
        .map(|place| Choice::new(&place.person_id, names.name(&place.person_id, t)))
        .collect();
    if !members.is_empty() {
        let fields = vec![
            Field::new("person_id", t.say("groups-who"), FieldKind::Select(members)),
            Field::new("reason", t.say("field-reason"), FieldKind::Select(EndReason::choices(t))),
            Field::new("new_place_wanted", t.say("give-up-new-place"), FieldKind::Radio(Answer::choices(t))).optional(),
        ];
        offered.push(acts.offer("give-up", Key("act-give-up-place"), fields));
    }
    offered.extend(places::of_size(acts, group, names, t));
    offered
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (format!("/groups/{id}"), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, &id, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    if let Some(done) = places::carry_out(app, caller, id, act, form).await? {
        return Ok(done);
    }
    let (request_id, group_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    match act {
        "place" => {
            let chosen = form.text("person_id");
            let (referral_id, person_id) = chosen.split_once('/').unwrap_or_default();
            let (referral_id, person_id) = (referral_id.to_owned(), person_id.to_owned());
            let children = places::whole(form, "children")?;
            let request = GiveGroupPlaceRequest { request_id, group_id, person_id, referral_id, occurred_on, children };
            let given = asked!(caller, app.clients.groups(), Matching, give_group_place, request)?;
            Ok(match (given.status(), given.waits_for_childcare) {
                (GroupPlaceStatus::Queued, _) => Key("done-place-queued"),
                (_, true) => Key("done-place-without-childcare"),
                (_, false) => Key("done-place"),
            })
        }
        "give-up" => {
            let (person_id, reason) = (form.text("person_id"), form.number::<EndReason>("reason"));
            let new_place_wanted = form.number::<Answer>("new_place_wanted");
            let request =
                GiveUpGroupPlaceRequest { request_id, group_id, person_id, reason, occurred_on, new_place_wanted };
            asked!(caller, app.clients.groups(), Matching, give_up_group_place, request)?;
            Ok(Key("done-give-up"))
        }
        "session" => {
            let asks = GetGroupRequest { group_id: group_id.clone() };
            let group = asked!(caller, app.clients.groups(), Matching, get_group, asks)?.group.unwrap_or_default();
            let members = group.places.iter().filter(|place| place.status() == GroupPlaceStatus::Given);
            let person_ids = members.map(|place| place.person_id.clone()).collect();
            let summary = group.summary.unwrap_or_default();
            let request = PlanSessionRequest {
                request_id,
                kind: SessionKind::GroupSession.into(),
                programme_id: summary.programme_id,
                group_id,
                name: summary.name,
                theme: form.text("theme"),
                start: Some(LocalStart {
                    date: form.text("start.date"),
                    time: form.text("start.time"),
                    zone: String::new(),
                }),
                duration_minutes: SESSION_MINUTES,
                place: form.text("place"),
                person_ids,
                ..PlanSessionRequest::default()
            };
            asked!(caller, app.clients.sessions(), Scheduling, plan_session, request)?;
            Ok(Key("done-session"))
        }
        _ => Err(Failure::NotFound),
    }
}
