//! Lives the plan: week by week, the clock moved only when everything has come to rest. What was done before is
//! recognised by its request id and done no second time.

mod acts;
mod clients;
mod clock;
mod district;
mod positions;
mod rest;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::{StreamExt as _, future::join_all, stream};
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Weekday, time},
};
use serde::Serialize;

pub(crate) use clients::Clients;

use super::{
    plan::{DistrictPlan, Plan},
    steps::{Act, PHASES, Service, Step, steps},
    year::Year,
};
use crate::{Failed, operator::Operator};
use acts::Did;
use clock::Clock;
use district::District;
use rest::{catch_up, come_to_rest, wait_for_agreements};

/// How many failures are told in words.
const TOLD: usize = 10;

/// What a run came to.
#[derive(Debug, Default, Serialize)]
pub struct Lived {
    /// Commands carried out, by service.
    pub done: BTreeMap<&'static str, usize>,
    /// Steps left out because a service does not answer, by service.
    pub left_out: BTreeMap<&'static str, usize>,
    pub failed: usize,
    /// The first of them.
    pub failures: Vec<String>,
    pub weeks: usize,
}

/// Lives the whole plan. `says` is told after each week.
pub(crate) async fn live(
    operator: &Operator,
    clients: &Clients,
    year: &Year,
    plan: &Plan,
    says: &(dyn Fn(&DateTime, usize, usize) + Sync),
) -> Result<Lived, Failed> {
    let mut lives: Vec<Life<'_>> = Vec::new();
    for district in &plan.districts {
        lives.push(Life::new(clients, plan.seed, district, year.until.date())?);
    }
    let all = lives.iter().map(|life| life.steps.len()).sum();
    for life in &lives {
        wait_for_agreements(&life.district).await?;
    }
    let clock = Clock::new(operator);
    let mut lived = Lived::default();
    for (at, upto) in weeks(year) {
        let today = clock.reach(at).await?;
        let weeks: Vec<_> = lives.iter().map(|life| life.week(operator, today, upto)).collect();
        for rested in join_all(weeks).await {
            rested?;
        }
        lived.weeks += 1;
        says(&at, lives.iter().map(|life| life.next.load(Ordering::Relaxed)).sum(), all);
    }
    for life in lives {
        life.district.report(&mut lived);
    }
    lived.failures.truncate(TOLD);
    Ok(lived)
}

/// When the clock stands where, and the last day that has happened by then: first everything from before the year,
/// then each Friday afternoon, then the last Sunday evening and the last morning.
fn weeks(year: &Year) -> Vec<(DateTime, Date)> {
    let before = year.from.yesterday().unwrap_or(year.from);
    let mut weeks = vec![(year.from.to_datetime(time(8, 0, 0, 0)), before)];
    let mut friday = year.from;
    while friday.weekday() != Weekday::Friday {
        friday = friday.saturating_add(1.day());
    }
    while friday < year.until.date() {
        weeks.push((friday.to_datetime(time(15, 30, 0, 0)), friday));
        friday = friday.saturating_add(1.week());
    }
    let last = year.until.date();
    if let Ok(eve) = last.yesterday() {
        weeks.push((eve.to_datetime(time(20, 15, 0, 0)), eve));
    }
    weeks.push((year.until, last));
    weeks
}

/// A district's steps and how far they are.
struct Life<'p> {
    district: District<'p>,
    steps: Vec<Step>,
    next: AtomicUsize,
}

impl<'p> Life<'p> {
    fn new(clients: &'p Clients, seed: u64, plan: &'p DistrictPlan, today: Date) -> Result<Self, Failed> {
        let district = District::new(clients, seed, plan)?;
        Ok(Self { district, steps: steps(plan, today), next: AtomicUsize::new(0) })
    }

    async fn week(&self, operator: &Operator, today: Date, upto: Date) -> Result<(), Failed> {
        self.district.wakes(today);
        let begin = self.next.load(Ordering::Relaxed);
        let end = begin + self.steps[begin..].iter().take_while(|step| step.on <= upto).count();
        let mut did = false;
        for phase in 0..PHASES {
            let mut chains: BTreeMap<(u8, usize), Vec<Act>> = BTreeMap::new();
            for step in self.steps[begin..end].iter().filter(|step| step.phase == phase) {
                chains.entry(step.chain).or_default().push(step.act);
            }
            if chains.is_empty() {
                continue;
            }
            if did {
                catch_up(&self.district, &asked(&chains)).await?;
            }
            let days: BTreeMap<_, _> =
                chains.keys().map(|chain| (*chain, self.days(begin, end, phase, *chain))).collect();
            did |= stream::iter(chains)
                .map(|(chain, acts)| self.chain(acts, &days[&chain]))
                .buffer_unordered(self.district.clients.in_flight())
                .fold(false, |any, did| async move { any || did })
                .await;
        }
        if did {
            come_to_rest(operator, &self.district).await?;
        }
        self.next.store(end, Ordering::Relaxed);
        Ok(())
    }

    fn days(&self, begin: usize, end: usize, phase: u8, chain: (u8, usize)) -> Vec<Date> {
        let ours = self.steps[begin..end].iter().filter(|step| step.phase == phase && step.chain == chain);
        ours.map(|step| step.on).collect()
    }

    /// One life's steps of a phase, one after the other. What a failed step was to prepare is not tried.
    async fn chain(&self, acts: Vec<Act>, days: &[Date]) -> bool {
        let mut any = false;
        for (act, on) in acts.into_iter().zip(days) {
            match self.district.carry_out(act, *on).await {
                Did::Done => any = true,
                Did::LeftOut | Did::Failed => break,
            }
        }
        any
    }
}

/// The services that these steps ask; what scheduling is asked for comes from matches.
fn asked(chains: &BTreeMap<(u8, usize), Vec<Act>>) -> Vec<Service> {
    let mut asked: BTreeSet<_> = chains.values().flatten().map(|act| act.service()).collect();
    if asked.contains(&Service::Scheduling) {
        asked.insert(Service::Matching);
    }
    asked.into_iter().collect()
}
