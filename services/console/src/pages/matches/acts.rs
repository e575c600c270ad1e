//! What can be done about a pair and its first meeting, and doing it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::{
    matching::v1::{
        CancelMatchRequest, CancelReason, ConcernOutcome, ConcludeConcernRequest, EndMatchRequest, EndReason, EndedBy,
        HandOverMatchRequest, Match, MatchStatus, Mood, PauseMatchRequest, PauseReason, RaiseConcernRequest,
        RecordCheckInRequest, RenewMatchRequest, ResumeMatchRequest, Side,
    },
    programmes::v1::Programme,
    referrals::v1::{Answer, GivenBy},
    scheduling::v1::{
        FirstMeeting, FirstMeetingStatus, LocalStart, MeetingHeld, MeetingNeeds, MeetingNotHeld, NotHeldReason,
        PlanFirstMeetingRequest, RecordFirstMeetingRequest, record_first_meeting_request::Result as Outcome,
    },
};

use uuid::Uuid;

use super::{agreement, pair::draw, way};
use crate::{
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::topic_name,
    pages::links::{self, Object},
    visit::Staff,
};

/// A first meeting without a length told.
const MEETING_MINUTES: u32 = 60;

pub(super) fn of(acts: &Acts<'_>, found: &Match, programme: Option<&Programme>, t: Texts) -> Vec<Act> {
    let status = found.summary.as_ref().map_or(MatchStatus::Unspecified, proto::matching::v1::MatchSummary::status);
    let concern = || {
        let note = Field::new("note", t.say("concern-note"), FieldKind::Area(3));
        acts.offer("concern", Key("act-concern"), vec![note]).hint(t.say("concern-hint"))
    };
    match status {
        MatchStatus::SettingUp => {
            let reason = Field::new("reason", t.say("field-reason"), FieldKind::Select(CancelReason::choices(t)));
            vec![concern(), acts.offer("cancel", Key("act-cancel-match"), vec![reason]).danger()]
        }
        MatchStatus::Active => {
            vec![check_in(acts, programme, t), concern(), pause(acts, t), renew(acts, t), end(acts, programme, t)]
        }
        MatchStatus::Paused => {
            let resume = acts.offer("resume", Key("act-resume"), Vec::new()).first();
            vec![resume, check_in(acts, programme, t), concern(), renew(acts, t), end(acts, programme, t)]
        }
        // What was left open is not done with because the pair is.
        MatchStatus::Ended => vec![check_in(acts, programme, t), concern()],
        MatchStatus::Cancelled => vec![concern()],
        MatchStatus::Unspecified => Vec::new(),
    }
}

/// The participant's mood as told by phone, one tap each.
pub(super) fn taps(acts: &Acts<'_>, status: MatchStatus, t: Texts) -> Vec<Act> {
    if status != MatchStatus::Active {
        return Vec::new();
    }
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused: None };
    let (side, spoken) = (Side::Participant.slug(), GivenBy::Spoken.slug());
    Mood::all()
        .map(|mood| {
            let fields = ["mood", "side", "given_by"].map(Field::hidden).to_vec();
            let values = [("mood", mood.slug()), ("side", side.clone()), ("given_by", spoken.clone())];
            let values = [0, 1, 2].map(|at: usize| (values[at].0, values[at].1.as_str()));
            let mut tap = acts.prefilled("check-in", Key("act-check-in"), fields, &values).scoped(&mood.slug());
            tap.words = t.name(mood);
            tap
        })
        .collect()
}

fn check_in(acts: &Acts<'_>, programme: Option<&Programme>, t: Texts) -> Act {
    let topics = programme.iter().flat_map(|programme| &programme.topics);
    let topics: Vec<Choice> =
        topics.map(|topic| Choice::new(&topic.code, topic_name(programme, &topic.code, t))).collect();
    let mut fields = vec![
        Field::new("side", t.say("check-in-side"), FieldKind::Radio(Side::choices(t))),
        Field::new("mood", t.say("check-in-mood"), FieldKind::Radio(Mood::choices(t))),
    ];
    if !topics.is_empty() {
        fields.push(Field::new("topics", t.say("check-in-topics"), FieldKind::Checks(topics)).optional());
    }
    fields.extend([
        Field::given_by(t),
        Field::new("note", t.say("field-note"), FieldKind::Area(2)).optional(),
        Field::occurred_on(t),
    ]);
    acts.offer("check-in", Key("act-check-in"), fields).first()
}

