//! Who becomes whose friend: a volunteer who is approved and free on the day, the longest free first.

use std::collections::BTreeMap;

use jiff::civil::Date;
use proto::matching::v1::{PauseReason, Side};

use super::{
    Declined, DistrictPlan, Era, Fate, Match, Pause, check_ins,
    pairs::Line,
    requests::{Begin, Came},
    volunteers::{DAYS_TO_APPROVAL, Standing},
    way,
};
use crate::simulate::{
    chance::{Chance, percent, spread},
    days::{plus, plus_months, working, working_before},
    people::Is,
};

/// A volunteer rests this long after a friend before the next.
const REST: i64 = 14;

/// Adds the matches of the programme.
pub(super) fn find(plan: &mut DistrictPlan, line: &Line<'_>, came: &Came, standing: &Standing, chance: &mut Chance) {
    let mut finder = Finder { plan, line, free: BTreeMap::new(), made: Vec::new() };
    finder.history(came, standing);
    finder.in_year(came, standing, chance);
    finder.pauses();
    finder.live(came, chance);
    let made = finder.made;
    failed_meetings(plan, line, &made);
    check_ins::tell(plan, line, &made);
    way::tell(plan, line, &made, chance);
}

struct Finder<'f, 'y> {
    plan: &'f mut DistrictPlan,
    line: &'f Line<'y>,
    /// Since when a volunteer is free.
    free: BTreeMap<usize, Date>,
    made: Vec<usize>,
}

impl Finder<'_, '_> {
    /// Each pair from before has a volunteer of its own; some stop when it ends.
    fn history(&mut self, came: &Came, standing: &Standing) {
        let old: Vec<&Begin> =
            came.begins.iter().filter(|begin| self.plan.requests[begin.request].era == Era::History).collect();
        let mut volunteers = standing.before.iter().copied();
        for begin in &old {
            let volunteer = volunteers.next().unwrap_or_default();
            self.pair(begin, volunteer);
        }
        for volunteer in volunteers.chain(standing.fresh.iter().copied()) {
            let approved = self.plan.volunteers[volunteer].approved;
            self.free.insert(volunteer, approved.map_or(Date::MAX, |day| plus(day, 3)));
        }
        let ended: Vec<usize> = self.made.iter().copied().filter(|at| self.plan.matches[*at].ended.is_some()).collect();
        for at in spread(self.line.pairs.volunteers.left as usize, ended.len()) {
            let ended = &self.plan.matches[ended[at]];
            let (volunteer, on) = (ended.volunteer, ended.ended.map_or(Date::MAX, |ending| ending.on));
            self.plan.volunteers[volunteer].left = Some(working(plus(on, 8)));
            self.free.remove(&volunteer);
        }
    }

    fn in_year(&mut self, came: &Came, standing: &Standing, chance: &mut Chance) {
        let mut begins: Vec<&Begin> =
            came.begins.iter().filter(|begin| self.plan.requests[begin.request].era != Era::History).collect();
        begins.sort_by_key(|begin| begin.held);
        let two = self.line.pairs.volunteers.with_two_pairs as usize;
        let last: Vec<usize> =
            (0..begins.len()).rev().filter(|at| begins[*at].ending.is_none()).step_by(4).take(two).collect();
        let declines = self.declines(begins.len(), chance);
        let mut pending = Vec::new();
        for (n, begin) in begins.iter().enumerate() {
            let proposed = proposed(begin.held);
            if last.contains(&n) {
                let volunteer = self.busy_with_one(proposed);
                self.plan.volunteers[volunteer].capacity = 2;
                self.pair(begin, volunteer);
                continue;
            }
            let volunteer = self.longest_free(proposed).unwrap_or_else(|| self.sooner(standing, proposed));
            self.pair(begin, volunteer);
            // Where nobody else was free, a later pair is preceded by this no instead.
            pending.extend(declines.get(&n));
            while pending.last().is_some_and(|side| self.decline(*side, proposed)) {
                pending.pop();
            }
        }
    }

    /// Before which matches a proposal came to nothing, and who said no.
    fn declines(&self, matches: usize, chance: &mut Chance) -> BTreeMap<usize, Side> {
        let (volunteers, participants) = (self.line.year.volunteer_declines, self.line.year.participant_declines);
        let proposals = matches * 100 / (100 - volunteers - participants) as usize;
        let mut sides = vec![Side::Volunteer; percent(proposals, volunteers)];
        sides.extend(vec![Side::Participant; percent(proposals, participants)]);
        chance.shuffle(&mut sides);
        // The last pairs of the year find each other too soon for a no before them.
        spread(sides.len(), matches * 2 / 3).into_iter().zip(sides).collect()
    }

    fn decline(&mut self, side: Side, proposed: Date) -> bool {
        let Some(at) = self.made.last().copied() else { return false };
        let request = &self.plan.requests[self.plan.matches[at].request];
        let on = working_before(plus(proposed, -4));
        if request.decided.is_none_or(|decided| on <= decided) {
            return false;
        }
        let busy = self.plan.matches[at].volunteer;
        let asked = &self.plan.matches[at].declined;
        // A mentor is asked of her own profession alone.
        let fits = |at: usize| self.line.is != Is::Professional || self.profession(at) == self.profession(busy);
        let others = self.free.iter().filter(|(volunteer, since)| {
            **since <= on
                && **volunteer != busy
                && fits(**volunteer)
                && asked.iter().all(|no| no.volunteer != **volunteer)
        });
        let Some(volunteer) = others.min_by_key(|(at, since)| (**since, **at)).map(|(at, _)| *at) else { return false };
        self.plan.matches[at].declined.push(Declined { volunteer, on, side });
        true
    }

