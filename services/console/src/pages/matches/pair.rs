//! `/matches/{id}`: one pair with its first meeting, check-ins and concerns.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{ConcernOutcome, GetMatchRequest, GoalOutcome, Match, MatchStatus, Side},
    programmes::v1::Programme,
    scheduling::v1::{FirstMeeting, FirstMeetingStatus, GetFirstMeetingRequest},
};

use super::{acts, agreement, way};
use crate::{
    acts::{Acts, Refused, or_silent},
    app::App,
    clients::asked,
    codes,
    components::{Act, Tag, TimelineEntry, Tone},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    names::{self, PersonNames},
    offering::{Offering, topic_name},
    page::Page,
    pages::links::{self, Fresh, LinkRow},
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/match.html")]
struct MatchPage {
    page: Page,
    name: String,
    tag: Tag,
    programme: String,
    person: (String, String),
    volunteer: (String, String),
    referral: String,
    facts: Vec<(String, String)>,
    acts: Vec<Act>,
    /// How it goes, in one tap.
    taps: Vec<Act>,
    meeting: Option<Vec<(String, String)>>,
    meeting_acts: Vec<Act>,
    /// The written agreement, where the programme has one: when and how it was made.
    agreement: Option<String>,
    goals: Vec<Goal>,
    goal_acts: Vec<Act>,
    /// Where the programme has any.
    milestones: Vec<way::Step>,
    /// What became of the participant, newest first: what, and how it was told.
    outcomes: Vec<(String, String)>,
    record_outcome: Option<Act>,
    /// A good word it ended with.
    end_note: String,
    concerns: Vec<Concern>,
    timeline: Vec<TimelineEntry>,
    fresh: Option<Fresh>,
    links: Vec<LinkRow>,
    silent: Vec<Service>,
    is_behind: bool,
}

/// A concern in words, with its exit while it has none.
struct Concern {
    when: String,
    who: String,
    note: String,
    outcome: Tag,
    conclude: Option<Act>,
}

/// A goal in words, with what may become of it while that is open.
struct Goal {
    words: String,
    when: String,
    outcome: Tag,
    conclude: Option<Act>,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None, None).await
}

