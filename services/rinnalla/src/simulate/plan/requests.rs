//! Who came to one programme, from where and when, and what the year made of each.

mod attributes;
mod endings;
mod fates;
mod meetings;

use jiff::civil::Date;
use proto::matching::v1::EndReason;

pub(super) use attributes::source_of;
pub(super) use endings::end_reason;
pub(crate) use endings::is_good;

use self::{
    attributes::{Attributes, disqualify, wish},
    endings::{end_some, ending, endings},
    fates::{Kind, withdrawal},
    meetings::waits,
};
use super::{DistrictPlan, Ending, Era, Fate, Request, pairs::Line};
use crate::simulate::{
    chance::{Chance, whole},
    days::{by_month_index, over_the_year, plus, plus_months, working},
    people::{Is, PROFESSIONS, People},
    year::Outcomes,
};

/// A first meeting that was held, and what came after.
pub(super) struct Begin {
    pub(super) request: usize,
    pub(super) held: Date,
    pub(super) ending: Option<Ending>,
}

/// What requests leave to matches.
pub(super) struct Came {
    /// In no order.
    pub(super) begins: Vec<Begin>,
    /// Still waiting at the end of the year, longest first.
    pub(super) waiting: Vec<usize>,
}

/// Adds every request of the programme.
pub(super) fn come(plan: &mut DistrictPlan, line: &Line<'_>, people: &mut People, chance: &mut Chance) -> Came {
    let mut maker = Maker { plan, line, people, chance, count: 0 };
    let (old_endings, early, completed) = endings(line, maker.chance);
    let mut begins = maker.history(old_endings);
    let Split { before, new } = Split::of(line);
    let waits = waits(line);
    let mut of_year = maker.waited_before(before, &waits[waits.len() - before.matched as usize..]);
    of_year.extend(maker.came_in_year(new, &waits[..new.matched as usize]));
    end_some(line, &mut of_year, &early, &completed);
    begins.extend(of_year);
    maker.came_since();
    let id = &line.pairs.programme_id;
    let mut waiting: Vec<usize> = (0..plan.requests.len())
        .filter(|at| plan.requests[*at].programme_id == *id && plan.requests[*at].fate == Fate::Waiting)
        .filter(|at| plan.requests[*at].era != Era::Live)
        .collect();
    waiting.sort_by_key(|at| plan.requests[*at].submitted);
    Came { begins, waiting }
}

/// Outcomes of those who waited before, and of those who came.
struct Split {
    before: Outcomes,
    new: Outcomes,
}

impl Split {
    fn of(line: &Line<'_>) -> Self {
        let (all, waited) = (line.pairs.outcomes, line.pairs.waiting_before);
        let came: u32 = line.pairs.sources.values().sum();
        let mut before = Outcomes {
            withdrew: (waited / 5).min(all.withdrew / 2),
            waiting: (waited / 8).min(all.waiting),
            ..Default::default()
        };
        let at_most = if came > 10 { all.matched.saturating_sub(1) } else { all.matched };
        before.matched = (waited - before.withdrew - before.waiting).min(at_most);
        before.waiting = waited - before.withdrew - before.matched;
        let new = Outcomes {
            matched: all.matched - before.matched,
            withdrew: all.withdrew - before.withdrew,
            waiting: all.waiting - before.waiting,
            ..all
        };
        Self { before, new }
    }
}

struct Maker<'m, 'y> {
    plan: &'m mut DistrictPlan,
    line: &'m Line<'y>,
    people: &'m mut People,
    chance: &'m mut Chance,
    count: usize,
}

impl Maker<'_, '_> {
    /// Pairs that the year began with.
    fn history(&mut self, endings: Vec<EndReason>) -> Vec<Begin> {
        let (pairs, year) = (self.line.pairs, self.line.year.from.year());
        let mut index = self.line.year.month_index;
        for month in index.iter_mut().skip(usize::try_from(pairs.term_months).unwrap_or(12)) {
            *month = 0.0;
        }
        let ended = u32::try_from(endings.len()).unwrap_or(0);
        let ends = over_the_year(year, &by_month_index(ended, &index));
        let go_on = pairs.pairs_before as usize - endings.len();
        let mut begins = Vec::new();
        let last_start = plus(self.line.year.from, -16);
        for (n, (on, reason)) in ends.into_iter().zip(endings).enumerate() {
            let start = if is_good(reason) {
                plus_months(on, -pairs.term_months)
            } else {
                plus(on, -self.chance.between(100, 290))
            };
            begins.push((working(start.min(last_start)), Some(ending(on, reason, n))));
        }
        for n in 0..go_on {
            let back = 20 + 280 * i64::try_from(n).unwrap_or(0) / i64::try_from(go_on).unwrap_or(1);
            begins.push((working(plus(self.line.year.from, -back)), None));
        }
        let mut made = Vec::new();
        for (held, ending) in begins {
            let (low, high) = if pairs.months.is_some() { (32, 50) } else { (40, 130) };
            let submitted = working(plus(held, -self.chance.between(low, high)));
            let attributes = self.any();
            let request = self.make(Era::History, submitted, attributes, Fate::Matched);
            made.push(Begin { request, held, ending });
        }
        made
    }