fn pause(acts: &Acts<'_>, t: Texts) -> Act {
    let fields = vec![
        Field::new("side", t.say("pause-side"), FieldKind::Radio(Side::choices(t))),
        Field::new("reason", t.say("field-reason"), FieldKind::Radio(PauseReason::choices(t))),
        Field::new("until", t.say("field-until"), FieldKind::Date).optional(),
    ];
    acts.offer("pause", Key("act-pause"), fields)
}

fn renew(acts: &Acts<'_>, t: Texts) -> Act {
    acts.offer("renew", Key("act-renew"), vec![Field::new("agreed_until", t.say("matches-until"), FieldKind::Date)])
}

fn end(acts: &Acts<'_>, programme: Option<&Programme>, t: Texts) -> Act {
    let mut fields = vec![
        Field::new("reason", t.say("field-reason"), FieldKind::Select(EndReason::choices(t))),
        Field::new("ended_by", t.say("match-ended-by"), FieldKind::Select(EndedBy::choices(t))).optional(),
        Field::new("new_friend_wanted", t.say("match-new-friend"), FieldKind::Radio(Answer::choices(t))).optional(),
        Field::new("note", t.say("end-note"), FieldKind::Area(2)).optional(),
    ];
    fields.extend(way::with_end(programme, t));
    fields.push(Field::occurred_on(t));
    acts.offer("end", Key("act-end"), fields).hint(t.say("end-hint"))
}

/// To one of the district's staff: actor and name. None when there is nobody else.
pub(super) fn hand_over(acts: &Acts<'_>, responsible: &str, staff: &[(Uuid, String)], t: Texts) -> Option<Act> {
    let others = staff.iter().map(|(actor, name)| (actor.to_string(), name));
    let others: Vec<Choice> = others
        .filter(|(actor, _)| actor != responsible)
        .map(|(actor, name)| Choice::new(actor, name.as_str()))
        .collect();
    if others.is_empty() {
        return None;
    }
    let field = Field::new("coordinator_actor_id", t.say("hand-over-to"), FieldKind::Select(others));
    Some(acts.offer("hand-over", Key("act-hand-over"), vec![field]))
}

pub(super) fn conclude(acts: &Acts<'_>, concern: &str, t: Texts) -> Act {
    // Of several on the page, only the one that was refused shows why.
    let refused = acts.refused.filter(|refused| refused.form.value("concern_id") == concern);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused };
    let fields = vec![
        Field::hidden("concern_id"),
        Field::new("outcome", t.say("concern-outcome"), FieldKind::Radio(ConcernOutcome::choices(t))),
        Field::new("notified_on", t.say("concern-notified-on"), FieldKind::Date).optional(),
        Field::new("county_code", t.say("concern-county"), FieldKind::Short)
            .optional()
            .hint(t.say("concern-county-hint")),
    ];
    acts.prefilled("conclude", Key("act-conclude"), fields, &[("concern_id", concern)]).scoped(concern).first()
}

