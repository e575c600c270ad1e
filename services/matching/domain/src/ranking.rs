//! Who may become whose friend, and why: hard rules leave volunteers out, terms explain the others and order them.
//!
//! Nobody gets a score. The order is a comparison of the very terms a coordinator reads, and it is total:
//! 1. fewer terms against,
//! 2. more terms for,
//! 3. nearer: same municipality, same region, not known, another region,
//! 4. children nearer in age,
//! 5. more shared languages, then times, then wishes, then interests,
//! 6. fewer matches running,
//! 7. waiting longer since approval,
//! 8. the smaller volunteer id.
//!
//! The order volunteers come in makes no difference.

mod rules;
mod terms;
mod unlocking;
mod wanted;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use rules::excluding;
pub use unlocking::{Unlocked, Unlocking, unlocking};
pub use wanted::{WantedAgreement, WantedVolunteer, wanted_agreements, wanted_volunteers};

pub(crate) use rules::{is_available, may_meet};
pub(crate) use terms::{Compared, Nearness, Traits};

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::civil::Date;
use proto::{
    matching::v1::{Exclusion, HardRule, MatchingProfile, Term, TermSide},
    programmes::v1::VolunteerRules,
    referrals::v1::PersonFacts,
};

/// What is known of one side on the day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    pub person_id: String,
    pub facts: PersonFacts,
    pub profile: MatchingProfile,
    /// Region of the municipality in `facts`, 01 to 21; empty when not known.
    pub region_code: String,
    /// Turvakielto: where she lives enters no term, so none can give it away.
    pub address_protected: bool,
}

/// Who waits, and on which day the question is asked.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub known: Known,
    pub day: Date,
    /// An agreement covers her municipality for the programme on the day.
    pub covered: bool,
    /// Volunteers with whom a pair was declined and not asked again.
    pub declined: BTreeSet<String>,
    /// Volunteers proposed to her just now.
    pub proposed: BTreeSet<String>,
}

/// A volunteer of the programme.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    pub volunteer_id: String,
    pub known: Known,
    /// Approved and not left; a break is told by `paused_on_day`.
    pub approved: bool,
    pub paused_on_day: bool,
    pub capacity: u32,
    pub slots_taken: u32,
    /// Slots that proposals not settled ask for. Ranking leaves it to the coordinator to ask for one twice; a plan does not.
    pub slots_asked: u32,
    /// First day after the break she takes, when told.
    pub back_on: Option<Date>,
    /// Last day of the absence she is on, on the day: a reason against, and no rule.
    pub away_until: Option<Date>,
    /// Her task asks for an extract that nobody has inspected.
    pub lacks_extract: bool,
    /// When she was approved.
    pub approved_on: Option<Date>,
}

/// Volunteers whom no rule leaves out, best first.
pub fn rank<'c>(waiting: &Waiting, rules: &VolunteerRules, candidates: &'c [Candidate]) -> Vec<&'c Candidate> {
    let hers = Traits::of(&waiting.known, waiting.day);
    let fitting = candidates.iter().filter(|candidate| excluding(waiting, rules, candidate).is_empty());
    let mut fitting: Vec<_> = fitting
        .map(|candidate| {
            let compared = Compared::of(&hers, &Traits::of(&candidate.known, waiting.day), candidate);
            (Order::of(&compared, candidate), candidate)
        })
        .collect();
    fitting.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    fitting.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The terms of one pair, as kept with a proposal; hard rules aside. For, against, good to know, in that order.
pub fn explain(waiting: &Waiting, candidate: &Candidate) -> Vec<Term> {
    let (hers, theirs) = (Traits::of(&waiting.known, waiting.day), Traits::of(&candidate.known, waiting.day));
    Compared::of(&hers, &theirs, candidate).terms(&hers, &theirs)
}

/// Which rule leaves out how many volunteers, in the order of the rules; a rule that leaves out nobody is not named,
/// but for a municipality without agreement, which leaves out whoever may still apply.
pub fn why_none(waiting: &Waiting, rules: &VolunteerRules, candidates: &[Candidate]) -> Vec<Exclusion> {
    let excluded: Vec<_> = candidates.iter().map(|candidate| excluding(waiting, rules, candidate)).collect();
    let count = |counts: &dyn Fn(&[HardRule]) -> bool| {
        u32::try_from(excluded.iter().filter(|by| counts(by)).count()).unwrap_or(u32::MAX)
    };
    let named = |rule: HardRule| {
        let volunteers = count(&|by| by.contains(&rule));
        let by_it_alone = count(&|by| by == [rule]);
        let not_covered = rule == HardRule::AgreementCovers && !waiting.covered;
        (volunteers > 0 || not_covered).then_some(Exclusion { rule: rule.into(), volunteers, by_it_alone })
    };
    rules::IN_ORDER.into_iter().filter_map(named).collect()
}

/// The comparison described above: fields in the order they count.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Order<'a> {
    pub(crate) against: usize,
    pub(crate) in_favour: Reverse<usize>,
    pub(crate) nearness: Nearness,
    /// `u32::MAX` when a side has no children.
    pub(crate) child_months: u32,
    pub(crate) languages: Reverse<usize>,
    pub(crate) times: Reverse<usize>,
    pub(crate) wishes: Reverse<usize>,
    pub(crate) interests: Reverse<usize>,
    pub(crate) slots_taken: u32,
    approved_on: Date,
    volunteer_id: &'a str,
}

impl<'a> Order<'a> {
    pub(crate) fn of(compared: &Compared, candidate: &'a Candidate) -> Self {
        Self {
            against: compared.pointing(TermSide::Against),
            in_favour: Reverse(compared.pointing(TermSide::For)),
            nearness: compared.nearness,
            child_months: compared.child_months.unwrap_or(u32::MAX),
            languages: Reverse(compared.languages),
            times: Reverse(compared.times.in_common),
            wishes: Reverse(compared.wishes.in_common),
            interests: Reverse(compared.interests),
            slots_taken: candidate.slots_taken,
            approved_on: candidate.approved_on.unwrap_or(Date::MAX),
            volunteer_id: &candidate.volunteer_id,
        }
    }
}
