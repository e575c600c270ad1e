//! `/referrals`: the inbox and the waiting list, oldest promise first. It opens at those nobody has decided about.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use proto::referrals::v1::{ListReferralsRequest, ReferralStatus, ReferralSummary};
use serde::Deserialize;

use crate::{
    app::App,
    clients::asked,
    codes,
    components::{Choice, Column, DataTable, Pagination, Row, TableCell, Tag},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    page::{Page, address_with},
    visit::Staff,
};

pub mod intake;

/// Rows of a page.
const ROWS: u32 = 50;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    status: String,
    #[serde(default)]
    programme: String,
    /// From the previous page.
    #[serde(default)]
    after: String,
    /// How many rows stand before this page.
    #[serde(default)]
    skipped: u32,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/referrals.html")]
pub struct Referrals {
    page: Page,
    /// Views with their addresses; whether one is shown.
    board: Vec<(String, String, bool)>,
    filter: Form,
    programmes: Vec<Choice>,
    table: DataTable,
    pagination: Pagination,
    is_behind: bool,
}

/// The inbox's views by name; the first is what it opens at.
const VIEWS: &[(&str, Key, &[ReferralStatus])] = &[
    ("", Key("referrals-undecided"), &[ReferralStatus::Requested, ReferralStatus::Acknowledged]),
    ("requested", Key("referral-requested"), &[ReferralStatus::Requested]),
    ("accepted", Key("referral-accepted"), &[ReferralStatus::Accepted]),
    ("on-hold", Key("referral-on-hold"), &[ReferralStatus::OnHold]),
    ("in-progress", Key("referral-in-progress"), &[ReferralStatus::InProgress]),
    (
        "over",
        Key("referrals-over"),
        &[ReferralStatus::Completed, ReferralStatus::Failed, ReferralStatus::Cancelled, ReferralStatus::Rejected],
    ),
    ("open", Key("referrals-open"), &[]),
    ("entered-in-error", Key("referral-entered-in-error"), &[ReferralStatus::EnteredInError]),
];

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Referrals, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    let is_shown = |name: &str| wanted.status == name;
    let statuses = VIEWS.iter().find(|(name, ..)| is_shown(name)).map_or(&[][..], |(.., statuses)| statuses);
    let request = ListReferralsRequest {
        statuses: statuses.iter().map(|status| i32::from(*status)).collect(),
        programme_id: wanted.programme.clone(),
        page_size: i32::try_from(ROWS).unwrap_or(50),
        page_token: wanted.after.clone(),
        ..ListReferralsRequest::default()
    };
    let listed = asked!(&caller, app.clients.referrals(), Referrals, list_referrals, request)?;
    let filter = Form::default().prefilled("status", &wanted.status).prefilled("programme", &wanted.programme);
    let shown = u32::try_from(listed.referrals.len()).unwrap_or(ROWS);
    let at = |after: &str, skipped: u32| {
        let skipped = skipped.to_string();
        let query = [
            ("status", wanted.status.as_str()),
            ("programme", &wanted.programme),
            ("after", after),
            ("skipped", &skipped),
        ];
        address_with("/referrals", &query)
    };
    let next = if listed.next_page_token.is_empty() {
        String::new()
    } else {
        at(&listed.next_page_token, wanted.skipped + shown)
    };
    let previous = if wanted.after.is_empty() { String::new() } else { at("", 0) };
    Ok(Referrals {
        page: staff.visit.page().await?,
        board: VIEWS
            .iter()
            .map(|(name, words, _)| {
                let query = [("status", *name), ("programme", wanted.programme.as_str())];
                (t.say(words).to_string(), address_with("/referrals", &query), is_shown(name))
            })
            .collect(),
        filter,
        programmes: offering.choices(t),
        table: offering.fitted(table(&listed.referrals, &offering, t), t),
        pagination: Pagination {
            previous,
            next,
            from: wanted.skipped + 1,
            to: wanted.skipped + shown,
            total: listed.total,
        },
        is_behind: caller.is_behind(),
    })
}

/// Referrals with their programmes and promises, for the inbox and a person's page.
pub fn table(referrals: &[ReferralSummary], offering: &Offering, t: Texts) -> DataTable {
    let columns = [
        Key("referrals-name"),
        Key("referrals-status"),
        Key("referrals-programme"),
        Key("referrals-municipality"),
        Key("referrals-promise"),
        Key("referrals-submitted"),
    ];
    DataTable {
        caption: t.say("referrals-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: referrals
            .iter()
            .map(|referral| Row {
                name: shown_name(&referral.name, t),
                href: format!("/referrals/{}", referral.referral_id),
                cells: vec![
                    TableCell::Tag(tag(referral, t)),
                    TableCell::Words(offering.name(&referral.programme_id, t)),
                    TableCell::Words(codes::municipality(&referral.municipality_code).to_owned()),
                    TableCell::Words(t.iso_date(&referral.acknowledge_by)),
                    TableCell::Words(t.iso_date(&referral.submitted_on)),
                ],
            })
            .collect(),
    }
}

/// Where a referral stands; one that waits says so.
pub fn tag(referral: &ReferralSummary, t: Texts) -> Tag {
    if referral.waiting && referral.status() == ReferralStatus::Accepted {
        return Tag::new(crate::components::Tone::Waiting, t.say("referral-waiting"));
    }
    Tag::of_referral(referral.status(), t)
}

pub fn shown_name(name: &str, t: Texts) -> String {
    if name.is_empty() { t.say("person-without-name").to_string() } else { name.to_owned() }
}
