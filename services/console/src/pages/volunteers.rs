//! `/volunteers`: the board, by status, those longest in theirs first.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::matching::v1::{ListVolunteersRequest, VolunteerStatus};
use serde::Deserialize;

use crate::{
    app::App,
    clients::asked,
    codes,
    components::{Column, DataTable, Row, TableCell, Tag, Tone},
    failure::Failure,
    i18n::{Key, Texts},
    names::PersonNames,
    offering::Offering,
    page::{Page, address_with},
    visit::Staff,
};

pub mod acts;
pub mod volunteer;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    status: i32,
    #[serde(default)]
    after: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/volunteers.html")]
pub struct Volunteers {
    page: Page,
    /// Statuses with their counts and addresses; whether one is shown.
    board: Vec<(String, String, String, bool)>,
    table: DataTable,
    next: String,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Volunteers, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let status = VolunteerStatus::try_from(wanted.status).unwrap_or_default();
    let request = ListVolunteersRequest {
        statuses: (status != VolunteerStatus::Unspecified).then_some(status.into()).into_iter().collect(),
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
        let missing: Vec<String> = volunteer.missing().map(|step| t.name(step)).collect();
        let slots = if volunteer.capacity == 0 {
            String::new()
        } else {
            format!("{}/{}", volunteer.slots_taken, volunteer.capacity)
        };
        Row {
            name: names.name(&volunteer.person_id, t),
            href: format!("/volunteers/{}", volunteer.volunteer_id),
            cells: vec![
                TableCell::Tag(tag(volunteer.status(), t)),
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
    let of = |status: i32| address_with("/volunteers", &[("status", &status.to_string())]);
    let board = listed.counts.iter().map(|count| {
        let words = tag(count.status(), t).words;
        (words, t.number(i64::from(count.volunteers)), of(count.status), count.status() == status)
    });
    let board = board.collect();
    let next = if listed.next_page_token.is_empty() {
        String::new()
    } else {
        address_with("/volunteers", &[("status", &wanted.status.to_string()), ("after", &listed.next_page_token)])
    };
    Ok(Volunteers { page: staff.visit.page().await?, board, table, next, is_behind: caller.is_behind() })
}

pub fn tag(status: VolunteerStatus, t: Texts) -> Tag {
    let (tone, key) = match status {
        VolunteerStatus::Unspecified => (Tone::Ended, Key("status-unknown")),
        VolunteerStatus::Applied => (Tone::New, Key("volunteer-applied")),
        VolunteerStatus::InTraining => (Tone::New, Key("volunteer-in-training")),
        VolunteerStatus::Interviewed => (Tone::New, Key("volunteer-interviewed")),
        VolunteerStatus::Approved => (Tone::Active, Key("volunteer-approved")),
        VolunteerStatus::Paused => (Tone::Waiting, Key("volunteer-paused")),
        VolunteerStatus::Left => (Tone::Done, Key("volunteer-left")),
        VolunteerStatus::NotApproved => (Tone::Ended, Key("volunteer-not-approved")),
    };
    Tag::new(tone, t.say(key))
}
