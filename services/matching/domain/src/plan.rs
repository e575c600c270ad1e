//! Everybody who waits in a programme matched at once: a what-if that a coordinator looks at, changes and asks again.
//!
//! **Who is matched.** Those who wait are gone through from the longest wait. Each is matched if there is a plan that
//! matches her together with everybody gone through before her who could be; so nobody is left out for the sake of
//! somebody who waits less long, and as many as possible are matched in all. Waiting since the same day, the smaller
//! request id comes first. Locked pairs come before everybody.
//!
//! **With whom.** Of all plans that match exactly these, one whose costs add up to the least. A pair's cost compares
//! as the ranking does ([`cost`]); it says nothing outside of a sum, and leaves this crate nowhere. Of several such plans the
//! one that gives who waits longest the volunteer who was approved first, and so on; so the plan is always the same.
//!
//! Hard rules forbid, and nothing else does. A volunteer takes as many as she has slots that neither a match takes nor
//! a proposal asks for. A request that a proposal was made for is left to that proposal.
//!
//! **How.** Two exact assignments (crate `assignment`, whose costs lie within ±2⁴⁰). The first asks only who: pairs
//! cost nothing, and to leave out the n-th last costs n. Sets of requests that can be matched together are the
//! independent sets of a matroid, in which what weighs most is what going through them one by one finds, however little
//! one weighs more than the next; so weights need not grow beyond the number of requests. The second asks with whom:
//! those not found before are left away, and to leave out one of the others costs 2⁴⁰, which is more than all pairs
//! together can, because a pair costs less than 2⁴⁰ divided by their number.

mod cost;
mod locks;
#[cfg(test)]
mod tests;

pub use locks::{BrokenLock, LockFault};

use std::collections::BTreeSet;

use assignment::{MAX_COST, Problem, ProblemBuilder};
use jiff::civil::Date;
use proto::{
    matching::v1::{Exclusion, Term, UnmatchedReason},
    programmes::v1::VolunteerRules,
};

use crate::ranking::{Candidate, Compared, Order, Traits, Waiting, explain, is_available, may_meet, why_none};
use cost::Scale;

/// Candidates of one request that a plan considers, the best of its ranking. With all of them a national pool of ten
/// thousand would be a hundred million pairs; fifty are rarely all taken by who waits longer, and if they are, the plan
/// says that there were more.
const CONSIDERED: usize = 50;

/// Volunteers named beside the planned one, the next of the request's ranking.
const ALTERNATIVES: usize = 3;

/// Somebody who waits.
#[derive(Debug, Clone)]
pub struct Request {
    pub support_request_id: String,
    pub waits_since: Date,
    pub waiting: Waiting,
}

/// A request and a volunteer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub support_request_id: String,
    pub volunteer_id: String,
}

/// What the coordinator wants of the plan.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// In the plan whatever they cost.
    pub locked: Vec<Pair>,
    /// Not in it. Pairs that could not be in it anyway change nothing.
    pub vetoed: BTreeSet<Pair>,
}

/// What is planned, all in the order of the longest wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan<'p> {
    pub pairs: Vec<Planned<'p>>,
    pub unmatched: Vec<Unmatched<'p>>,
    pub free: Vec<Free<'p>>,
}

/// Indices are those of the requests and candidates the plan was asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned<'p> {
    pub request: usize,
    pub candidate: &'p Candidate,
    pub is_locked: bool,
    /// For, against, good to know, in that order.
    pub terms: Vec<Term>,
    /// The next of her ranking, whether or not the plan gives them to others.
    pub alternatives: Vec<&'p Candidate>,
    /// Candidates beyond those the plan considered.
    pub not_considered: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Unmatched<'p> {
    pub request: usize,
    pub reason: UnmatchedReason,
    /// Without any candidate: which rule leaves out how many.
    pub exclusions: Vec<Exclusion>,
    /// The first of her ranking, who are given to others or asked by others.
    pub alternatives: Vec<&'p Candidate>,
    /// Candidates beyond those the plan considered.
    pub not_considered: usize,
}

/// A volunteer whom the plan leaves with slots, the one approved first before others.
#[derive(Debug, Clone, PartialEq)]
pub struct Free<'p> {
    pub candidate: &'p Candidate,
    /// At least one.
    pub slots: u32,
}

