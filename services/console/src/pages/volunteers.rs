//! `/volunteers`: the board, by status, those longest in theirs first. It opens at those on their way to approval,
//! who ask for the coordinator.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::matching::v1::{
    ApprovalStep, ListVolunteersRequest, ListVolunteersResponse, VolunteerStatus, VolunteerSummary,
};
use serde::Deserialize;

use crate::{
    app::App,
    clients::asked,
    codes,
    components::{Choice, Column, DataTable, Pagination, Row, TableCell, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    names::PersonNames,
    offering::Offering,
    page::{Page, address_with},
    visit::Staff,
};

pub mod acts;
pub mod board;
pub mod certificate;
mod expenses;
pub mod volunteer;

/// Not yet decided about.
const ON_THEIR_WAY: [VolunteerStatus; 3] =
    [VolunteerStatus::Applied, VolunteerStatus::InTraining, VolunteerStatus::Interviewed];

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// Slug of a status, or one of the two below; empty for those on their way.
    #[serde(default)]
    status: String,
    #[serde(default)]
    programme: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    skipped: u32,
}

/// Everybody who has neither left nor was refused.
const HERE: &str = "here";
/// Those with a free slot.
const FREE: &str = "free";

#[derive(Template, WebTemplate)]
#[template(path = "pages/volunteers.html")]
pub struct Volunteers {
    page: Page,
    /// Statuses with their counts and addresses; whether one is shown.
    board: Vec<(String, String, String, bool)>,
    filter: Form,
    programmes: Vec<Choice>,
    table: DataTable,
    pagination: Pagination,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Volunteers, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let status = VolunteerStatus::of_slug(&wanted.status);
    let statuses = match wanted.status.as_str() {
        HERE | FREE => Vec::new(),
        _ if status.is_set() => vec![status.into()],
        _ => ON_THEIR_WAY.map(i32::from).to_vec(),
    };
    let request = ListVolunteersRequest {
        statuses,
        programme_id: wanted.programme.clone(),
        free_only: wanted.status == FREE,
        page_token: wanted.after.clone(),
        ..ListVolunteersRequest::default()
    };
    let listed = asked!(&caller, app.clients.volunteers(), Matching, list_volunteers, request)?;
    let people = listed.volunteers.iter().map(|volunteer| volunteer.person_id.as_str());
    let names = PersonNames::of(&app, &caller, people).await?;
    let columns = [
        Key("referrals-name"),
        Key("referrals-status"),
        Key("referrals-programme"),
        Key("referrals-municipality"),
        Key("volunteers-since"),
        Key("volunteers-slots"),
        Key("volunteers-missing"),
    ];
    let rows = listed.volunteers.iter().map(|volunteer| {
        let missing = if volunteer.away_until.is_empty() {
            lacks(volunteer, t)
        } else {
            vec![t.say("volunteers-away").with("day", t.iso_date(&volunteer.away_until)).to_string()]
        };
        let slots = if volunteer.capacity == 0 {
            String::new()
        } else {
            format!("{}/{}", volunteer.slots_taken, volunteer.capacity)
        };
        Row {
            name: names.name(&volunteer.person_id, t),
            href: format!("/volunteers/{}", volunteer.volunteer_id),
            cells: vec![
                TableCell::Tag(tag_of(volunteer, t)),
                TableCell::Words(offering.name(&volunteer.programme_id, t)),
                TableCell::Words(codes::municipality(&volunteer.municipality_code).to_owned()),
                TableCell::Words(t.iso_date(&volunteer.status_since)),
                TableCell::Words(slots),
                TableCell::Words(missing.join(", ")),
            ],
        }
    });
    let table = DataTable {
        caption: t.say("volunteers-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: rows.collect(),
    };
    Ok(Volunteers {
        page: staff.visit.page().await?,
        board: board(&wanted, &listed, t),
        filter: Form::default().prefilled("status", &wanted.status).prefilled("programme", &wanted.programme),
        programmes: offering.choices(t),
        pagination: wanted.pagination(table.rows.len(), listed.total, &listed.next_page_token),
        table: offering.fitted(table, t),
        is_behind: caller.is_behind(),
    })
}

/// Each status that somebody has, after the three views that gather several.
fn board(wanted: &Wanted, listed: &ListVolunteersResponse, t: Texts) -> Vec<(String, String, String, bool)> {
    let of = |status: &str| wanted.address(status, "", 0);
    let counted = |some: &[VolunteerStatus]| {
        let counts = listed.counts.iter().filter(|count| some.contains(&count.status()));
        t.number(counts.map(|count| i64::from(count.volunteers)).sum::<i64>())
    };
    let here = [&ON_THEIR_WAY[..], &[VolunteerStatus::Approved, VolunteerStatus::Paused]].concat();
    let status = VolunteerStatus::of_slug(&wanted.status);
    let is_plain = !status.is_set() && wanted.status != HERE && wanted.status != FREE;
    let mut board = vec![
        (t.say("volunteers-on-their-way").to_string(), counted(&ON_THEIR_WAY), of(""), is_plain),
        (t.say("volunteers-free").to_string(), String::new(), of(FREE), wanted.status == FREE),
        (t.say("volunteers-here").to_string(), counted(&here), of(HERE), wanted.status == HERE),
    ];
    board.extend(listed.counts.iter().map(|count| {
        let words = tag(count.status(), t).words;
        (words, counted(&[count.status()]), of(&count.status().slug()), count.status() == status)
    }));
    board
}

impl Wanted {
    fn address(&self, status: &str, after: &str, skipped: u32) -> String {
        let skipped = if skipped == 0 { String::new() } else { skipped.to_string() };
        let query =
            [("status", status), ("programme", &self.programme), ("after", after), ("skipped", skipped.as_str())];
        address_with("/volunteers", &query)
    }

