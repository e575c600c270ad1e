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
#[cfg(test)]
mod tests;

pub use rules::excluding;

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::civil::Date;
use proto::{
    matching::v1::{Exclusion, HardRule, MatchingProfile, Term},
    programmes::v1::VolunteerRules,
    referrals::v1::PersonFacts,
};

use terms::{Nearness, Shared};

/// What is known of one side on the day.
#[derive(Debug, Clone, Default)]
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
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    pub volunteer_id: String,
    pub known: Known,
    /// Approved and not left; a break is told by `paused_on_day`.
    pub approved: bool,
    pub paused_on_day: bool,
    pub capacity: u32,
    pub slots_taken: u32,
    /// Her task asks for an extract that nobody has inspected.
    pub lacks_extract: bool,
    /// When she was approved.
    pub approved_on: Option<Date>,
}

/// A volunteer whom no rule leaves out, and why she fits or does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    pub volunteer_id: String,
    /// For, against, good to know, in that order.
    pub terms: Vec<Term>,
}

/// Best first.
pub fn rank(waiting: &Waiting, rules: &VolunteerRules, candidates: &[Candidate]) -> Vec<Explained> {
    let mut fitting: Vec<_> = candidates
        .iter()
        .filter(|candidate| excluding(waiting, rules, candidate).is_empty())
        .map(|candidate| {
            let shared = Shared::between(waiting, candidate);
            let terms = shared.terms();
            (Order::of(&shared, &terms, candidate), terms)
        })
        .collect();
    fitting.sort_by(|(one, _), (other, _)| one.cmp(other));
    let explained =
        |(order, terms): (Order<'_>, Vec<Term>)| Explained { volunteer_id: order.volunteer_id.to_owned(), terms };
    fitting.into_iter().map(explained).collect()
}

/// The terms of one pair, as kept with a proposal; hard rules aside.
pub fn explain(waiting: &Waiting, candidate: &Candidate) -> Vec<Term> {
    Shared::between(waiting, candidate).terms()
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
struct Order<'a> {
    against: usize,
    in_favour: Reverse<usize>,
    nearness: Nearness,
    /// `u32::MAX` when a side has no children.
    child_months: u32,
    languages: Reverse<usize>,
    times: Reverse<usize>,
    wishes: Reverse<usize>,
    interests: Reverse<usize>,
    slots_taken: u32,
    approved_on: Date,
    volunteer_id: &'a str,
}

impl<'a> Order<'a> {
    fn of(shared: &Shared, terms: &[Term], candidate: &'a Candidate) -> Self {
        use proto::matching::v1::TermSide;
        let pointing = |side: TermSide| terms.iter().filter(|term| term.side() == side).count();
        Self {
            against: pointing(TermSide::Against),
            in_favour: Reverse(pointing(TermSide::For)),
            nearness: shared.nearness,
            child_months: shared.child_months.unwrap_or(u32::MAX),
            languages: Reverse(shared.languages.len()),
            times: Reverse(shared.times.in_common.len()),
            wishes: Reverse(shared.wishes.in_common.len()),
            interests: Reverse(shared.interests.len()),
            slots_taken: candidate.slots_taken,
            approved_on: candidate.approved_on.unwrap_or(Date::MAX),
            volunteer_id: &candidate.volunteer_id,
        }
    }
}
