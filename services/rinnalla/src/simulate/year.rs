//! A year's figures as they are written down: what the plan must come to, cell by cell.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

/// Counted by code; a code may join several with `+`.
pub type Cells = BTreeMap<String, u32>;

/// The figures of one year and what surrounds them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    pub from: Date,
    pub to: Date,
    /// The end of the live months, on the wall clock.
    pub until: DateTime,
    /// How busy each month is; the mean is 1.
    pub month_index: [f64; 12],
    pub volunteer_declines: u32,
    pub participant_declines: u32,
    pub first_meeting_fails: u32,
    pub ends_within_three_months: u32,
    pub check_in_answered: u32,
    /// Days between check-ins, by month from the first meeting; the last repeats.
    pub check_in_days: Vec<u32>,
    pub district: Vec<District>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    pub district_id: String,
    pub coordinators: u32,
    /// How many agreements its file states.
    pub agreements: usize,
    #[serde(default)]
    pub pairs: Vec<Pairs>,
    pub groups: Option<Groups>,
    #[serde(default)]
    pub sessions: Vec<Sessions>,
    #[serde(default)]
    pub publications: Vec<Publication>,
    #[serde(default)]
    pub stops: Vec<Stop>,
    /// Other organisations that were trained to run a programme, also long before the year.
    #[serde(default)]
    pub trained_organisations: Vec<TrainedOrganisation>,
    /// For how many of those who wait on the last morning a reason to go before others is declared.
    #[serde(default)]
    pub declared_reasons: usize,
}

/// A programme takes no new requests from a municipality for a while.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    pub programme_id: String,
    pub municipality: String,
    pub on: Date,
    pub reopens_on: Date,
}

/// Another organisation was trained to run a programme of the district.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainedOrganisation {
    pub programme_id: String,
    pub name: String,
    pub on: Date,
}

/// The year's figures shown to an audience, or the first of two approvals where the district asks for two.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub audience: String,
    pub on: Date,
}

/// A programme of one volunteer and one participant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    pub programme_id: String,
    pub waiting_before: u32,
    pub sources: Cells,
    pub municipalities: Cells,
    #[serde(default)]
    pub without_agreement: Vec<String>,
    /// Municipalities whose agreement begins during the year.
    #[serde(default)]
    pub covered_from: BTreeMap<String, Date>,
    /// Municipalities whose agreement ends with the year: only the year's own requests come from there.
    #[serde(default)]
    pub agreement_ends: Vec<String>,
    /// Shares of the requests.
    pub languages: Cells,
    pub outcomes: Outcomes,
    pub redirected_to: Vec<String>,
    pub pairs_before: u32,
    pub endings: Cells,
    /// What became of the participants of those that came to a good end, as the programme's outcomes name it.
    #[serde(default)]
    pub became: Cells,
    /// Codes of the programme's milestones, in their order.
    #[serde(default)]
    pub milestones: Vec<String>,
    /// Pairs of this year that complete their term in it.
    #[serde(default)]
    pub completed_of_new: u32,
    pub months: Option<[u32; 12]>,
    pub matched_by_month: Option<[u32; 12]>,
    pub days_to_first_meeting: Days,
    pub volunteers: Volunteers,
    /// An extract is inspected for everybody approved in the year.
    #[serde(default)]
    pub extracts: bool,
    pub term_months: i32,
    pub training_minutes: u32,
}

/// What becomes, by the end of the year, of those who waited before and those who came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outcomes {
    pub matched: u32,
    pub not_in_target_group: u32,
    pub withdrew: u32,
    pub redirected: u32,
    pub no_capacity: u32,
    pub waiting: u32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    pub median: i64,
    pub p90: i64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volunteers {
    pub at_end: u32,
    #[serde(default)]
    pub paused: u32,
    pub applied: u32,
    pub approved: u32,
    pub left: u32,
    #[serde(default)]
    pub with_two_pairs: u32,
}

/// A programme of weekly groups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    pub programme_id: String,
    /// Of all requests, those handed in before the year.
    pub requests_before: u32,
    pub before_from: Date,
    pub sources: Cells,
    pub municipalities: Cells,
    /// Counts.
    pub languages: Cells,
    pub days_to_place: i64,
    /// Who lives elsewhere than a group meets comes to it all the same.
    #[serde(default)]
    pub across_municipalities: bool,
    pub leaders: u32,
    pub leavings: Cells,
    pub mothers_per_session: f64,
    pub children_per_session: f64,
    #[serde(default = "week_eight")]
    pub winter_break_week: i8,
    #[serde(default)]
    pub home_guidances: u32,
    #[serde(default)]
    pub visits: u32,
    pub group: Vec<Group>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    pub municipality: String,
    /// 1 is Monday.
    pub weekday: i8,
    pub from: Date,
    pub to: Date,
    /// Sessions of the year; none for a group that is history.
    pub sessions: u32,
    /// It meets again in the live months.
    #[serde(default)]
    pub goes_on: bool,
}

/// Single sessions of a kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    pub kind: String,
    pub programme_id: String,
    pub name: String,
    pub count: u32,
    /// At each.
    pub people: u32,
    #[serde(default)]
    pub counts_only: bool,
}

fn week_eight() -> i8 {
    8
}

impl Year {
    /// The year this build ships with.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../../deploy/demo/year-2025.toml"))
    }
}