    fn pagination(&self, shown: usize, total: u32, next: &str) -> Pagination {
        let to = self.skipped + u32::try_from(shown).unwrap_or_default();
        Pagination {
            previous: if self.after.is_empty() { String::new() } else { self.address(&self.status, "", 0) },
            next: if next.is_empty() { String::new() } else { self.address(&self.status, next, to) },
            from: self.skipped + 1,
            to,
            total,
        }
    }
}

/// Says of an application that came by the public form that it is new, until its first step.
fn tag_of(volunteer: &VolunteerSummary, t: Texts) -> Tag {
    if volunteer.applied_by_herself && volunteer.status() == VolunteerStatus::Applied {
        return Tag::new(Tone::New, t.say("volunteers-new-application"));
    }
    tag(volunteer.status(), t)
}

/// What an applicant still lacks, in words: of an extract also how far it is.
fn lacks(volunteer: &VolunteerSummary, t: Texts) -> Vec<String> {
    let misses = |step: ApprovalStep| volunteer.missing().any(|missing| missing == step);
    let extract = if misses(ApprovalStep::ExtractConsent) {
        Key("lacks-extract-consent")
    } else if misses(ApprovalStep::ExtractOrder) {
        Key("lacks-extract-order")
    } else {
        Key("lacks-extract-inspection")
    };
    let of_extract = |step: &ApprovalStep| {
        [ApprovalStep::ExtractConsent, ApprovalStep::ExtractOrder, ApprovalStep::ExtractInspection].contains(step)
    };
    let mut words: Vec<String> =
        volunteer.missing().filter(|step| !of_extract(step)).map(|step| t.name(step)).collect();
    if volunteer.missing().any(|step| of_extract(&step)) {
        words.push(t.say(extract).to_string());
    }
    words
}

pub fn tag(status: VolunteerStatus, t: Texts) -> Tag {
    let tone = match status {
        VolunteerStatus::Unspecified | VolunteerStatus::NotApproved => Tone::Ended,
        VolunteerStatus::Applied | VolunteerStatus::InTraining | VolunteerStatus::Interviewed => Tone::New,
        VolunteerStatus::Approved => Tone::Active,
        VolunteerStatus::Paused => Tone::Waiting,
        VolunteerStatus::Left => Tone::Done,
    };
    Tag::new(tone, if status.is_set() { t.name(status) } else { t.say("status-unknown").to_string() })
}
