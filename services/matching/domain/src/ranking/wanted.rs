//! Whom to look for: the one new volunteer, or the one agreement, that would give a candidate to most of those who
//! have none. Counts requests, orders no people, and is told from the same rules and terms as every proposal.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    matching::v1::{MatchingProfile, TermSide, TimeOfWeek},
    programmes::v1::{LanguageLevel, VolunteerRules},
    referrals::v1::{Gender, PersonFacts, SpokenLanguage},
};

use super::{
    Candidate, Compared, Known, Traits, Waiting,
    rules::{excluding, is_available, may_meet},
    unlocking::place,
};

/// All times of the week, in the contract's order.
const TIMES: [TimeOfWeek; 5] = [
    TimeOfWeek::WeekdayMorning,
    TimeOfWeek::WeekdayAfternoon,
    TimeOfWeek::WeekdayEvening,
    TimeOfWeek::WeekendDay,
    TimeOfWeek::WeekendEvening,
];

/// More than a district can look for at once.
const MOST: usize = 10;

/// Somebody who does not volunteer yet, approved and with a free slot once she does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedVolunteer {
    /// Empty where it makes no difference. A neighbouring municipality of the same region will do.
    pub municipality_code: String,
    /// Time at any one of these is enough; empty where it makes no difference.
    pub times: Vec<TimeOfWeek>,
    /// ISCO-08; empty unless the programme asks for the same profession.
    pub profession_code: String,
    /// Indices of those who would have a candidate with nothing against the pair. Never empty.
    pub waiting: BTreeSet<usize>,
}

/// An agreement that does not stand yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedAgreement {
    /// Empty when it is not known or protected.
    pub municipality_code: String,
    /// Indices of those who would have a candidate among today's volunteers. Never empty.
    pub waiting: BTreeSet<usize>,
}

/// New volunteers, each of whom alone would do for as many as said; one who would do for no others than some other one
/// is not named. Those who free most first. `without` has no candidate.
pub fn wanted_volunteers(without: &[&Waiting], rules: &VolunteerRules) -> Vec<WantedVolunteer> {
    let mut wanted: Vec<WantedVolunteer> = Vec::new();
    for profession in professions(without, rules) {
        let asked: Vec<usize> = (0..without.len()).filter(|at| asks_for(&profession, without[*at], rules)).collect();
        for region in &regions(without, &asked) {
            // Whoever frees the same people at several times is one volunteer with a choice of times.
            let mut by_freed: BTreeMap<BTreeSet<usize>, Vec<TimeOfWeek>> = BTreeMap::new();
            for time in TIMES {
                let somebody = somebody(rules, region, time, &profession);
                let freed = asked.iter().copied().filter(|at| suits(without[*at], rules, &somebody)).collect();
                by_freed.entry(freed).or_default().push(time);
            }
            wanted.extend(by_freed.into_iter().filter(|(freed, _)| !freed.is_empty()).map(|(waiting, times)| {
                WantedVolunteer {
                    municipality_code: usual_place(without, &waiting),
                    times: if times.len() == TIMES.len() { Vec::new() } else { times },
                    profession_code: profession.clone(),
                    waiting,
                }
            }));
        }
    }
    let key = |one: &WantedVolunteer| (one.municipality_code.clone(), one.times.clone(), one.profession_code.clone());
    wanted.sort_by(|one, other| other.waiting.len().cmp(&one.waiting.len()).then_with(|| key(one).cmp(&key(other))));
    let mut told: Vec<WantedVolunteer> = Vec::new();
    for one in wanted {
        if told.iter().all(|other| !one.waiting.is_subset(&other.waiting)) {
            told.push(one);
        }
    }
    told.truncate(MOST);
    told
}

