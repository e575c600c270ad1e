//! The plan beside an optimum found another way: who is matched, one by one, by looking for an augmenting path; with
//! whom, by the Hungarian method over every place of every volunteer.

use std::collections::BTreeSet;

use jiff::civil::date;
use pathfinding::{kuhn_munkres::kuhn_munkres_min, matrix::Matrix};
use proptest::prelude::*;
use proto::{matching::v1::TimeOfWeek, programmes::v1::VolunteerRules};

use super::super::{Pair, Plan, Request, Scale, Wishes, plan};
use crate::ranking::{
    Candidate, Compared, Order, Traits, Waiting, excluding, rank,
    samples::{any_candidate, mother, volunteer},
};

/// More than all pairs of an instance cost.
const FORBIDDEN: i64 = 1 << 50;

#[derive(Debug, Clone)]
struct Instance {
    requests: Vec<Request>,
    candidates: Vec<Candidate>,
    wishes: Wishes,
}

impl Instance {
    fn rules() -> VolunteerRules {
        VolunteerRules { same_profession: true, ..VolunteerRules::default() }
    }

    fn plan(&self) -> Plan<'_> {
        plan(&self.requests, &Self::rules(), &self.candidates, &self.wishes).unwrap()
    }

    fn pair(&self, request: usize, candidate: usize) -> Pair {
        Pair {
            support_request_id: self.requests[request].support_request_id.clone(),
            volunteer_id: self.candidates[candidate].volunteer_id.clone(),
        }
    }

    fn slots(&self, candidate: usize) -> u32 {
        let Candidate { capacity, slots_taken, slots_asked, .. } = self.candidates[candidate];
        capacity.saturating_sub(slots_taken + slots_asked)
    }

    /// Allowed by rules, vetoes and other locks of the request.
    fn allowed(&self, request: usize, candidate: usize) -> bool {
        let waiting = &self.requests[request].waiting;
        let pair = self.pair(request, candidate);
        let lock = self.wishes.locked.iter().find(|lock| lock.support_request_id == pair.support_request_id);
        waiting.proposed.is_empty()
            && excluding(waiting, &Self::rules(), &self.candidates[candidate]).is_empty()
            && !self.wishes.vetoed.contains(&pair)
            && lock.is_none_or(|lock| *lock == pair)
    }

    fn is_locked(&self, request: usize) -> bool {
        let id = &self.requests[request].support_request_id;
        self.wishes.locked.iter().any(|lock| lock.support_request_id == *id)
    }

    /// Whether all of these can be matched together.
    fn can_be_matched(&self, requests: &[usize]) -> bool {
        let mut places: Vec<Vec<usize>> = vec![Vec::new(); self.candidates.len()];
        requests.iter().all(|request| self.place(*request, &mut places, &mut BTreeSet::new()))
    }

    fn place(&self, request: usize, places: &mut Vec<Vec<usize>>, seen: &mut BTreeSet<usize>) -> bool {
        for candidate in (0..self.candidates.len()).filter(|candidate| self.allowed(request, *candidate)) {
            if self.slots(candidate) == 0 || !seen.insert(candidate) {
                continue;
            }
            if places[candidate].len() < self.slots(candidate) as usize {
                places[candidate].push(request);
                return true;
            }
            for at in 0..places[candidate].len() {
                if self.place(places[candidate][at], places, seen) {
                    places[candidate][at] = request;
                    return true;
                }
            }
        }
        false
    }

    /// Locked ones, then one after the other from the longest wait.
    fn matched_one_by_one(&self) -> BTreeSet<usize> {
        let mut order: Vec<usize> = (0..self.requests.len()).collect();
        let key = |at: &usize| {
            let request = &self.requests[*at];
            (!self.is_locked(*at), request.waits_since, request.support_request_id.clone())
        };
        order.sort_by_key(key);
        let mut matched = Vec::new();
        for request in order {
            matched.push(request);
            if !self.can_be_matched(&matched) {
                matched.pop();
            }
        }
        matched.into_iter().collect()
    }

    fn cost(&self, scale: Scale, request: usize, candidate: &Candidate) -> i64 {
        let Request { waiting, .. } = &self.requests[request];
        let (hers, theirs) = (Traits::of(&waiting.known, waiting.day), Traits::of(&candidate.known, waiting.day));
        scale.cost(&Order::of(&Compared::of(&hers, &theirs, candidate), candidate))
    }

    /// The least that matching exactly these can cost.
    fn least_cost(&self, scale: Scale, matched: &BTreeSet<usize>) -> i64 {
        let places: Vec<usize> = (0..self.candidates.len())
            .flat_map(|candidate| (0..self.slots(candidate)).map(move |_| candidate))
            .collect();
        if matched.is_empty() {
            return 0;
        }
        let costs = matched.iter().map(|request| {
            let cost = |candidate: &usize| {
                let candidate = *candidate;
                if self.allowed(*request, candidate) {
                    self.cost(scale, *request, &self.candidates[candidate])
                } else {
                    FORBIDDEN
                }
            };
            places.iter().map(cost).collect::<Vec<_>>()
        });
        kuhn_munkres_min(&Matrix::from_rows(costs).unwrap()).0
    }
}