/// Fails with every lock that cannot be kept. In which order requests, candidates and wishes come makes no difference.
pub fn plan<'p>(
    requests: &[Request],
    rules: &VolunteerRules,
    candidates: &'p [Candidate],
    wishes: &Wishes,
) -> Result<Plan<'p>, Vec<BrokenLock>> {
    // All of them are asked about on one day.
    let day = requests.first().map_or(Date::ZERO, |request| request.waiting.day);
    let pool = Pool::of(rules, candidates, day);
    let mut order: Vec<usize> = (0..requests.len()).collect();
    order.sort_by_key(|at| (requests[*at].waits_since, &requests[*at].support_request_id));
    let locked = locks::check(requests, rules, &pool, wishes)?;
    let rows: Vec<Row<'_>> =
        order.iter().map(|at| Row::of(*at, requests, rules, &pool, wishes, locked.get(at).copied())).collect();
    let columns = assign(&rows, &pool.slots);

    let mut left = pool.slots.clone();
    let mut plan = Plan { pairs: Vec::new(), unmatched: Vec::new(), free: Vec::new() };
    for (row, column) in rows.iter().zip(columns) {
        let waiting = &requests[row.request].waiting;
        let Some(column) = column else {
            plan.unmatched.push(row.unmatched(waiting, rules, candidates, &pool));
            continue;
        };
        left[column] -= 1;
        plan.pairs.push(Planned {
            request: row.request,
            candidate: pool.volunteers[column],
            is_locked: row.locked.is_some(),
            terms: explain(waiting, pool.volunteers[column]),
            alternatives: row.first(&pool, Some(column)),
            not_considered: row.not_considered,
        });
    }
    let free = pool.volunteers.iter().zip(left).filter(|(_, slots)| *slots > 0);
    plan.free = free.map(|(candidate, slots)| Free { candidate, slots }).collect();
    Ok(plan)
}

/// Volunteers whom nothing about themselves keeps from a match, the one approved first before others.
#[derive(Debug)]
struct Pool<'p> {
    volunteers: Vec<&'p Candidate>,
    traits: Vec<Traits<'p>>,
    /// Of each: not taken by a match, not asked for by a proposal.
    slots: Vec<u32>,
    /// Volunteers of the programme, whoever they are.
    everybody: BTreeSet<&'p str>,
}

impl<'p> Pool<'p> {
    fn of(rules: &VolunteerRules, candidates: &'p [Candidate], day: Date) -> Self {
        let mut volunteers: Vec<_> = candidates.iter().filter(|candidate| is_available(rules, candidate)).collect();
        volunteers.sort_by_key(|one| (one.approved_on.unwrap_or(Date::MAX), &one.volunteer_id));
        let left = |one: &&Candidate| one.capacity.saturating_sub(one.slots_taken).saturating_sub(one.slots_asked);
        Self {
            traits: volunteers.iter().map(|one| Traits::of(&one.known, day)).collect(),
            slots: volunteers.iter().map(left).collect(),
            volunteers,
            everybody: candidates.iter().map(|one| one.volunteer_id.as_str()).collect(),
        }
    }

    fn column_of(&self, volunteer_id: &str) -> Option<usize> {
        self.volunteers.iter().position(|one| one.volunteer_id == volunteer_id)
    }
}

/// A request as the assignments see it.
#[derive(Debug)]
struct Row<'p> {
    request: usize,
    locked: Option<usize>,
    /// Columns, best first, with what orders them.
    considered: Vec<(Order<'p>, usize)>,
    not_considered: usize,
    /// Why, if she stays unmatched.
    otherwise: UnmatchedReason,
}

