use proto::{
    matching::v1::HardRule,
    programmes::v1::{LanguageLevel, VolunteerRules},
    referrals::v1::{Gender, PersonFacts},
};

use super::{Candidate, Waiting};

/// The order in which exclusions are told.
pub(super) const IN_ORDER: [HardRule; 11] = [
    HardRule::AgreementCovers,
    HardRule::Approved,
    HardRule::NotPaused,
    HardRule::FreeSlot,
    HardRule::ExtractInspected,
    HardRule::Language,
    HardRule::Woman,
    HardRule::SameProfession,
    HardRule::AnotherPerson,
    HardRule::NotDeclined,
    HardRule::NotProposed,
];

/// Every rule that keeps these two apart, in order; empty when they may be proposed. What is not told of a volunteer
/// fulfils no rule that asks for it.
pub fn excluding(waiting: &Waiting, rules: &VolunteerRules, candidate: &Candidate) -> Vec<HardRule> {
    let holds =
        |rule: HardRule| of_the_volunteer(rule, rules, candidate) && of_the_two(rule, waiting, rules, candidate);
    IN_ORDER.into_iter().filter(|rule| !holds(*rule)).collect()
}

/// Nothing about the volunteer alone keeps her from every match of the programme.
pub(crate) fn is_available(rules: &VolunteerRules, candidate: &Candidate) -> bool {
    IN_ORDER.into_iter().all(|rule| of_the_volunteer(rule, rules, candidate))
}

/// Nothing about the two together keeps them apart; what is about the volunteer alone is not asked.
pub(crate) fn may_meet(waiting: &Waiting, rules: &VolunteerRules, candidate: &Candidate) -> bool {
    IN_ORDER.into_iter().all(|rule| of_the_two(rule, waiting, rules, candidate))
}

/// Whether a rule that asks about the volunteer alone holds; others do.
fn of_the_volunteer(rule: HardRule, rules: &VolunteerRules, candidate: &Candidate) -> bool {
    match rule {
        HardRule::Approved => candidate.approved,
        HardRule::NotPaused => !candidate.paused_on_day,
        HardRule::FreeSlot => candidate.slots_taken < candidate.capacity,
        HardRule::ExtractInspected => !candidate.lacks_extract,
        HardRule::Language => speaks_any(&candidate.known.facts, &rules.languages_any),
        HardRule::Woman => !rules.women_only || candidate.known.facts.gender() == Gender::Woman,
        HardRule::AgreementCovers
        | HardRule::SameProfession
        | HardRule::AnotherPerson
        | HardRule::NotDeclined
        | HardRule::NotProposed
        | HardRule::Unspecified => true,
    }
}

/// Whether a rule that asks about who waits, or about both, holds; others do.
fn of_the_two(rule: HardRule, waiting: &Waiting, rules: &VolunteerRules, candidate: &Candidate) -> bool {
    match rule {
        HardRule::AgreementCovers => waiting.covered,
        HardRule::SameProfession => {
            !rules.same_profession
                || same_profession(&waiting.known.facts.profession_code, &candidate.known.facts.profession_code)
        }
        HardRule::AnotherPerson => waiting.known.person_id != candidate.known.person_id,
        HardRule::NotDeclined => !waiting.declined.contains(&candidate.volunteer_id),
        HardRule::NotProposed => !waiting.proposed.contains(&candidate.volunteer_id),
        HardRule::Approved
        | HardRule::NotPaused
        | HardRule::FreeSlot
        | HardRule::ExtractInspected
        | HardRule::Language
        | HardRule::Woman
        | HardRule::Unspecified => true,
    }
}

/// Any one of the languages at everyday level; a programme that names none asks for none.
fn speaks_any(facts: &PersonFacts, languages: &[String]) -> bool {
    languages.is_empty()
        || facts
            .languages
            .iter()
            .any(|spoken| spoken.level() >= LanguageLevel::Basic && languages.contains(&spoken.code))
}

/// ISCO-08 is a tree read from the left: a code told in less detail meets every code below it.
pub(super) fn same_profession(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && (one.starts_with(other) || other.starts_with(one))
}