fn any_request() -> impl Strategy<Value = Waiting> {
    let times =
        prop::collection::vec(prop::sample::select(vec![TimeOfWeek::WeekdayMorning, TimeOfWeek::WeekendDay]), 0..2);
    let births = prop::collection::vec(prop::sample::select(vec!["2015-01", "2021-10", "2024-03"]), 0..2);
    (profession(), times, births, 0..10_u8).prop_map(|(profession, times, births, luck)| {
        let mut waiting = mother();
        waiting.known.facts.profession_code = profession.to_owned();
        waiting.known.facts.child_birth_months = births.into_iter().map(str::to_owned).collect();
        waiting.known.profile.availability = times.into_iter().map(i32::from).collect();
        waiting.covered = luck != 0;
        if luck == 1 {
            waiting.proposed = ["somebody".to_owned()].into();
        }
        waiting
    })
}

fn profession() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["25", "251", "2512", "2221", "2221"])
}

prop_compose! {
    fn instances()(
        requests in prop::collection::vec((any_request(), 1..4_i8), 0..7),
        candidates in prop::collection::vec((any_candidate(), profession(), 0..2_u32, 0..6_u8), 0..6),
        vetoes in prop::collection::vec((0..7_usize, 0..6_usize), 0..6),
        locks in prop::collection::vec((0..7_usize, 0..6_usize), 0..4),
    ) -> Instance {
        let request = |(n, (waiting, month)): (usize, (Waiting, i8))| Request {
            support_request_id: format!("r{n}"),
            waits_since: date(2026, month, 1),
            waiting,
        };
        let candidate = |(n, (candidate, profession, asked, luck)): (usize, (Candidate, &str, u32, u8))| {
            // Most are free, or there would be little to plan.
            let mut candidate = if luck == 0 { candidate } else {
                Candidate { approved: true, paused_on_day: false, slots_taken: 0, ..candidate }
            };
            candidate.known.facts.profession_code = profession.to_owned();
            Candidate { volunteer_id: format!("v{n}"), slots_asked: asked * u32::from(luck == 5), ..candidate }
        };
        let mut instance = Instance {
            requests: requests.into_iter().enumerate().map(request).collect(),
            candidates: candidates.into_iter().enumerate().map(candidate).collect(),
            wishes: Wishes::default(),
        };
        let there = |(request, candidate): &(usize, usize)| {
            *request < instance.requests.len() && *candidate < instance.candidates.len()
        };
        let vetoed: BTreeSet<_> = vetoes.iter().filter(|pair| there(pair)).map(|(r, c)| instance.pair(*r, *c)).collect();
        let locks: Vec<_> = locks.into_iter().filter(there).collect();
        instance.wishes.vetoed = vetoed;
        // Those that can be kept.
        for (request, candidate) in locks {
            if !instance.is_locked(request) && instance.allowed(request, candidate) {
                let pair = instance.pair(request, candidate);
                let taken = instance.wishes.locked.iter().filter(|lock| lock.volunteer_id == pair.volunteer_id).count();
                if taken < instance.slots(candidate) as usize {
                    instance.wishes.locked.push(pair);
                }
            }
        }
        instance
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_plan_matches_whom_going_one_by_one_matches_at_the_least_cost(instance in instances()) {
        let plan = instance.plan();
        let matched: BTreeSet<usize> = plan.pairs.iter().map(|planned| planned.request).collect();
        prop_assert_eq!(&matched, &instance.matched_one_by_one());
        let scale = Scale::of(matched.len());
        let cost: i64 = plan.pairs.iter().map(|planned| instance.cost(scale, planned.request, planned.candidate)).sum();
        prop_assert_eq!(cost, instance.least_cost(scale, &matched));
    }

    #[test]
    fn the_plan_keeps_rules_locks_vetoes_and_slots_and_forgets_nobody(instance in instances()) {
        let plan = instance.plan();
        let index = |candidate: &Candidate| {
            instance.candidates.iter().position(|one| one.volunteer_id == candidate.volunteer_id).unwrap()
        };
        let mut taken = vec![0; instance.candidates.len()];
        for planned in &plan.pairs {
            let candidate = index(planned.candidate);
            prop_assert!(instance.allowed(planned.request, candidate));
            prop_assert_eq!(planned.is_locked, instance.is_locked(planned.request));
            taken[candidate] += 1;
        }
        for (candidate, taken) in taken.iter().enumerate() {
            prop_assert!(*taken <= instance.slots(candidate));
            let free = plan.free.iter().find(|free| index(free.candidate) == candidate).map_or(0, |free| free.slots);
            let available = instance.candidates[candidate].approved && !instance.candidates[candidate].paused_on_day;
            prop_assert_eq!(free, if available { instance.slots(candidate) - taken } else { 0 });
        }
        let mut told: Vec<usize> = plan.pairs.iter().map(|one| one.request).collect();
        told.extend(plan.unmatched.iter().map(|one| one.request));
        told.sort_unstable();
        prop_assert_eq!(told, (0..instance.requests.len()).collect::<Vec<_>>());
        for lock in &instance.wishes.locked {
            prop_assert!(plan.pairs.iter().any(|one| instance.pair(one.request, index(one.candidate)) == *lock));
        }
    }

    #[test]
    fn the_plan_does_not_depend_on_the_order_people_come_in(instance in instances()) {
        let mut turned = instance.clone();
        turned.requests.reverse();
        turned.candidates.reverse();
        turned.wishes.locked.reverse();
        let told = |instance: &Instance| -> Vec<(String, String)> {
            let pairs = instance.plan().pairs.into_iter();
            let ids = |request: usize| instance.requests[request].support_request_id.clone();
            pairs.map(|one| (ids(one.request), one.candidate.volunteer_id.clone())).collect()
        };
        prop_assert_eq!(told(&turned), told(&instance));
    }

    #[test]
    fn who_comes_first_in_the_ranking_never_costs_more(
        candidates in prop::collection::vec(any_candidate(), 2..8),
        waiting in any_request(),
        requests in prop::sample::select(vec![1_usize, 200, 500, 10_000]),
    ) {
        let named = |(n, candidate): (usize, Candidate)| Candidate {
            volunteer_id: format!("v{n}"),
            approved: true,
            paused_on_day: false,
            capacity: candidate.slots_taken + 1,
            ..candidate
        };
        let candidates: Vec<_> = candidates.into_iter().enumerate().map(named).collect();
        let waiting = Waiting { covered: true, proposed: BTreeSet::new(), ..waiting };
        let request = Request { support_request_id: "r".to_owned(), waits_since: date(2026, 1, 1), waiting };
        let instance = Instance { requests: vec![request], candidates, wishes: Wishes::default() };
        let ranked = rank(&instance.requests[0].waiting, &VolunteerRules::default(), &instance.candidates);
        prop_assert_eq!(ranked.len(), instance.candidates.len());
        let scale = Scale::of(requests);
        let costs: Vec<i64> = ranked.iter().map(|candidate| instance.cost(scale, 0, candidate)).collect();
        prop_assert!(costs.is_sorted(), "{costs:?}");
    }
}

#[test]
fn whoever_is_alone_gets_the_first_of_her_ranking() {
    let request = Request { support_request_id: "r".to_owned(), waits_since: date(2026, 1, 1), waiting: mother() };
    let candidates: Vec<_> =
        (0_u32..5).map(|n| Candidate { slots_taken: 4 - n, capacity: 9, ..volunteer(&n.to_string()) }).collect();
    let instance = Instance { requests: vec![request], candidates, wishes: Wishes::default() };
    let rules = VolunteerRules::default();
    let planned = plan(&instance.requests, &rules, &instance.candidates, &instance.wishes).unwrap();
    let first = rank(&instance.requests[0].waiting, &rules, &instance.candidates)[0];
    assert_eq!((planned.pairs[0].candidate, first.volunteer_id.as_str()), (first, "4"));
}