impl<'p> Row<'p> {
    fn of(
        request: usize,
        requests: &[Request],
        rules: &VolunteerRules,
        pool: &Pool<'p>,
        wishes: &Wishes,
        locked: Option<usize>,
    ) -> Self {
        let Request { support_request_id, waiting, .. } = &requests[request];
        let nobody = |otherwise| Self { request, locked, considered: Vec::new(), not_considered: 0, otherwise };
        if !waiting.proposed.is_empty() {
            return nobody(UnmatchedReason::ProposalOpen);
        }
        let hers = Traits::of(&waiting.known, waiting.day);
        let mut fitting: Vec<_> = pool
            .volunteers
            .iter()
            .enumerate()
            .filter(|(_, candidate)| may_meet(waiting, rules, candidate))
            .map(|(column, candidate)| {
                (Order::of(&Compared::of(&hers, &pool.traits[column], candidate), candidate), column)
            })
            .collect();
        if fitting.is_empty() {
            return nobody(UnmatchedReason::NoCandidate);
        }
        let is_vetoed = |column: usize| {
            let volunteer_id = pool.volunteers[column].volunteer_id.clone();
            wishes.vetoed.contains(&Pair { support_request_id: support_request_id.clone(), volunteer_id })
        };
        fitting.retain(|(_, column)| wishes.vetoed.is_empty() || !is_vetoed(*column));
        if fitting.is_empty() {
            return nobody(UnmatchedReason::CandidatesVetoed);
        }
        fitting.sort_unstable();
        let asked_elsewhere = fitting.iter().all(|(_, column)| pool.slots[*column] == 0);
        let otherwise =
            if asked_elsewhere { UnmatchedReason::CandidatesAsked } else { UnmatchedReason::CandidatesGiven };
        let with_slots = |(_, column): &(Order<'p>, usize)| asked_elsewhere || pool.slots[*column] > 0;
        fitting.retain(with_slots);
        let not_considered = fitting.len().saturating_sub(CONSIDERED);
        let mut place = 0;
        fitting.retain(|(_, column)| {
            place += 1;
            place <= CONSIDERED || Some(*column) == locked
        });
        Self { request, locked, considered: fitting, not_considered, otherwise }
    }

    /// The first of her ranking but the planned one.
    fn first(&self, pool: &Pool<'p>, planned: Option<usize>) -> Vec<&'p Candidate> {
        let others = self.considered.iter().map(|(_, column)| *column).filter(|column| Some(*column) != planned);
        others.take(ALTERNATIVES).map(|column| pool.volunteers[column]).collect()
    }

    fn unmatched(
        &self,
        waiting: &Waiting,
        rules: &VolunteerRules,
        candidates: &[Candidate],
        pool: &Pool<'p>,
    ) -> Unmatched<'p> {
        let no_candidate = self.otherwise == UnmatchedReason::NoCandidate;
        Unmatched {
            request: self.request,
            reason: self.otherwise,
            exclusions: if no_candidate { why_none(waiting, rules, candidates) } else { Vec::new() },
            alternatives: self.first(pool, None),
            not_considered: self.not_considered,
        }
    }
}

/// The column of each row, as the module says.
fn assign(rows: &[Row<'_>], slots: &[u32]) -> Vec<Option<usize>> {
    let all: Vec<usize> = (0..rows.len()).collect();
    let last_costs_least = all.iter().map(|row| number(rows.len() - row));
    let who = solved(&problem(rows, &all, last_costs_least.collect(), slots, |_| 0));

    let matched: Vec<usize> = all.into_iter().filter(|row| who[*row].is_some()).collect();
    let scale = Scale::of(matched.len());
    let with = problem(rows, &matched, vec![MAX_COST; matched.len()], slots, |order| scale.cost(order));
    let mut columns = vec![None; rows.len()];
    for (row, column) in matched.into_iter().zip(solved(&with)) {
        columns[row] = column;
    }
    columns
}

fn problem<'p>(
    rows: &[Row<'p>],
    which: &[usize],
    unmatched: Vec<i64>,
    slots: &[u32],
    cost: impl Fn(&Order<'p>) -> i64,
) -> Problem {
    let mut builder = ProblemBuilder::new(unmatched, slots.to_vec());
    for (at, row) in (0_u32..).zip(which.iter().map(|row| &rows[*row])) {
        for (order, column) in &row.considered {
            builder.allow(at, index(*column), cost(order));
        }
        if let Some(column) = row.locked {
            builder.lock(at, index(column));
        }
    }
    builder.build().expect("locks were checked, each pair is said once, and every cost has its bound")
}

fn solved(problem: &Problem) -> Vec<Option<usize>> {
    problem.solve().columns().iter().map(|column| column.map(|column| column as usize)).collect()
}

fn index(column: usize) -> u32 {
    u32::try_from(column).expect("there are not four thousand million volunteers")
}

fn number(rows: usize) -> i64 {
    i64::try_from(rows).expect("there are not that many requests")
}
