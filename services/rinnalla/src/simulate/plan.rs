//! Every life of the year, from nothing but its figures and a seed. Totals come out by construction, not by chance;
//! chance only says who.

mod check_ins;
mod groups;
mod matches;
mod pairs;
mod planted;
mod requests;
mod sessions;
mod volunteers;
mod way;

use jiff::civil::Date;
use proto::{
    matching::v1::{EndReason, EndedBy, Mood, PauseReason, Side},
    referrals::v1::{CloseReason, ReferralSource},
    scheduling::v1::SessionKind,
};

pub use super::people::Person;
use super::{
    chance::Chance,
    people::People,
    year::{Publication, Stop, TrainedOrganisation, Year},
};
pub(crate) use requests::is_good;

/// What will have happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub seed: u64,
    pub districts: Vec<DistrictPlan>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct DistrictPlan {
    pub district_id: String,
    /// The calendar year that is counted.
    pub year: i16,
    pub coordinators: u32,
    pub agreements: usize,
    pub requests: Vec<Request>,
    pub volunteers: Vec<Volunteer>,
    pub matches: Vec<Match>,
    pub groups: Vec<Group>,
    pub leaders: Vec<Person>,
    pub sessions: Vec<Session>,
    /// Of the year's figures.
    pub publications: Vec<Publication>,
    pub stops: Vec<Stop>,
    pub trained_organisations: Vec<TrainedOrganisation>,
    /// Requests with a declared reason to go before others, by index.
    pub declared: Vec<usize>,
}

/// When a life belongs: only `InYear` is counted in the year's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Came before the year and was paired or placed before it.
    History,
    /// Came before the year and waited on its first day.
    WaitedBefore,
    InYear,
    /// Came in the live months.
    Live,
}

/// Somebody asks for company, or is referred.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Unique in the district.
    pub key: String,
    pub programme_id: String,
    pub era: Era,
    pub person: Person,
    pub source: ReferralSource,
    /// The source as the year's figures count it.
    pub counted_source: String,
    pub counted_language: String,
    pub municipality: String,
    pub submitted: Date,
    pub acknowledged: Option<Date>,
    pub decided: Option<Date>,
    pub fate: Fate,
    /// Left with it.
    pub wish: String,
    pub safe_contact_noted: Option<Contact>,
    pub consent_withdrawn: Option<Date>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Not looked at yet, or not decided.
    Open,
    Matched,
    /// Has a place in this group.
    Placed {
        group: usize,
        on: Date,
        left: Option<(Date, EndReason)>,
    },
    NotInTargetGroup,
    Redirected {
        to: String,
    },
    Withdrew {
        on: Date,
        reason: CloseReason,
    },
    NoCapacity {
        on: Date,
    },
    Waiting,
}

/// A contact with her that is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub on: Date,
    pub note: String,
    pub next_step: Option<Date>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Volunteer {
    pub key: String,
    pub programme_id: String,
    pub person: Person,
    pub applied: Date,
    /// None: stopped on the way, or still on it.
    pub approved: Option<Date>,
    pub not_approved: Option<Date>,
    pub capacity: u32,
    pub extract: bool,
    pub training_minutes: u32,
    pub paused: Option<Pause>,
    pub left: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub on: Date,
    pub until: Option<Date>,
    pub reason: PauseReason,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub key: String,
    pub programme_id: String,
    /// Index of the request.
    pub request: usize,
    /// Index of the volunteer.
    pub volunteer: usize,
    /// Proposals that came to nothing before this one.
    pub declined: Vec<Declined>,
    pub proposed: Date,
    pub set_up: Date,
    /// Days on which a first meeting did not come about.
    pub failed: Vec<Date>,
    /// The first meeting; none while it is still sought.
    pub held: Option<Date>,
    /// The agreed last day as programmes count it.
    pub term_ends: Date,
    pub renewed: Option<Date>,
    pub ended: Option<Ending>,
    pub check_ins: Vec<CheckIn>,
    /// In the order reached.
    pub milestones: Vec<Reached>,
    /// What became of the participant, told when the match ends.
    pub outcome: Option<String>,
    pub concern: Option<(Date, String)>,
}

