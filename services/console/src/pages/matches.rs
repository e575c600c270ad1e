//! `/matches`: pairs, the longest silent first.

use axum::extract::{Query, State};
use proto::matching::v1::{ListMatchesRequest, MatchStatus};

use crate::{
    app::App,
    clients::asked,
    components::{Column, DataTable, Row, TableCell, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    names::PersonNames,
    offering::Offering,
    pages::requests::{Listed, Wanted},
    visit::Staff,
};

pub mod acts;
mod agreement;
pub mod pair;
mod way;

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Listed, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let request = ListMatchesRequest {
        programme_id: wanted.programme().to_owned(),
        page_token: wanted.after().to_owned(),
        ..ListMatchesRequest::default()
    };
    let listed = asked!(&caller, app.clients.matches(), Matching, list_matches, request)?;
    let people = listed.matches.iter().flat_map(|pair| [pair.person_id.as_str(), pair.volunteer_person_id.as_str()]);
    let names = PersonNames::of(&app, &caller, people).await?;
    let columns = [
        Key("matches-pair"),
        Key("referrals-status"),
        Key("referrals-programme"),
        Key("matches-silent"),
        Key("matches-mood"),
        Key("matches-until"),
    ];
    let table = DataTable {
        caption: t.say("matches-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: listed
            .matches
            .iter()
            .map(|pair| Row {
                name: format!("{} – {}", names.name(&pair.person_id, t), names.name(&pair.volunteer_person_id, t)),
                href: format!("/matches/{}", pair.match_id),
                cells: vec![
                    TableCell::Tag(tag(pair.status(), t)),
                    TableCell::Words(offering.name(&pair.programme_id, t)),
                    TableCell::Words(t.say("matches-days").count("days", pair.silent_days).to_string()),
                    TableCell::Words(t.name(pair.last_mood())),
                    TableCell::Words(t.iso_date(&pair.agreed_until)),
                ],
            })
            .collect(),
    };
    Ok(Listed {
        page: staff.visit.page().await?,
        title: t.say("matches-title").to_string(),
        path: "/matches",
        filter: Form::default().prefilled("programme", wanted.programme()),
        programmes: offering.choices(t),
        ways: Vec::new(),
        pagination: wanted.pagination("/matches", table.rows.len(), listed.total, &listed.next_page_token),
        table: offering.fitted(table, t),
        empty: t.say("matches-empty").to_string(),
        is_behind: caller.is_behind(),
    })
}

pub fn tag(status: MatchStatus, t: Texts) -> Tag {
    let (tone, key) = match status {
        MatchStatus::Unspecified => (Tone::Ended, Key("status-unknown")),
        MatchStatus::SettingUp => (Tone::New, Key("match-setting-up")),
        MatchStatus::Active => (Tone::Active, Key("match-active")),
        MatchStatus::Paused => (Tone::Waiting, Key("match-paused")),
        MatchStatus::Ended => (Tone::Done, Key("match-ended")),
        MatchStatus::Cancelled => (Tone::Ended, Key("match-cancelled")),
    };
    Tag::new(tone, t.say(key))
}