pub(super) async fn draw(
    app: &App,
    staff: &Staff,
    id: &str,
    refused: Option<&Refused>,
    fresh: Option<Fresh>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetMatchRequest { match_id: id.to_owned() };
    let found = asked!(&caller, app.clients.matches(), Matching, get_match, asks)?.r#match.ok_or(Failure::NotFound)?;
    let summary = found.summary.clone().unwrap_or_default();
    let mut silent = Vec::new();
    let asks = GetFirstMeetingRequest { match_id: id.to_owned(), first_meeting_id: String::new() };
    let meeting = match asked!(&caller, app.clients.meetings(), Scheduling, get_first_meeting, asks) {
        // It opens by itself soon after the match.
        Err(Failure::NotFound) => None,
        answer => or_silent(answer, &mut silent)?.first_meeting,
    };
    let names = PersonNames::of(app, &caller, [summary.person_id.as_str(), &summary.volunteer_person_id]).await?;
    let offering = Offering::of(app, &caller).await?;
    let programme = offering.programme(&summary.programme_id);
    let actors = found.concerns.iter().map(|concern| concern.actor_id.as_str());
    let actors = actors.chain(found.history.iter().map(|step| step.actor_id.as_str()));
    let actors = actors.chain([summary.coordinator_actor_id.as_str()]);
    let people = names::staff(app, actors).await?;
    let who = |actor: &str| people.get(actor).cloned().unwrap_or_default();
    let acts = Acts { visit: &staff.visit, base: format!("/matches/{id}"), refused };
    let concerns = found.concerns.iter().map(|concern| {
        let is_open = concern.outcome() == ConcernOutcome::Unspecified;
        let (tone, words) = if is_open {
            (Tone::Urgent, t.say("concern-open").to_string())
        } else {
            (Tone::Done, t.name(concern.outcome()))
        };
        Concern {
            when: t.iso_date(&concern.raised_on),
            who: who(&concern.actor_id),
            note: concern.note.clone(),
            outcome: Tag::new(tone, words),
            conclude: is_open.then(|| acts::conclude(&acts, &concern.concern_id, t)),
        }
    });
    let (mother, volunteer) = (names.name(&summary.person_id, t), names.name(&summary.volunteer_person_id, t));
    let name_of = |side| if side == Side::Volunteer { volunteer.clone() } else { mother.clone() };
    let links = links::rows(&acts, &found.links, name_of, t);
    let mut offered = acts::of(&acts, &found, programme, t);
    let colleagues = app.accounts.staff_of(&staff.district.slug).await?;
    offered.extend(acts::hand_over(&acts, &summary.coordinator_actor_id, &colleagues, t));
    if matches!(summary.status(), MatchStatus::Active | MatchStatus::Paused) {
        for (side, name) in [(Side::Participant, &mother), (Side::Volunteer, &volunteer)] {
            offered.extend(links::offer(&acts, side, name, t));
        }
    }
    let page = MatchPage {
        page: staff.visit.page().await?,
        name: format!("{mother} – {volunteer}"),
        tag: super::tag(summary.status(), t),
        programme: offering.name(&summary.programme_id, t),
        person: (mother, format!("/people/{}", summary.person_id)),
        volunteer: (volunteer, format!("/volunteers/{}", summary.volunteer_id)),
        referral: summary.referral_id.clone(),
        facts: facts(&found, who(&summary.coordinator_actor_id), t),
        agreement: found.has_written_agreement.then(|| agreement(&found, t)),
        goals: found
            .goals
            .iter()
            .map(|goal| {
                let is_open = goal.outcome() == GoalOutcome::Unspecified;
                let (tone, words) = if is_open {
                    (Tone::Active, t.say("goal-open").to_string())
                } else {
                    (Tone::Done, t.name(goal.outcome()))
                };
                Goal {
                    words: goal.goal.clone(),
                    when: t.iso_date(if is_open { &goal.set_on } else { &goal.concluded_on }),
                    outcome: Tag::new(tone, words),
                    conclude: is_open.then(|| agreement::conclude(&acts, &goal.goal_id, summary.status(), t)),
                }
            })
            .collect(),
        goal_acts: agreement::of(&acts, &found, t),
        milestones: way::steps(&acts, &found, programme, summary.status(), t),
        outcomes: way::outcomes(&found, programme, t),
        record_outcome: way::record(&acts, &found, programme, t),
        end_note: found.end_note.clone(),
        acts: offered,
        taps: acts::taps(&acts, summary.status(), t),
        meeting_acts: meeting
            .as_ref()
            .map(|meeting| acts::of_meeting(&acts, meeting, &staff.session.account.actor_id.to_string(), t))
            .unwrap_or_default(),
        meeting: meeting.as_ref().map(|meeting| meeting_words(meeting, t)),
        concerns: concerns.collect(),
        timeline: timeline(&found, programme, t, who),
        fresh,
        links,
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

/// When and how the written agreement was made, or that it is missing.
fn agreement(found: &Match, t: Texts) -> String {
    if found.agreement_made_on.is_empty() {
        return t.say("agreement-missing").to_string();
    }
    let made = t.say("agreement-made").with("day", t.iso_date(&found.agreement_made_on));
    made.with("how", t.name(found.agreement_given_by())).to_string()
}

fn facts(found: &Match, coordinator: String, t: Texts) -> Vec<(String, String)> {
    let summary = found.summary.clone().unwrap_or_default();
    let silence = if summary.status() == MatchStatus::Active {
        t.say("match-silence").count("days", summary.silent_days).to_string()
    } else {
        String::new()
    };
    let mut facts = vec![
        (t.say("match-coordinator").to_string(), coordinator),
        (t.say("matches-silent").to_string(), silence),
        (t.say("match-set-up-on").to_string(), t.iso_date(&summary.set_up_on)),
        (t.say("match-since").to_string(), t.iso_date(&summary.active_since)),
        (t.say("matches-until").to_string(), t.iso_date(&summary.agreed_until)),
        (t.say("match-check-in-due").to_string(), t.iso_date(&summary.check_in_due_on)),
        (t.say("match-paused-until").to_string(), t.iso_date(&found.paused_until)),
        (t.say("match-ended-on").to_string(), t.iso_date(&found.ended_on)),
        (t.say("field-reason").to_string(), t.name(found.end_reason()) + &t.name(found.cancel_reason())),
        (t.say("match-ended-by").to_string(), t.name(found.ended_by())),
        (t.say("match-new-friend").to_string(), t.name(found.new_friend_wanted())),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn meeting_words(meeting: &FirstMeeting, t: Texts) -> Vec<(String, String)> {
    let status = match meeting.status() {
        FirstMeetingStatus::Unspecified => Key("status-unknown"),
        FirstMeetingStatus::ToPlan => Key("meeting-to-plan"),
        FirstMeetingStatus::Planned => Key("meeting-planned"),
        FirstMeetingStatus::Held => Key("meeting-held"),
        FirstMeetingStatus::CalledOff => Key("meeting-called-off"),
    };
    let when =
        meeting.start.as_ref().map(|start| format!("{} {}", t.iso_date(&start.date), start.time.replace(':', ".")));
    let needs = meeting.needs.clone().unwrap_or_default();
    let children =
        if needs.children_in_childcare == 0 { String::new() } else { t.number(i64::from(needs.children_in_childcare)) };
    let interpreter = if needs.interpreter_language.is_empty() {
        String::new()
    } else {
        codes::language(&needs.interpreter_language, t)
    };
    let failed = if meeting.failed_attempts == 0 {
        String::new()
    } else {
        format!("{} – {}", meeting.failed_attempts, t.name(meeting.last_not_held_reason()))
    };
    let mut facts = vec![
        (t.say("referrals-status").to_string(), t.say(status).to_string()),
        (t.say("meeting-when").to_string(), when.unwrap_or_default()),
        (t.say("meeting-place").to_string(), meeting.place.clone()),
        (t.say("meeting-children").to_string(), children),
        (t.say("meeting-interpreter").to_string(), interpreter),
        (t.say("meeting-failed").to_string(), failed),
        (t.say("meeting-held-on").to_string(), t.iso_date(&meeting.held_on)),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// Check-ins and steps as they happened, the newest first.
fn timeline(
    found: &Match,
    programme: Option<&Programme>,
    t: Texts,
    who: impl Fn(&str) -> String,
) -> Vec<TimelineEntry> {
    let check_ins = found.check_ins.iter().map(|check_in| {
        let topics: Vec<String> = check_in.topics.iter().map(|code| topic_name(programme, code, t)).collect();
        let words = [topics.join(", "), check_in.note.clone()].join("\n").trim().to_owned();
        let what = format!("{}: {}", t.name(check_in.side()), t.name(check_in.mood()));
        (check_in.told_on.clone(), what, words, t.name(check_in.given_by()))
    });
    let steps = found.history.iter().filter(|step| step.r#type != "CheckInRecorded").map(|step| {
        let key = format!("step-{}", step.r#type);
        let what = if t.exists(&key) { t.say(key) } else { t.say("step-unknown") };
        (step.occurred_on.clone(), what.to_string(), String::new(), who(&step.actor_id))
    });
    let mut entries: Vec<_> = steps.chain(check_ins).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let entries = entries.into_iter().rev();
    entries.map(|(on, what, words, who)| TimelineEntry { when: t.iso_date(&on), what, words, who }).collect()
}
