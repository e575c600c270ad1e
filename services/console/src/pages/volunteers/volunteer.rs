//! `/volunteers/{id}`: one volunteer: what is done, what is missing and why, her matches.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::matching::v1::{GetVolunteerRequest, ListMatchesRequest, PipelineStep, TrainingCompletion, Volunteer};

use super::{acts, expenses};
use crate::{
    acts::{Acts, Refused, or_silent},
    app::App,
    clients::asked,
    components::{Act, Tag, TimelineEntry, Tone},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    names::{self, PersonNames},
    offering::Offering,
    page::Page,
    pages::profile,
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/volunteer.html")]
struct VolunteerPage {
    page: Page,
    name: String,
    person: String,
    tag: Tag,
    programme: String,
    steps: Vec<(String, Tag, String)>,
    facts: Vec<(String, String)>,
    introduction: String,
    interview: String,
    motivation: String,
    trainings: Vec<(String, String)>,
    absences: Vec<String>,
    expenses: Vec<(String, Tag, String)>,
    /// Where her certificate is, once she was approved.
    certificate: String,
    matches: Vec<(String, String, Tag)>,
    acts: Vec<Act>,
    timeline: Vec<TimelineEntry>,
    silent: Vec<Service>,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None).await
}

pub(super) async fn draw(app: &App, staff: &Staff, id: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetVolunteerRequest { volunteer_id: id.to_owned() };
    let found = asked!(&caller, app.clients.volunteers(), Matching, get_volunteer, asks)?;
    let volunteer = found.volunteer.ok_or(Failure::NotFound)?;
    let summary = volunteer.summary.clone().unwrap_or_default();
    let mut silent = Vec::new();
    let asks = ListMatchesRequest { volunteer_id: id.to_owned(), ..ListMatchesRequest::default() };
    let matches = or_silent(asked!(&caller, app.clients.matches(), Matching, list_matches, asks), &mut silent)?;
    let people = matches.matches.iter().map(|pair| pair.person_id.as_str());
    let names = PersonNames::of(app, &caller, people.chain([summary.person_id.as_str()])).await?;
    let offering = Offering::of(app, &caller).await?;
    let staff_names = names::staff(app, volunteer.history.iter().map(|step| step.actor_id.as_str())).await?;
    let timeline = volunteer.history.iter().rev().map(|step| {
        let key = format!("step-{}", step.r#type);
        let what = if t.exists(&key) { t.say(key) } else { t.say("step-unknown") };
        TimelineEntry {
            when: t.iso_date(&step.occurred_on),
            what: what.to_string(),
            words: String::new(),
            who: staff_names.get(&step.actor_id).cloned().unwrap_or_default(),
        }
    });
    let open = matches.matches.iter().filter(|pair| volunteer.match_ids.contains(&pair.match_id));
    let open: Vec<String> = open.map(|pair| names.name(&pair.person_id, t)).collect();
    let acts = Acts { visit: &staff.visit, base: format!("/volunteers/{id}"), refused };
    let page = VolunteerPage {
        page: staff.visit.page().await?,
        name: names.name(&summary.person_id, t),
        person: summary.person_id.clone(),
        tag: super::tag(summary.status(), t),
        programme: offering.name(&summary.programme_id, t),
        steps: volunteer.pipeline.iter().map(|step| step_words(step, t)).collect(),
        facts: facts(&volunteer, t),
        introduction: volunteer.introduction.clone(),
        interview: volunteer.interview_note.clone(),
        motivation: volunteer.motivation.clone(),
        trainings: volunteer.trainings.iter().map(|training| training_words(training, t)).collect(),
        absences: volunteer.absences.iter().map(|absence| acts::away(absence, t)).collect(),
        expenses: volunteer.expenses.iter().map(|expense| expenses::shown(expense, t)).collect(),
        certificate: if volunteer.approved_on.is_empty() {
            String::new()
        } else {
            format!("/volunteers/{id}/certificate")
        },
        matches: matches
            .matches
            .iter()
            .map(|pair| {
                let tag = crate::pages::matches::tag(pair.status(), t);
                (names.name(&pair.person_id, t), format!("/matches/{}", pair.match_id), tag)
            })
            .collect(),
        acts: acts::of(&acts, &volunteer, &offering, &open, t),
        timeline: timeline.collect(),
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

fn step_words(step: &PipelineStep, t: Texts) -> (String, Tag, String) {
    let (tag, more) = if !step.needed {
        (Tag::new(Tone::Ended, t.say("pipeline-not-needed")), String::new())
    } else if step.done {
        (Tag::new(Tone::Done, t.say("pipeline-done")), t.iso_date(&step.done_on))
    } else if step.minutes_missing > 0 {
        let hours = t.decimal(f64::from(step.minutes_missing) / 60.0, 1);
        (Tag::new(Tone::Attention, t.say("pipeline-missing")), t.say("pipeline-hours").with("hours", hours).to_string())
    } else {
        (Tag::new(Tone::Attention, t.say("pipeline-missing")), String::new())
    };
    (t.name(step.step()), tag, more)
}

/// The day, and what it was with its hours.
fn training_words(training: &TrainingCompletion, t: Texts) -> (String, String) {
    let key = if training.topic == acts::FOLLOW_UP { Key("training-follow-up") } else { Key("training-before") };
    let hours = t.decimal(f64::from(training.minutes) / 60.0, 1);
    (t.iso_date(&training.completed_on), t.say(key).with("hours", hours).to_string())
}

fn facts(volunteer: &Volunteer, t: Texts) -> Vec<(String, String)> {
    let summary = volunteer.summary.clone().unwrap_or_default();
    let slots =
        if summary.capacity == 0 { String::new() } else { format!("{}/{}", summary.slots_taken, summary.capacity) };
    let mut facts = vec![
        (t.say("volunteers-applied").to_string(), t.iso_date(&summary.applied_on)),
        (t.say("volunteers-slots").to_string(), slots),
        (t.say("match-paused-until").to_string(), t.iso_date(&summary.paused_until)),
        (t.say("volunteers-left-on").to_string(), t.iso_date(&volunteer.left_on)),
    ];
    if volunteer.thanked {
        facts.push((t.say("left-thanked").to_string(), t.say("answer-yes").to_string()));
    }
    facts.extend(volunteer.profile.iter().flat_map(|profile| profile::words(profile, t)));
    if let Some(extract) = &volunteer.extract {
        facts.push((t.say("approval-step-extract-inspection").to_string(), t.iso_date(&extract.inspected_on)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}