pub(super) fn of_meeting(acts: &Acts<'_>, meeting: &FirstMeeting, actor: &str, t: Texts) -> Vec<Act> {
    let id = meeting.first_meeting_id.as_str();
    let start = meeting.start.clone().unwrap_or_default();
    let needs = meeting.needs.clone().unwrap_or_default();
    let children = needs.children_in_childcare.to_string();
    let plan = || {
        let fields = vec![
            Field::hidden("first_meeting_id"),
            Field::hidden("coordinator_actor_id"),
            Field::new("start.date", t.say("field-occurred-on"), FieldKind::Date),
            Field::new("start.time", t.say("meeting-time"), FieldKind::Time),
            Field::new("place", t.say("meeting-place"), FieldKind::Text).optional(),
            Field::new("needs.children_in_childcare", t.say("meeting-children"), FieldKind::Number).optional(),
            Field::new(
                "needs.interpreter_language",
                t.say("meeting-interpreter"),
                FieldKind::Select(codes::languages(t)),
            )
            .optional(),
        ];
        let values = [
            ("first_meeting_id", id),
            ("coordinator_actor_id", actor),
            ("start.date", start.date.as_str()),
            ("start.time", start.time.as_str()),
            ("place", meeting.place.as_str()),
            ("needs.children_in_childcare", children.as_str()),
            ("needs.interpreter_language", needs.interpreter_language.as_str()),
        ];
        acts.prefilled("plan", Key("act-plan-meeting"), fields, &values)
    };
    let held = || {
        let fields = vec![
            Field::hidden("first_meeting_id"),
            Field::new("coordinator_present", t.say("meeting-present"), FieldKind::Tick).optional(),
            Field::occurred_on(t),
        ];
        let values = [("first_meeting_id", id), ("coordinator_present", "yes")];
        acts.prefilled("held", Key("act-meeting-held"), fields, &values).first()
    };
    let not_held = || {
        let fields = vec![
            Field::hidden("first_meeting_id"),
            Field::new("reason", t.say("field-reason"), FieldKind::Select(NotHeldReason::choices(t))),
        ];
        acts.prefilled("not-held", Key("act-meeting-not-held"), fields, &[("first_meeting_id", id)])
    };
    match meeting.status() {
        FirstMeetingStatus::ToPlan => vec![plan().first()],
        FirstMeetingStatus::Planned => vec![held(), not_held(), plan()],
        FirstMeetingStatus::Held | FirstMeetingStatus::CalledOff | FirstMeetingStatus::Unspecified => Vec::new(),
    }
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let again = async |refused: Refused| draw(&app, &staff, &id, Some(&refused), None).await;
    if let Some(side) = links::side_of(&act) {
        let about = (Object::Match(id.clone()), side);
        // Shown where it was made, and nowhere else.
        return match links::issue(&app, &staff, &caller, about, &form).await {
            Ok(fresh) => draw(&app, &staff, &id, None, Some(fresh)).await,
            Err(failure) => again(Refused::of(&act, form, failure, staff.visit.texts())?).await,
        };
    }
    let done = match act.as_str() {
        "plan" | "held" | "not-held" => carry_out_meeting(&app, &caller, &act, &form).await,
        _ => carry_out(&app, &caller, &id, &act, &form).await,
    };
    let done = done.map(|notice| (format!("/matches/{id}"), notice));
    acts::answered(&staff.visit, &act, form, done, again).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.matches();
    let (request_id, match_id) = (form.request_id().to_owned(), id.to_owned());
    let (occurred_on, note) = (form.text("occurred_on"), form.text("note"));
    let side = form.number::<Side>("side");
    match act {
        "check-in" => {
            let request = RecordCheckInRequest {
                request_id,
                match_id,
                side,
                mood: form.number::<Mood>("mood"),
                topics: form.all("topics").map(str::to_owned).collect(),
                given_by: form.number::<GivenBy>("given_by"),
                note,
                occurred_on,
            };
            asked!(caller, client, Matching, record_check_in, request)?;
            Ok(Key("done-check-in"))
        }
        links::REVOKE => links::revoke(app, caller, form).await,
        "concern" => {
            let request = RaiseConcernRequest { request_id, match_id, note, occurred_on };
            asked!(caller, client, Matching, raise_concern, request)?;
            Ok(Key("done-concern"))
        }
        "conclude" => {
            let county_code = form.text("county_code");
            let request = ConcludeConcernRequest {
                request_id,
                match_id,
                concern_id: form.text("concern_id"),
                outcome: form.number::<ConcernOutcome>("outcome"),
                notified_on: form.text("notified_on"),
                county_code,
                occurred_on,
            };
            asked!(caller, client, Matching, conclude_concern, request)?;
            Ok(Key("done-conclude"))
        }
        "pause" => {
            let (reason, until) = (form.number::<PauseReason>("reason"), form.text("until"));
            let request = PauseMatchRequest { request_id, match_id, side, reason, until, occurred_on };
            asked!(caller, client, Matching, pause_match, request)?;
            Ok(Key("done-pause"))
        }
        "resume" => {
            let request = ResumeMatchRequest { request_id, match_id, occurred_on };
            asked!(caller, client, Matching, resume_match, request)?;
            Ok(Key("done-resume"))
        }
        "renew" => {
            let agreed_until = form.text("agreed_until");
            let request = RenewMatchRequest { request_id, match_id, agreed_until, occurred_on };
            asked!(caller, client, Matching, renew_match, request)?;
            Ok(Key("done-renew"))
        }
        "end" => {
            let request = EndMatchRequest {
                request_id,
                match_id,
                reason: form.number::<EndReason>("reason"),
                ended_by: form.number::<EndedBy>("ended_by"),
                new_friend_wanted: form.number::<Answer>("new_friend_wanted"),
                note,
                occurred_on,
                outcome: way::told(form),
            };
            asked!(caller, client, Matching, end_match, request)?;
            Ok(Key("done-end"))
        }
        "cancel" => {
            let reason = form.number::<CancelReason>("reason");
            let request = CancelMatchRequest { request_id, match_id, reason, occurred_on };
            asked!(caller, client, Matching, cancel_match, request)?;
            Ok(Key("done-cancel-match"))
        }
        "hand-over" => {
            let coordinator_actor_id = form.text("coordinator_actor_id");
            let request = HandOverMatchRequest { request_id, match_id, coordinator_actor_id, occurred_on };
            asked!(caller, client, Matching, hand_over_match, request)?;
            Ok(Key("done-hand-over"))
        }
        _ => match agreement::carry_out(app, caller, id, act, form).await? {
            Some(done) => Ok(done),
            None => way::carry_out(app, caller, id, act, form).await?.ok_or(Failure::NotFound),
        },
    }
}