    fn profession(&self, volunteer: usize) -> &str {
        &self.plan.volunteers[volunteer].person.facts.profession_code
    }

    fn longest_free(&self, on: Date) -> Option<usize> {
        self.free.iter().filter(|(_, since)| **since <= on).min_by_key(|(at, since)| (**since, **at)).map(|(at, _)| *at)
    }

    /// Nobody is free: somebody on the way is approved sooner.
    fn sooner(&mut self, standing: &Standing, proposed: Date) -> usize {
        let next = standing
            .fresh
            .iter()
            .copied()
            .filter(|at| self.plan.volunteers[*at].approved.is_some_and(|day| plus(day, 3) > proposed))
            .filter(|at| self.free.contains_key(at))
            .min_by_key(|at| self.plan.volunteers[*at].approved);
        let next = next.unwrap_or_default();
        let approved = working_before(plus(proposed, -4));
        let volunteer = &mut self.plan.volunteers[next];
        volunteer.approved = Some(approved);
        volunteer.applied =
            volunteer.applied.min(working(plus(approved, -DAYS_TO_APPROVAL)).max(working(self.line.year.from)));
        next
    }

    fn busy_with_one(&self, on: Date) -> usize {
        let ours = self.made.iter().map(|at| &self.plan.matches[*at]);
        let only = |of: &&Match| {
            of.ended.is_none()
                && of.held.is_some_and(|held| plus(held, 60) < on)
                && self.plan.volunteers[of.volunteer].capacity == 1
        };
        ours.filter(only).map(|of| of.volunteer).next_back().unwrap_or_default()
    }

    fn pair(&mut self, begin: &Begin, volunteer: usize) {
        let Begin { request, held, ending } = *begin;
        let pairs = self.line.pairs;
        let (proposed, term_ends) = (proposed(held), plus_months(held, pairs.term_months));
        if self.line.is == Is::Professional {
            let profession = self.profession(volunteer).to_owned();
            self.plan.requests[request].person.facts.profession_code = profession;
        }
        let today = self.line.year.until.date();
        let renewed = (ending.is_none() && term_ends <= plus(today, 18)).then(|| working_before(plus(term_ends, -24)));
        match ending {
            Some(ending) => self.free.insert(volunteer, plus(ending.on, REST)),
            None => self.free.remove(&volunteer),
        };
        self.made.push(self.plan.matches.len());
        self.plan.matches.push(Match {
            key: self.plan.requests[request].key.replacen("/r", "/m", 1),
            programme_id: pairs.programme_id.clone(),
            request,
            volunteer,
            declined: Vec::new(),
            proposed,
            set_up: working(plus(proposed, 3)),
            failed: Vec::new(),
            held: Some(held),
            term_ends,
            renewed,
            ended: ending,
            check_ins: Vec::new(),
            milestones: Vec::new(),
            outcome: None,
            concern: None,
        });
    }

    /// Some of those without a friend at the end of the year take a break.
    fn pauses(&mut self) {
        let to = self.line.year.to;
        let asked = |at: usize| {
            self.plan.matches.iter().flat_map(|of| &of.declined).filter(|no| no.volunteer == at).map(|no| no.on).max()
        };
        let free: Vec<(usize, Date)> = self
            .free
            .iter()
            .filter(|(at, since)| **since <= plus(to, -3) && asked(**at).is_none_or(|on| on < plus(to, -20)))
            .map(|(at, since)| (*at, *since))
            .take(self.line.pairs.volunteers.paused as usize)
            .collect();
        for (n, (at, since)) in (0_i64..).zip(free) {
            let on = working(plus(to, -18 + 2 * n)).max(working(since)).min(working_before(to));
            let reason = [PauseReason::Other, PauseReason::Holiday][usize::from(n % 3 == 0)];
            self.plan.volunteers[at].paused = Some(Pause { on, until: Some(plus(to, 100 + 9 * n)), reason });
            self.free.remove(&at);
        }
    }

    /// A few who waited longest find a friend in the live months.
    fn live(&mut self, came: &Came, chance: &mut Chance) {
        let from = plus(self.line.year.to, 8);
        let count = (self.free.len() / 3).min(6).min(came.waiting.len());
        for (n, request) in came.waiting.iter().take(count).enumerate() {
            let held = working(plus(from, 18 + 4 * i64::try_from(n).unwrap_or(0) + chance.between(0, 3)));
            if let Some(volunteer) = self.longest_free(proposed(held)) {
                self.plan.requests[*request].fate = Fate::Matched;
                self.pair(&Begin { request: *request, held, ending: None }, volunteer);
            }
        }
    }
}

/// Both sides need their time before they meet.
fn proposed(held: Date) -> Date {
    working_before(plus(held, -15))
}

fn failed_meetings(plan: &mut DistrictPlan, line: &Line<'_>, made: &[usize]) {
    let ours: Vec<usize> = made
        .iter()
        .copied()
        .filter(|at| plan.matches[*at].held.is_some_and(|held| held >= line.year.from && held <= line.year.to))
        .collect();
    for at in spread(percent(ours.len(), line.year.first_meeting_fails), ours.len()) {
        let of = &mut plan.matches[ours[at]];
        let held = of.held.unwrap_or(of.set_up);
        of.failed.push(working_before(plus(held, -4)).max(plus(of.set_up, 1)));
    }
}