/// A milestone, by its code in the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub code: String,
    pub on: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declined {
    pub volunteer: usize,
    pub on: Date,
    pub side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    pub on: Date,
    pub reason: EndReason,
    pub by: EndedBy,
    pub new_friend_wanted: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CheckIn {
    pub on: Date,
    pub side: Side,
    pub mood: Mood,
    pub topics: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub key: String,
    pub programme_id: String,
    pub name: String,
    pub municipality: String,
    pub started: Date,
    pub closed: Option<Date>,
    pub capacity: u32,
    /// Index of the leader.
    pub leader: usize,
    /// Members over time: request, since, until.
    pub members: Vec<Member>,
    pub series: Vec<Series>,
}

/// A place in a group. One person may go from group to group; the place her request led to comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub request: usize,
    pub since: Date,
    pub until: Option<(Date, EndReason)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub key: String,
    pub planned: Date,
    pub weekday: i8,
    pub from: Date,
    pub to: Date,
    pub breaks: Vec<(Date, Date)>,
    pub held: Vec<Held>,
}

/// A session of a series that was held.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub on: Date,
    /// Requests of those who came.
    pub present: Vec<usize>,
    /// Women who came to see it, counted without a name: as long as nobody has a place yet, the doors are open.
    pub women: u32,
    pub children: u32,
}

impl Held {
    /// Nobody writes down that nobody came.
    pub fn is_written_down(&self) -> bool {
        !self.present.is_empty() || self.women > 0
    }
}

/// A single session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub key: String,
    pub kind: SessionKind,
    pub programme_id: String,
    pub name: String,
    pub on: Date,
    pub women: u32,
    pub children: u32,
    pub counts_only: bool,
    /// For guidance at a home: whose.
    pub at_home_of: Option<usize>,
    /// It lies ahead: planned, not held.
    pub ahead: bool,
}

impl Plan {
    pub fn of(year: &Year, seed: u64) -> Self {
        let districts = (0_u32..).zip(&year.district).map(|(index, figures)| {
            let mut people = People::new(Chance::new(seed, &format!("{} people", figures.district_id)), index * 2000);
            let mut plan = DistrictPlan {
                district_id: figures.district_id.clone(),
                year: year.from.year(),
                coordinators: figures.coordinators,
                agreements: figures.agreements,
                publications: figures.publications.clone(),
                stops: figures.stops.clone(),
                trained_organisations: figures.trained_organisations.clone(),
                ..DistrictPlan::default()
            };
            for pairs in &figures.pairs {
                let chance = Chance::new(seed, &format!("{} {}", figures.district_id, pairs.programme_id));
                pairs::add(&mut plan, year, pairs, &mut people, chance);
            }
            if let Some(groups) = &figures.groups {
                let chance = Chance::new(seed, &format!("{} {}", figures.district_id, groups.programme_id));
                groups::add(&mut plan, year, groups, &mut people, chance);
            }
            sessions::add(&mut plan, year, figures);
            if figures.district_id == "mll-satakunta" {
                planted::add(&mut plan, year, &mut people);
            }
            plan.declared = longest_waiting(&plan, year).take(figures.declared_reasons).collect();
            plan
        });
        Self { seed, districts: districts.collect() }
    }
}

/// Those who still wait on the last morning and on whom nothing is planted, the longest first.
fn longest_waiting(plan: &DistrictPlan, year: &Year) -> impl Iterator<Item = usize> + use<> {
    let taken_in = |request: &Request| {
        let decided = request.decided.filter(|on| *on < year.until.date() && request.fate == Fate::Waiting);
        decided.filter(|_| !request.key.contains("/planted"))
    };
    let mut waiting: Vec<(Date, usize)> =
        plan.requests.iter().enumerate().filter_map(|(at, request)| Some((taken_in(request)?, at))).collect();
    waiting.sort_unstable();
    // Not the very first: a list where a reason changes nothing shows nothing.
    waiting.into_iter().skip(1).step_by(3).map(|(_, at)| at)
}