async fn carry_out_meeting(app: &App, caller: &Caller, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.meetings();
    let (request_id, first_meeting_id) = (form.request_id().to_owned(), form.text("first_meeting_id"));
    let occurred_on = form.text("occurred_on");
    let (result, notice) = match act {
        "plan" => {
            let children: u32 = form.text("needs.children_in_childcare").parse().unwrap_or_default();
            let interpreter_language = form.text("needs.interpreter_language");
            let is_needed = children > 0 || !interpreter_language.is_empty();
            let request = PlanFirstMeetingRequest {
                request_id,
                first_meeting_id,
                start: Some(LocalStart {
                    date: form.text("start.date"),
                    time: form.text("start.time"),
                    zone: String::new(),
                }),
                duration_minutes: MEETING_MINUTES,
                coordinator_actor_id: form.text("coordinator_actor_id"),
                place: form.text("place"),
                needs: is_needed.then_some(MeetingNeeds { children_in_childcare: children, interpreter_language }),
                occurred_on,
            };
            asked!(caller, client, Scheduling, plan_first_meeting, request)?;
            return Ok(Key("done-plan-meeting"));
        }
        "held" => {
            let held = MeetingHeld { coordinator_present: form.ticked("coordinator_present") };
            (Outcome::Held(held), Key("done-meeting-held"))
        }
        _ => {
            let not_held = MeetingNotHeld { reason: form.number::<NotHeldReason>("reason") };
            (Outcome::NotHeld(not_held), Key("done-meeting-not-held"))
        }
    };
    let request = RecordFirstMeetingRequest { request_id, first_meeting_id, occurred_on, result: Some(result) };
    asked!(caller, client, Scheduling, record_first_meeting, request)?;
    Ok(notice)
}
