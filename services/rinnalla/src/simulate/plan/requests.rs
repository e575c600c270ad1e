//! Who came to one programme, from where and when, and what the year made of each.

use jiff::civil::Date;
use proto::{
    matching::v1::{EndReason, EndedBy},
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, CloseReason, ReferralSource},
};

use super::{DistrictPlan, Ending, Era, Fate, Request, pairs::Line};
use crate::simulate::{
    chance::{Chance, dealt, percent, share, spread, whole},
    days::{by_month_index, over_the_year, plus, plus_months, working},
    people::{Is, PROFESSIONS, People, Person, month},
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

/// Days to the first meeting, shortest first. Median and ninth decile are exact by any of their definitions.
fn waits(line: &Line<'_>) -> Vec<i64> {
    let (median, p90) = (line.pairs.days_to_first_meeting.median, line.pairs.days_to_first_meeting.p90);
    let count = line.pairs.outcomes.matched as usize;
    let shortest = (median * 9 / 20).clamp(26, 60).min(median);
    let at = |i: usize| {
        #[expect(clippy::cast_precision_loss, reason = "some hundred days")]
        let (q, low, mid, high) = ((i as f64 + 0.5) / count as f64, shortest as f64, median as f64, p90 as f64);
        let days = if q <= 0.5 {
            low + (mid - low) * q / 0.5
        } else if q <= 0.9 {
            mid + (high - mid) * (q - 0.5) / 0.4
        } else {
            high + high * 0.12 * (q - 0.9) / 0.1
        };
        i64::from(whole(days))
    };
    let mut waits: Vec<i64> = (0..count).map(at).collect();
    if count > 0 {
        waits[count / 2] = median;
        waits[(count - 1) / 2] = median;
        let ninth = (count - 1) * 9 / 10;
        for i in [ninth, ninth + 1, (count * 9).div_ceil(10) - 1] {
            waits[i.min(count - 1)] = p90;
        }
    }
    waits.sort_unstable();
    waits
}

/// Reasons of the year's endings: of pairs from before, of pairs that ended early, of pairs that completed their term.
fn endings(line: &Line<'_>, chance: &mut Chance) -> (Vec<EndReason>, Vec<EndReason>, Vec<EndReason>) {
    let all = dealt(&line.pairs.endings, chance).into_iter().map(|code| end_reason(&code));
    let (mut good, mut other): (Vec<_>, Vec<_>) = all.partition(|reason| is_good(*reason));
    let early = percent(line.pairs.outcomes.matched as usize, line.year.ends_within_three_months).min(other.len());
    let early = other.split_off(other.len() - early);
    good.sort_by_key(|reason| *reason != EndReason::CompletedTerm);
    let rest = good.split_off(line.pairs.completed_of_new as usize);
    let mut old = rest;
    old.extend(other);
    chance.shuffle(&mut old);
    (old, early, good)
}

pub(super) fn end_reason(code: &str) -> EndReason {
    let name = format!("END_REASON_{}", code.to_uppercase().replace('-', "_"));
    EndReason::from_str_name(&name).unwrap_or_default()
}

pub(super) fn is_good(reason: EndReason) -> bool {
    matches!(reason, EndReason::CompletedTerm | EndReason::GoalsMet | EndReason::ContinuesInformally)
}

/// Nobody whose match ended in the year asks again in it.
pub(super) fn ending(on: Date, reason: EndReason, n: usize) -> Ending {
    let by = match (is_good(reason), n % 3) {
        (true, _) => EndedBy::Unspecified,
        (_, 0) => EndedBy::Participant,
        (_, 1) => EndedBy::Volunteer,
        _ => EndedBy::Both,
    };
    Ending { on, reason, by, new_friend_wanted: false }
}

fn end_some(line: &Line<'_>, begins: &mut [Begin], early: &[EndReason], completed: &[EndReason]) {
    let last = plus(line.year.to, -12);
    begins.sort_by_key(|begin| begin.held);
    let soon: Vec<usize> = (0..begins.len()).filter(|at| plus(begins[*at].held, 90) <= last).collect();
    for (n, (at, reason)) in spread(early.len(), soon.len()).into_iter().zip(early).enumerate() {
        let begin = &mut begins[soon[at]];
        let days = 36 + 11 * i64::try_from(n % 5).unwrap_or(0);
        begin.ending = Some(ending(working(plus(begin.held, days)), *reason, n));
    }
    let full = |begin: &Begin| working(plus_months(begin.held, line.pairs.term_months));
    let terms: Vec<usize> =
        (0..begins.len()).filter(|at| begins[*at].ending.is_none() && full(&begins[*at]) <= last).collect();
    for (n, (at, reason)) in terms.into_iter().zip(completed).enumerate() {
        begins[at].ending = Some(ending(full(&begins[at]), *reason, n));
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

    fn fate(&self, kind: Kind, submitted: Date, at: usize, withdrew: &mut usize) -> Fate {
        let last = plus(self.line.year.to, -9);
        match kind {
            Kind::Matched => Fate::Matched,
            Kind::Waiting => Fate::Waiting,
            Kind::Uncovered | Kind::Outside => Fate::NotInTargetGroup,
            Kind::Redirected => {
                let to = &self.line.pairs.redirected_to;
                Fate::Redirected { to: to[at % to.len()].clone() }
            }
            Kind::NoCapacity => Fate::NoCapacity { on: working(plus(end_of_month(submitted), 60)) },
            Kind::Withdrew => {
                *withdrew += 1;
                let days = 14 + 13 * i64::try_from(*withdrew % 5).unwrap_or(0);
                Fate::Withdrew { on: working(plus(submitted, days)).min(last), reason: withdrawal(*withdrew) }
            }
        }
    }

    /// What becomes of each, in the order they came.
    fn fates(&mut self, outcomes: Outcomes, months: &[u32]) -> Vec<Kind> {
        let pairs = self.line.pairs;
        let uncovered: u32 = pairs.without_agreement.iter().filter_map(|code| pairs.municipalities.get(code)).sum();
        let mut set_apart = vec![Kind::Uncovered; uncovered as usize];
        set_apart.extend(vec![Kind::Outside; (outcomes.not_in_target_group - uncovered) as usize]);
        set_apart.extend(vec![Kind::Redirected; outcomes.redirected as usize]);
        set_apart.extend(vec![Kind::NoCapacity; outcomes.no_capacity as usize]);
        let total: u32 = months.iter().sum();
        let mut fates = vec![None; total as usize];
        if let Some(matched) = pairs.matched_by_month {
            let mut first = 0;
            for (came, matched) in months.iter().zip(matched) {
                for at in spread(matched as usize, *came as usize) {
                    fates[first + at] = Some(Kind::Matched);
                }
                first += *came as usize;
            }
            set_apart.extend(vec![Kind::Withdrew; outcomes.withdrew as usize]);
            set_apart.extend(vec![Kind::Waiting; outcomes.waiting as usize]);
            self.chance.shuffle(&mut set_apart);
            let mut rest = set_apart.into_iter();
            return fates.into_iter().map(|fate| fate.or_else(|| rest.next()).unwrap_or(Kind::Waiting)).collect();
        }
        self.chance.shuffle(&mut set_apart);
        for (at, kind) in spread(set_apart.len(), fates.len()).into_iter().zip(set_apart) {
            fates[at] = Some(kind);
        }
        let settled = (outcomes.matched + outcomes.withdrew) as usize;
        let mut mix = vec![Kind::Matched; settled];
        for at in spread(outcomes.withdrew as usize, settled) {
            mix[at] = Kind::Withdrew;
        }
        let mut rest = mix.into_iter();
        fates.into_iter().map(|fate| fate.or_else(|| rest.next()).unwrap_or(Kind::Waiting)).collect()
    }

    /// Days of referral and first meeting of those matched. The earliest wait longest, with exchanges that fit.
    fn meetings(&mut self, days: &[Date], matched: &[usize], waits: &[i64]) -> Vec<(Date, Date)> {
        let mut waits = waits.to_vec();
        waits.reverse();
        let last = plus(self.line.year.to, -13);
        if self.line.pairs.months.is_some() {
            self.chance.shuffle(&mut waits);
            return matched
                .iter()
                .zip(waits)
                .map(|(at, wait)| (days[*at], plus(end_of_month(days[*at]), wait)))
                .collect();
        }
        for _ in 0..4 * waits.len() {
            let (a, b) = (self.chance.below(waits.len()), self.chance.below(waits.len()));
            if plus(days[matched[a]], waits[b]) <= last && plus(days[matched[b]], waits[a]) <= last {
                waits.swap(a, b);
            }
        }
        let meet = |(at, wait): (&usize, i64)| {
            let (day, held) = (days[*at], plus(days[*at], wait));
            // Both move by as much, so that the wait and the month stay.
            let moved = (0..=6).chain((1..=6).map(|n| -n)).find(|by| {
                let (day_moved, held_moved) = (plus(day, *by), plus(held, *by));
                day_moved.month() == day.month() && working(held_moved) == held_moved
            });
            let by = moved.unwrap_or(0);
            (plus(day, by), plus(held, by))
        };
        matched.iter().zip(waits).map(meet).collect()
    }

    /// Source, municipality and language of each of the year's requests.
    fn attributes(&mut self, days: &[Date], fates: &[Kind]) -> Vec<Attributes> {
        let pairs = self.line.pairs;
        let sources = dealt(&pairs.sources, self.chance);
        let codes: Vec<&String> = pairs.languages.keys().collect();
        let weights: Vec<f64> = pairs.languages.values().map(|weight| f64::from(*weight)).collect();
        let counts = share(u32::try_from(days.len()).unwrap_or(0), &weights);
        let languages = dealt(&codes.into_iter().cloned().zip(counts).collect(), self.chance);
        let (without, covered): (Vec<_>, Vec<_>) = dealt(&pairs.municipalities, self.chance)
            .into_iter()
            .partition(|code| pairs.without_agreement.contains(code));
        let (mut without, mut covered) = (without.into_iter(), covered.into_iter());
        let mut municipalities: Vec<String> = fates
            .iter()
            .map(|kind| if *kind == Kind::Uncovered { without.next() } else { covered.next() }.unwrap_or_default())
            .collect();
        for at in 0..days.len() {
            let Some(from) = pairs.covered_from.get(&municipalities[at]) else { continue };
            if days[at] < plus(*from, 5) {
                let later = (0..days.len()).rev().find(|later| {
                    days[*later] >= plus(*from, 5)
                        && fates[*later] != Kind::Uncovered
                        && !pairs.covered_from.contains_key(&municipalities[*later])
                });
                if let Some(later) = later {
                    municipalities.swap(at, later);
                }
            }
        }
        let mut made = Vec::new();
        for (at, ((source, municipality), language)) in
            sources.into_iter().zip(municipalities).zip(languages).enumerate()
        {
            made.push(Attributes { source, municipality, language, outside: fates[at] == Kind::Outside });
        }
        made
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

    /// Attributes as the year's are shared, of a covered municipality.
    fn any(&mut self) -> Attributes {
        let pairs = self.line.pairs;
        let mut pick = |cells: &std::collections::BTreeMap<String, u32>| {
            let total: u32 = cells.values().sum();
            let mut at = u32::try_from(self.chance.below(total as usize)).unwrap_or(0);
            cells
                .iter()
                .find(|(_, count)| {
                    let here = at < **count;
                    at = at.saturating_sub(**count);
                    here
                })
                .map(|(code, _)| code.clone())
                .unwrap_or_default()
        };
        let covered = |code: &&String| {
            !pairs.without_agreement.contains(code)
                && !pairs.covered_from.contains_key(*code)
                && !pairs.agreement_ends.contains(*code)
        };
        let municipalities =
            pairs.municipalities.iter().filter(|(code, _)| covered(code)).map(|(c, n)| (c.clone(), *n)).collect();
        Attributes {
            source: pick(&pairs.sources),
            municipality: pick(&municipalities),
            language: pick(&pairs.languages),
            outside: false,
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

#[derive(Debug, Clone)]
struct Attributes {
    source: String,
    municipality: String,
    language: String,
    /// Outside the target group by something else than the municipality.
    outside: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Matched,
    Uncovered,
    Outside,
    Redirected,
    NoCapacity,
    Withdrew,
    Waiting,
}

/// One of the joined sources, in turn.
pub(super) fn source_of(counted: &str, turn: usize) -> ReferralSource {
    let joined: Vec<&str> = counted.split('+').collect();
    let name = joined[turn % joined.len()].to_uppercase().replace('-', "_");
    ReferralSource::from_str_name(&format!("REFERRAL_SOURCE_{name}")).unwrap_or_default()
}

fn disqualify(person: &mut Person, is: Is, n: usize, on: Date) {
    let facts = &mut person.facts;
    match is {
        Is::Mother => facts.immigrant_background = Answer::No.into(),
        Is::Young if n.is_multiple_of(2) => facts.in_child_protection = Answer::Yes.into(),
        Is::Young => facts.birth_month = month(plus_months(on, -12 * 18 - 7)),
        Is::SmallFamily => facts.child_birth_months = vec![month(plus_months(on, -12 * 10))],
        Is::Professional => {
            for spoken in facts.languages.iter_mut().filter(|spoken| spoken.code == "fi") {
                spoken.level = LanguageLevel::Beginner.into();
            }
        }
    }
}

fn withdrawal(n: usize) -> CloseReason {
    [CloseReason::Unreachable, CloseReason::NoLongerNeeded, CloseReason::MovedAway, CloseReason::Declined][n % 4]
}

fn end_of_month(day: Date) -> Date {
    day.last_of_month()
}

fn wish(n: usize) -> &'static str {
    [
        "Toivoo ystävää, jonka kanssa puhua suomea ja käydä puistossa lasten kanssa.",
        "Kaipaa seuraa arkeen; puoliso tekee vuorotyötä.",
        "Haluaa tutustua paikkakuntaan ja harrastuksiin.",
        "Toivoo juttuseuraa vanhemmuudesta.",
        "Haluaa rohkaistua puhumaan suomea.",
        "",
    ][n % 6]
}
