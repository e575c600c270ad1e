//! What happened, and what must be counted in the year by whoever counts it. Made of the plan alone: no service has a
//! part in it.

mod happened;

use std::collections::BTreeMap;

use jiff::civil::Date;
use proto::matching::v1::EndReason;
use serde::Serialize;

pub use happened::Happened;

use super::{
    days::days_between,
    plan::{DistrictPlan, Era, Fate, Match, Plan, Request},
    year::{Outcomes, Year},
};

pub type Counts = BTreeMap<String, u32>;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    pub seed: u64,
    pub from: Date,
    pub to: Date,
    /// The last day that is lived.
    pub until: Date,
    pub districts: BTreeMap<String, DistrictLedger>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DistrictLedger {
    pub programmes: BTreeMap<String, ProgrammeLedger>,
    /// Sessions held in the year, by programme and kind.
    pub sessions: BTreeMap<String, Counts>,
    pub happened: Happened,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ProgrammeLedger {
    pub waiting_before: u32,
    /// New requests of the year. For groups whose figures are of a whole project, of the project to date.
    pub requests: u32,
    pub requests_by_source: Counts,
    pub requests_by_source_code: Counts,
    pub requests_by_municipality: Counts,
    pub requests_by_language: Counts,
    pub requests_by_month: Counts,
    /// Of those who waited before and those who came, by the last day.
    pub outcomes: OutcomeLedger,
    pub withdrawn_by_reason: Counts,
    pub pairs_before: u32,
    pub pairs_at_end: u32,
    pub endings: Counts,
    /// What became of the participants of those ended.
    pub became: Counts,
    pub milestones: Counts,
    pub matched_by_month: Counts,
    pub days_to_first_meeting: Spread,
    pub ended_within_three_months: u32,
    pub proposals: u32,
    pub proposals_declined_by: Counts,
    pub first_meetings_failed: u32,
    pub check_ins: u32,
    pub volunteers: VolunteerLedger,
    pub placed: u32,
    pub left_groups: Counts,
    pub group_sessions: BTreeMap<String, GroupLedger>,
    pub organisations_trained: OrganisationLedger,
}

/// Other organisations trained to run the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OrganisationLedger {
    pub in_year: u32,
    /// By the last day of the year.
    pub to_date: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OutcomeLedger {
    pub matched: u32,
    pub not_in_target_group: u32,
    pub withdrew: u32,
    pub redirected: u32,
    pub no_capacity: u32,
    pub waiting: u32,
}

impl From<Outcomes> for OutcomeLedger {
    fn from(stated: Outcomes) -> Self {
        let Outcomes { matched, not_in_target_group, withdrew, redirected, no_capacity, waiting } = stated;
        Self { matched, not_in_target_group, withdrew, redirected, no_capacity, waiting }
    }
}

/// Whole days, by nearest rank.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Spread {
    pub count: u32,
    pub median: f64,
    pub p90: i64,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct VolunteerLedger {
    pub at_end: u32,
    pub paired: u32,
    pub paused: u32,
    pub free: u32,
    pub applied: u32,
    pub approved: u32,
    pub left: u32,
    pub extracts_inspected: u32,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct GroupLedger {
    pub sessions: u32,
    pub mothers: u32,
    pub children: u32,
}

impl Ledger {
    pub fn of(year: &Year, plan: &Plan) -> Self {
        let districts = plan.districts.iter().zip(&year.district).map(|(plan, figures)| {
            let happened = Happened::of(plan, year.until.date());
            let mut ledger = DistrictLedger { happened, ..DistrictLedger::default() };
            for pairs in &figures.pairs {
                let counted = programme(year, plan, &pairs.programme_id, pairs.months.is_some());
                ledger.programmes.insert(pairs.programme_id.clone(), counted);
            }
            if let Some(groups) = &figures.groups {
                let counted = programme(year, plan, &groups.programme_id, false);
                ledger.programmes.insert(groups.programme_id.clone(), counted);
            }
            for session in plan.sessions.iter().filter(|session| !session.ahead && in_year(year, session.on)) {
                let kind = session.kind.as_str_name().trim_start_matches("SESSION_KIND_").to_lowercase();
                *ledger.sessions.entry(session.programme_id.clone()).or_default().entry(kind).or_default() += 1;
            }
            (plan.district_id.clone(), ledger)
        });
        Self { seed: plan.seed, from: year.from, to: year.to, until: year.until.date(), districts: districts.collect() }
    }
}

fn programme(year: &Year, plan: &DistrictPlan, id: &str, by_intake: bool) -> ProgrammeLedger {
    let mut ledger = ProgrammeLedger::default();
    let ours: Vec<&Match> = plan.matches.iter().filter(|of| of.programme_id == id).collect();
    for (at, request) in plan.requests.iter().enumerate().filter(|(_, request)| request.programme_id == id) {
        let met = ours.iter().find(|of| of.request == at).and_then(|of| of.held);
        count_request(&mut ledger, year, request, met);
    }
    let mut waits = Vec::new();
    for of in &ours {
        count_match(&mut ledger, year, of);
        let request = &plan.requests[of.request];
        if let Some(held) = of.held.filter(|held| in_year(year, *held)) {
            let since = if by_intake { request.submitted.last_of_month() } else { request.submitted };
            waits.push(days_between(since, held));
        }
    }
    ledger.days_to_first_meeting = spread(waits);
    ledger.volunteers = volunteers(year, plan, id, &ours);
    for organisation in plan.trained_organisations.iter().filter(|one| one.programme_id == id && one.on <= year.to) {
        ledger.organisations_trained.to_date += 1;
        ledger.organisations_trained.in_year += u32::from(organisation.on >= year.from);
    }
    for group in plan.groups.iter().filter(|group| group.programme_id == id) {
        let held = group.series.iter().flat_map(|series| &series.held).filter(|held| in_year(year, held.on));
        let counted = ledger.group_sessions.entry(group.name.clone()).or_default();
        for held in held {
            counted.sessions += 1;
            counted.mothers += u32::try_from(held.present.len()).unwrap_or(0) + held.women;
            counted.children += held.children;
        }
    }
    ledger
}

fn count_request(ledger: &mut ProgrammeLedger, year: &Year, request: &Request, met: Option<Date>) {
    if request.era == Era::Live {
        return;
    }
    if let Fate::Placed { left, .. } = &request.fate {
        ledger.placed += 1;
        if let Some((_, reason)) = left.filter(|(on, _)| *on <= year.to) {
            add(&mut ledger.left_groups, &code(reason));
        }
    }
    let of_groups = matches!(request.fate, Fate::Placed { .. });
    if request.era == Era::InYear || of_groups {
        ledger.requests += 1;
        add(&mut ledger.requests_by_source, &request.counted_source);
        add(&mut ledger.requests_by_source_code, source(request));
        add(&mut ledger.requests_by_municipality, &request.municipality);
        add(&mut ledger.requests_by_language, &request.counted_language);
    }
    if request.era == Era::InYear {
        add(&mut ledger.requests_by_month, &month(request.submitted));
    }
    if request.era == Era::WaitedBefore {
        ledger.waiting_before += 1;
    }
    if request.era == Era::History {
        return;
    }
    let outcomes = &mut ledger.outcomes;
    match &request.fate {
        Fate::Matched if met.is_some_and(|met| met <= year.to) => outcomes.matched += 1,
        Fate::Matched | Fate::Waiting | Fate::Open => outcomes.waiting += 1,
        Fate::NotInTargetGroup => outcomes.not_in_target_group += 1,
        Fate::Redirected { .. } => outcomes.redirected += 1,
        Fate::NoCapacity { .. } => outcomes.no_capacity += 1,
        Fate::Withdrew { reason, .. } => {
            outcomes.withdrew += 1;
            add(&mut ledger.withdrawn_by_reason, reason.as_str_name().trim_start_matches("CLOSE_REASON_"));
        }
        Fate::Placed { .. } => {}
    }
}

fn count_match(ledger: &mut ProgrammeLedger, year: &Year, of: &Match) {
    let ended = of.ended.filter(|ending| ending.on <= year.to);
    if of.held.is_some_and(|held| held < year.from) {
        ledger.pairs_before += 1;
    }
    if of.held.is_some_and(|held| held <= year.to) && ended.is_none() {
        ledger.pairs_at_end += 1;
    }
    if let Some(ending) = ended {
        add(&mut ledger.endings, &code(ending.reason));
        if let Some(outcome) = &of.outcome {
            add(&mut ledger.became, outcome);
        }
    }
    for reached in of.milestones.iter().filter(|reached| in_year(year, reached.on)) {
        add(&mut ledger.milestones, &reached.code);
    }
    if let Some(held) = of.held.filter(|held| in_year(year, *held)) {
        add(&mut ledger.matched_by_month, &month(held));
        if ended.is_some_and(|ending| days_between(held, ending.on) <= 91) {
            ledger.ended_within_three_months += 1;
        }
    }
    ledger.first_meetings_failed +=
        u32::try_from(of.failed.iter().filter(|on| in_year(year, **on)).count()).unwrap_or(0);
    ledger.check_ins +=
        u32::try_from(of.check_ins.iter().filter(|check_in| in_year(year, check_in.on)).count()).unwrap_or(0);
    if in_year(year, of.proposed) {
        ledger.proposals += 1;
    }
    for declined in of.declined.iter().filter(|declined| in_year(year, declined.on)) {
        ledger.proposals += 1;
        add(&mut ledger.proposals_declined_by, declined.side.as_str_name().trim_start_matches("SIDE_"));
    }
}

fn volunteers(year: &Year, plan: &DistrictPlan, id: &str, ours: &[&Match]) -> VolunteerLedger {
    let mut ledger = VolunteerLedger::default();
    for (at, volunteer) in plan.volunteers.iter().enumerate().filter(|(_, volunteer)| volunteer.programme_id == id) {
        ledger.applied += u32::from(in_year(year, volunteer.applied));
        let Some(approved) = volunteer.approved.filter(|day| *day <= year.to) else { continue };
        ledger.approved += u32::from(approved >= year.from);
        ledger.extracts_inspected += u32::from(approved >= year.from && volunteer.extract);
        if volunteer.left.is_some_and(|on| on <= year.to) {
            ledger.left += 1;
            continue;
        }
        ledger.at_end += 1;
        let paired = ours.iter().any(|of| {
            of.volunteer == at
                && of.held.is_some_and(|held| held <= year.to)
                && of.ended.is_none_or(|ending| ending.on > year.to)
        });
        let paused = volunteer.paused.is_some_and(|pause| pause.on <= year.to);
        match (paired, paused) {
            (true, _) => ledger.paired += 1,
            (false, true) => ledger.paused += 1,
            (false, false) => ledger.free += 1,
        }
    }
    ledger
}

fn spread(mut days: Vec<i64>) -> Spread {
    days.sort_unstable();
    let Some(last) = days.len().checked_sub(1) else { return Spread::default() };
    #[expect(clippy::cast_precision_loss, reason = "some hundred days")]
    let median = (days[last / 2] + days[days.len() / 2]) as f64 / 2.0;
    let p90 = days[(days.len() * 9).div_ceil(10) - 1];
    Spread { count: u32::try_from(days.len()).unwrap_or(0), median, p90 }
}

fn in_year(year: &Year, on: Date) -> bool {
    year.from <= on && on <= year.to
}

fn month(on: Date) -> String {
    on.strftime("%Y-%m").to_string()
}

fn code(reason: EndReason) -> String {
    word(reason.as_str_name(), "END_REASON_")
}

/// The name of an enum's value as pages and figures have it.
fn word(name: &str, prefix: &str) -> String {
    name.trim_start_matches(prefix).to_lowercase().replace('_', "-")
}

fn source(request: &Request) -> &'static str {
    request.source.as_str_name().trim_start_matches("REFERRAL_SOURCE_")
}

fn add(counts: &mut Counts, code: &str) {
    *counts.entry(code.to_owned()).or_default() += 1;
}
