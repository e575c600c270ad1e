//! The one change that would make a candidate of a volunteer who is none now. Told from the rules alone: who somebody
//! is (a language, a profession, a woman) no district changes, and whoever is asked already needs no unlocking.

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use proto::{matching::v1::HardRule, programmes::v1::VolunteerRules};

use super::{Candidate, Waiting, rules::excluding};

/// Rules that something a district does can lift.
const LIFTED_BY_THE_DISTRICT: [HardRule; 6] = [
    HardRule::AgreementCovers,
    HardRule::Approved,
    HardRule::NotPaused,
    HardRule::FreeSlot,
    HardRule::ExtractInspected,
    HardRule::NotDeclined,
];

/// What lifting one rule would free. An agreement frees all of its volunteers at once; each of the others is a change
/// about one volunteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlocking<'c> {
    /// Keeps each of them apart from her, and nothing else does.
    pub rule: HardRule,
    /// What an agreement would have to cover; empty with other rules, and when it is not known or protected.
    pub municipality_code: String,
    /// In the order of their ids, which says nothing about anybody. Never empty.
    pub volunteers: Vec<Unlocked<'c>>,
}

/// A volunteer who would be a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlocked<'c> {
    pub volunteer_id: &'c str,
    pub person_id: &'c str,
    /// With a break: its first day after, when told.
    pub back_on: Option<Date>,
}

/// In the order of the rules; empty when no single change would free anybody.
pub fn unlocking<'c>(waiting: &Waiting, rules: &VolunteerRules, candidates: &'c [Candidate]) -> Vec<Unlocking<'c>> {
    let mut alone: Vec<_> = candidates
        .iter()
        .filter_map(|candidate| match excluding(waiting, rules, candidate)[..] {
            [rule] => Some((rule, candidate)),
            _ => None,
        })
        .collect();
    alone.sort_unstable_by_key(|(_, candidate)| &candidate.volunteer_id);
    let freed_by = |rule: HardRule| {
        let volunteers: Vec<_> =
            alone.iter().filter(|(by, _)| *by == rule).map(|(_, candidate)| unlocked(rule, candidate)).collect();
        let municipality_code = if rule == HardRule::AgreementCovers { place(waiting) } else { String::new() };
        (!volunteers.is_empty()).then_some(Unlocking { rule, municipality_code, volunteers })
    };
    LIFTED_BY_THE_DISTRICT.into_iter().filter_map(freed_by).collect()
}

fn unlocked(rule: HardRule, candidate: &Candidate) -> Unlocked<'_> {
    Unlocked {
        volunteer_id: &candidate.volunteer_id,
        person_id: &candidate.known.person_id,
        back_on: candidate.back_on.filter(|_| rule == HardRule::NotPaused),
    }
}

/// Where she lives, as far as it may be told.
pub(super) fn place(waiting: &Waiting) -> String {
    let Waiting { known, .. } = waiting;
    if known.address_protected { String::new() } else { known.facts.municipality_code.clone() }
}
