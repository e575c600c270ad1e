//! `/volunteers/board`: those on their way to approval, those free and those on a break, side by side: what each still
//! lacks, in words, and the one thing to do next. Within a stage whoever stands there longest comes first; nobody is
//! weighed against another.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::matching::v1::{ApprovalStep, ListVolunteersRequest, VolunteerStatus, VolunteerSummary};
use serde::Deserialize;

use super::{FREE, lacks, tag_of};
use crate::{
    app::App,
    clients::asked,
    components::{Action, Choice, Tag},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named,
    names::PersonNames,
    offering::Offering,
    page::{Page, address_with},
    visit::Staff,
};

pub const BOARD: &str = "/volunteers/board";

/// The list has the others.
const SHOWN_OF_A_STAGE: i32 = 25;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    programme: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/volunteer_board.html")]
pub struct Board {
    page: Page,
    stages: Vec<Stage>,
    filter: Form,
    programmes: Vec<Choice>,
    is_behind: bool,
}

struct Stage {
    words: String,
    total: String,
    people: Vec<Standing>,
    /// Address of the list, when it has more.
    all: String,
}

/// Somebody at a stage.
struct Standing {
    name: String,
    href: String,
    tag: Tag,
    programme: String,
    since: String,
    lacks: String,
    next: Action,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Board, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let mut listed = Vec::new();
    for (words, status) in stages(t) {
        let request = ListVolunteersRequest {
            statuses: status.map(i32::from).into_iter().collect(),
            programme_id: wanted.programme.clone(),
            free_only: status.is_none(),
            page_size: SHOWN_OF_A_STAGE,
            ..ListVolunteersRequest::default()
        };
        let found = asked!(&caller, app.clients.volunteers(), Matching, list_volunteers, request)?;
        listed.push((words, status, found));
    }
    let people = listed.iter().flat_map(|(_, _, found)| &found.volunteers).map(|found| found.person_id.as_str());
    let names = PersonNames::of(&app, &caller, people).await?;
    let stages = listed.iter().map(|(words, status, found)| {
        let slug = status.map_or_else(|| FREE.to_owned(), Named::slug);
        let is_cut = !found.next_page_token.is_empty();
        let all = address_with("/volunteers", &[("status", slug.as_str()), ("programme", wanted.programme.as_str())]);
        Stage {
            words: words.clone(),
            total: t.number(i64::from(found.total)),
            people: found.volunteers.iter().map(|volunteer| standing(volunteer, &names, &offering, t)).collect(),
            all: if is_cut { all } else { String::new() },
        }
    });
    Ok(Board {
        page: staff.visit.page().await?,
        stages: stages.collect(),
        filter: Form::default().prefilled("programme", &wanted.programme),
        programmes: offering.choices(t),
        is_behind: caller.is_behind(),
    })
}

/// In the order of the way; a stage without a status is that of the approved with a free slot.
fn stages(t: Texts) -> [(String, Option<VolunteerStatus>); 5] {
    let of = |status: VolunteerStatus| (t.name(status), Some(status));
    [
        of(VolunteerStatus::Applied),
        of(VolunteerStatus::InTraining),
        of(VolunteerStatus::Interviewed),
        (t.say("volunteers-free").to_string(), None),
        of(VolunteerStatus::Paused),
    ]
}

fn standing(volunteer: &VolunteerSummary, names: &PersonNames, offering: &Offering, t: Texts) -> Standing {
    let mut lacks = lacks(volunteer, t);
    if !volunteer.away_until.is_empty() {
        lacks.push(t.say("volunteers-away").with("day", t.iso_date(&volunteer.away_until)).to_string());
    }
    let programme =
        if offering.programmes.len() == 1 { String::new() } else { offering.name(&volunteer.programme_id, t) };
    Standing {
        name: names.name(&volunteer.person_id, t),
        href: format!("/volunteers/{}", volunteer.volunteer_id),
        tag: tag_of(volunteer, t),
        programme,
        since: t.iso_date(&volunteer.status_since),
        lacks: lacks.join(", "),
        next: next(volunteer, t),
    }
}

/// The one thing to do next, where it is done.
fn next(volunteer: &VolunteerSummary, t: Texts) -> Action {
    let (key, at) = match (volunteer.status(), volunteer.missing().next()) {
        (_, Some(ApprovalStep::Training)) => (Key("act-training"), "#training-form"),
        (_, Some(ApprovalStep::Interview)) => (Key("act-interview"), "#interview-form"),
        (_, Some(ApprovalStep::ConfidentialityPledge)) => (Key("act-pledge"), "#pledge-form"),
        (_, Some(ApprovalStep::RoleAssessment)) => (Key("act-role"), "#role-form"),
        (_, Some(ApprovalStep::ExtractConsent)) => (Key("act-extract-consent"), "#extract-consent-form"),
        (_, Some(ApprovalStep::ExtractOrder)) => (Key("act-extract-order"), ""),
        (_, Some(ApprovalStep::ExtractInspection)) => (Key("act-extract-inspection"), "#extract-inspection-form"),
        (VolunteerStatus::Paused, _) => (Key("act-resume"), ""),
        (VolunteerStatus::Approved, _) => {
            return Action { words: t.say("board-find-pair").to_string(), href: "/requests".to_owned() };
        }
        (_, Some(ApprovalStep::Unspecified) | None) => (Key("act-approve"), "#approve-form"),
    };
    Action { words: t.say(key).to_string(), href: format!("/volunteers/{}{at}", volunteer.volunteer_id) }
}
