//! What can be done about a session before it was held: somebody comes along, it moves, it does not take place.

use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::scheduling::v1::{
    CancelSessionRequest, EnrolInSessionRequest, LocalStart, MoveSessionRequest, Session, SessionCancelReason,
    SessionStatus,
};

use super::draw_refused;
use crate::{
    acts::{self, Acts},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    pages::people,
    visit::Staff,
};

/// Nothing for one that was held or is cancelled.
pub(super) fn of(acts: &Acts<'_>, session: &Session, t: Texts) -> Vec<Act> {
    let summary = session.summary.clone().unwrap_or_default();
    if summary.held || summary.status() == SessionStatus::Cancelled {
        return Vec::new();
    }
    let start = summary.start.clone().unwrap_or_default();
    let minutes = summary.duration_minutes.to_string();
    let who = Field::new("person_id", t.say("groups-who"), FieldKind::Text).hint(t.say("groups-leader-hint"));
    let moving = vec![
        Field::new("start.date", t.say("field-occurred-on"), FieldKind::Date),
        Field::new("start.time", t.say("meeting-time"), FieldKind::Time),
        Field::new("duration_minutes", t.say("series-minutes"), FieldKind::Number),
        Field::new("place", t.say("meeting-place"), FieldKind::Text),
    ];
    let values = [
        ("start.date", start.date.as_str()),
        ("start.time", start.time.as_str()),
        ("duration_minutes", minutes.as_str()),
        ("place", summary.place.as_str()),
    ];
    let reasons = SessionCancelReason::all().filter(|reason| *reason != SessionCancelReason::SeriesChanged);
    let reasons = reasons.map(|reason| reason.choice(t)).collect();
    let reason = Field::new("reason", t.say("field-reason"), FieldKind::Radio(reasons));
    let mut offered = Vec::new();
    if !summary.counts_only {
        offered.push(acts.offer("enrol", Key("act-enrol"), vec![who]));
    }
    offered.push(acts.prefilled("move", Key("act-move-session"), moving, &values));
    offered.push(acts.offer("cancel", Key("act-cancel-session"), vec![reason]));
    offered
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (format!("/sessions/{id}"), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| {
        draw_refused(&app, &staff, &caller, &id, &refused).await
    })
    .await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.sessions();
    let (request_id, session_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = String::new();
    match act {
        "enrol" => {
            let person_id = people::the_one(app, caller, "person_id", &form.text("person_id")).await?;
            let request = EnrolInSessionRequest { request_id, session_id, person_id, occurred_on };
            asked!(caller, client, Scheduling, enrol_in_session, request)?;
            Ok(Key("done-enrol"))
        }
        "move" => {
            let start =
                LocalStart { date: form.text("start.date"), time: form.text("start.time"), zone: String::new() };
            let request = MoveSessionRequest {
                request_id,
                session_id,
                start: Some(start),
                duration_minutes: form.text("duration_minutes").parse().unwrap_or_default(),
                place: form.text("place"),
                occurred_on,
            };
            asked!(caller, client, Scheduling, move_session, request)?;
            Ok(Key("done-move-session"))
        }
        "cancel" => {
            let reason = form.number::<SessionCancelReason>("reason");
            let request = CancelSessionRequest { request_id, session_id, reason, occurred_on };
            asked!(caller, client, Scheduling, cancel_session, request)?;
            Ok(Key("done-cancel-session"))
        }
        _ => Err(Failure::NotFound),
    }
}