    /// Those who waited on the first day, the longest waits of all among them.
    fn waited_before(&mut self, outcomes: Outcomes, waits: &[i64]) -> Vec<Begin> {
        let from = self.line.year.from;
        let mut begins = Vec::new();
        for (n, wait) in waits.iter().enumerate() {
            let (low, high) = (13, (wait - 16).min(345));
            let count = i64::try_from(waits.len()).unwrap_or(1);
            // Long waits end late or early, so that months do not follow the order of waits.
            let place = i64::try_from(n * 7 % waits.len()).unwrap_or(0);
            let held = working(plus(from, low + (high - low) * place / count));
            let submitted = plus(held, -wait);
            let attributes = self.any();
            let request = self.make(Era::WaitedBefore, submitted, attributes, Fate::Matched);
            begins.push(Begin { request, held, ending: None });
        }
        for n in 0..outcomes.withdrew + outcomes.waiting {
            let submitted = working(plus(from, -20 - 11 * i64::from(n) % 170));
            let attributes = self.any();
            let fate = if n < outcomes.withdrew {
                let on = working(plus(from, 15 + 260 * i64::from(n) / i64::from(outcomes.withdrew)));
                Fate::Withdrew { on, reason: withdrawal(n as usize) }
            } else {
                Fate::Waiting
            };
            self.make(Era::WaitedBefore, submitted, attributes, fate);
        }
        begins
    }

    /// The year's requests: counted by source, municipality, language and month.
    fn came_in_year(&mut self, outcomes: Outcomes, waits: &[i64]) -> Vec<Begin> {
        let pairs = self.line.pairs;
        let total: u32 = pairs.sources.values().sum();
        let months: Vec<u32> = match pairs.months {
            Some(months) => months.to_vec(),
            None => by_month_index(total, &self.line.year.month_index),
        };
        let days = over_the_year(self.line.year.from.year(), &months);
        let fates = self.fates(outcomes, &months);
        let attributes = self.attributes(&days, &fates);

        let matched: Vec<usize> = (0..days.len()).filter(|at| fates[*at] == Kind::Matched).collect();
        let held = self.meetings(&days, &matched, waits);
        let mut begins = Vec::new();
        let mut withdrew = 0;
        for (at, attributes) in attributes.into_iter().enumerate() {
            let meeting = matched.iter().position(|m| *m == at).map(|n| held[n]);
            let submitted = meeting.map_or(days[at], |(submitted, _)| submitted);
            let fate = self.fate(fates[at], submitted, at, &mut withdrew);
            let request = self.make(Era::InYear, submitted, attributes, fate);
            if let Some((_, held)) = meeting {
                begins.push(Begin { request, held, ending: None });
            }
        }
        begins
    }

    /// Those of the live months: nobody counts them yet.
    fn came_since(&mut self) {
        let pairs = self.line.pairs;
        let year = self.line.year;
        let total: u32 = pairs.sources.values().sum();
        let months: Vec<u32> = match pairs.months {
            Some(months) => vec![months[0] * 2 / 3, 0],
            None => (0..2).map(|m| whole(f64::from(total) / 12.0 * year.month_index[m])).collect(),
        };
        let today = year.until.date();
        for submitted in over_the_year(today.year(), &months) {
            let attributes = self.any();
            self.make(Era::Live, submitted, attributes, Fate::Waiting);
        }
        for request in self.plan.requests.iter_mut().filter(|request| request.era == Era::Live) {
            if request.submitted >= plus(today, -10) {
                (request.decided, request.fate) = (None, Fate::Open);
            }
            if request.submitted >= plus(today, -5) {
                request.acknowledged = None;
            }
        }
    }

    fn make(&mut self, era: Era, submitted: Date, attributes: Attributes, fate: Fate) -> usize {
        let Attributes { source, municipality, language, outside } = attributes;
        let mut person = self.people.participant(self.line.is, &language, &municipality, submitted);
        if self.line.is == Is::Professional {
            PROFESSIONS[self.count % PROFESSIONS.len()].clone_into(&mut person.facts.profession_code);
        }
        if outside {
            disqualify(&mut person, self.line.is, self.count, submitted);
        }
        self.count += 1;
        let days = u32::try_from(self.chance.between(2, 5)).unwrap_or(3);
        let request = Request {
            key: format!("{}/r{}", self.line.pairs.programme_id, self.count),
            programme_id: self.line.pairs.programme_id.clone(),
            era,
            person,
            source: source_of(&source, self.count),
            counted_source: source,
            counted_language: language,
            municipality,
            submitted,
            acknowledged: Some(calendar::add_working_days(submitted, 1 + days % 2)),
            decided: Some(calendar::add_working_days(submitted, days)),
            fate,
            wish: wish(self.count).to_owned(),
            safe_contact_noted: None,
            consent_withdrawn: None,
        };
        self.plan.requests.push(request);
        self.plan.requests.len() - 1
    }
}