/// Agreements that would each give a candidate to as many as said. Those that free most first.
pub fn wanted_agreements(
    without: &[&Waiting],
    rules: &VolunteerRules,
    candidates: &[Candidate],
) -> Vec<WantedAgreement> {
    let mut by_place: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, waiting) in without.iter().enumerate().filter(|(_, waiting)| !waiting.covered) {
        let covered = Waiting { covered: true, ..(*waiting).clone() };
        let fits = |candidate: &Candidate| is_available(rules, candidate) && may_meet(&covered, rules, candidate);
        if candidates.iter().any(fits) {
            by_place.entry(place(waiting)).or_default().insert(at);
        }
    }
    let mut wanted: Vec<_> = by_place
        .into_iter()
        .map(|(municipality_code, waiting)| WantedAgreement { municipality_code, waiting })
        .collect();
    wanted.sort_by_key(|one| std::cmp::Reverse(one.waiting.len()));
    wanted.truncate(MOST);
    wanted
}

/// The hypothetical volunteer keeps every rule about herself.
fn somebody(rules: &VolunteerRules, region: &Region, time: TimeOfWeek, profession: &str) -> Candidate {
    let speaks = |code: &String| SpokenLanguage { code: code.clone(), level: LanguageLevel::Fluent.into() };
    Candidate {
        known: Known {
            facts: PersonFacts {
                municipality_code: region.municipality_code.clone(),
                gender: Gender::Woman.into(),
                languages: rules.languages_any.first().map(speaks).into_iter().collect(),
                profession_code: profession.to_owned(),
                ..PersonFacts::default()
            },
            profile: MatchingProfile { availability: vec![time.into()], ..MatchingProfile::default() },
            region_code: region.region_code.clone(),
            ..Known::default()
        },
        approved: true,
        capacity: 1,
        ..Candidate::default()
    }
}

fn suits(waiting: &Waiting, rules: &VolunteerRules, somebody: &Candidate) -> bool {
    let (hers, theirs) = (Traits::of(&waiting.known, waiting.day), Traits::of(&somebody.known, waiting.day));
    excluding(waiting, rules, somebody).is_empty()
        && Compared::of(&hers, &theirs, somebody).pointing(TermSide::Against) == 0
}

/// Where somebody may live: only the region makes a difference to what is against a pair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    /// A municipality whose region is not known is its own.
    region_code: String,
    municipality_code: String,
}

/// One municipality of each region that somebody waits in; nowhere, if nobody's place may be told.
fn regions(without: &[&Waiting], asked: &[usize]) -> Vec<Region> {
    let mut regions: BTreeMap<(String, String), Region> = BTreeMap::new();
    for waiting in asked.iter().map(|at| without[*at]).filter(|waiting| !place(waiting).is_empty()) {
        let region_code = waiting.known.region_code.clone();
        let alone = if region_code.is_empty() { place(waiting) } else { String::new() };
        let region = Region { region_code: region_code.clone(), municipality_code: place(waiting) };
        regions.entry((region_code, alone)).or_insert(region);
    }
    if regions.is_empty() {
        return vec![Region { region_code: String::new(), municipality_code: String::new() }];
    }
    regions.into_values().collect()
}

/// Where most of them live, the smaller code of several; empty when nobody's place may be told.
fn usual_place(without: &[&Waiting], freed: &BTreeSet<usize>) -> String {
    let mut living: BTreeMap<String, usize> = BTreeMap::new();
    for code in freed.iter().map(|at| place(without[*at])).filter(|code| !code.is_empty()) {
        *living.entry(code).or_default() += 1;
    }
    let most = living.values().copied().max();
    living.into_iter().find(|(_, count)| Some(*count) == most).map(|(code, _)| code).unwrap_or_default()
}

/// Codes to look for: those told in most detail. One empty code where the programme does not ask.
fn professions(without: &[&Waiting], rules: &VolunteerRules) -> Vec<String> {
    if !rules.same_profession {
        return vec![String::new()];
    }
    let told: BTreeSet<&str> = without.iter().map(|waiting| waiting.known.facts.profession_code.as_str()).collect();
    let detailed = |code: &&&str| !told.iter().any(|other| other.len() > code.len() && other.starts_with(**code));
    told.iter().filter(|code| !code.is_empty()).filter(detailed).map(|code| (*code).to_owned()).collect()
}

fn asks_for(profession: &str, waiting: &Waiting, rules: &VolunteerRules) -> bool {
    !rules.same_profession || super::rules::same_profession(&waiting.known.facts.profession_code, profession)
}
