//! One programme of weekly groups: who came, which group took them in, where they went on, and who was there.

use jiff::civil::{Date, Weekday};
use proto::referrals::v1::ReferralSource;

use super::{
    DistrictPlan, Era, Fate, Group, Held, Member, Request, Series,
    requests::{end_reason, source_of},
};
use crate::simulate::{
    chance::{Chance, dealt, share, spread, whole},
    days::{by_month_index, days_between, over_the_year, plus, working},
    people::{Is, People},
    year::{Group as Figures, Groups, Year},
};

/// Ramadan, as far as it lies in the year and the live months.
const RAMADAN: [(Date, Date); 2] = [
    (Date::constant(2025, 3, 1), Date::constant(2025, 3, 29)),
    (Date::constant(2026, 2, 18), Date::constant(2026, 3, 19)),
];
/// Attendance falls by three in ten.
const IN_RAMADAN: f64 = 0.7;
/// Last weeks of a series that goes on in the live months.
const SPRING_ENDS: Date = Date::constant(2026, 6, 5);

/// Adds one programme's groups and members to a district.
pub(super) fn add(plan: &mut DistrictPlan, year: &Year, figures: &Groups, people: &mut People, mut chance: Chance) {
    let first_group = plan.groups.len();
    for n in 0..figures.leaders {
        let on = plus(figures.before_from.min(year.from), -60 - i64::from(n));
        plan.leaders.push(people.participant(Is::Mother, "ar+so+ku", &figures.group[0].municipality, on));
    }
    for (n, group) in figures.group.iter().enumerate() {
        plan.groups.push(Group {
            key: format!("{}/g{}", figures.programme_id, n + 1),
            programme_id: figures.programme_id.clone(),
            name: group.name.clone(),
            municipality: group.municipality.clone(),
            started: working(plus(group.from, -7)),
            closed: (!group.goes_on).then_some(working(plus(group.to, 10))),
            capacity: 24,
            leader: n % figures.leaders as usize,
            members: Vec::new(),
            series: series(year, figures, group, n),
        });
    }
    let came = come(plan, year, figures, people, &mut chance);
    place(plan, year, figures, first_group, &came, &mut chance);
    attend(plan, year, figures, first_group);
}

fn come(
    plan: &mut DistrictPlan,
    year: &Year,
    figures: &Groups,
    people: &mut People,
    chance: &mut Chance,
) -> Vec<usize> {
    let total: u32 = figures.sources.values().sum();
    let before = i64::from(figures.requests_before);
    let span = days_between(figures.before_from, plus(year.from, -25));
    let mut days: Vec<Date> =
        (0..before).map(|n| working(plus(figures.before_from, span * n / before.max(1)))).collect();
    let this_year = total - figures.requests_before;
    days.extend(over_the_year(year.from.year(), &by_month_index(this_year, &year.month_index)));
    let [sources, municipalities, languages] =
        [&figures.sources, &figures.municipalities, &figures.languages].map(|cells| dealt(cells, chance));
    let mut came = Vec::new();
    for (n, submitted) in days.into_iter().enumerate() {
        came.push(plan.requests.len());
        let person = people.participant(Is::Mother, &languages[n], &municipalities[n], submitted);
        plan.requests.push(Request {
            key: format!("{}/r{}", figures.programme_id, n + 1),
            programme_id: figures.programme_id.clone(),
            era: if submitted < year.from { Era::History } else { Era::InYear },
            person,
            source: source_of(&sources[n], n),
            counted_source: sources[n].clone(),
            counted_language: languages[n].clone(),
            municipality: municipalities[n].clone(),
            submitted,
            acknowledged: Some(calendar::add_working_days(submitted, 1)),
            decided: Some(calendar::add_working_days(submitted, 3)),
            fate: Fate::Open,
            wish: String::new(),
            safe_contact_noted: None,
            consent_withdrawn: None,
        });
    }
    // Two who came lately and wait for the coordinator.
    for n in 0..2 {
        let submitted = working(plus(year.until.date(), -5 + i64::from(n)));
        let code = &figures.group[0].municipality;
        plan.requests.push(Request {
            key: format!("{}/live{n}", figures.programme_id),
            programme_id: figures.programme_id.clone(),
            era: Era::Live,
            person: people.participant(Is::Mother, "ar+ru", code, submitted),
            source: ReferralSource::Clinic,
            counted_source: "clinic".to_owned(),
            counted_language: "other".to_owned(),
            municipality: code.clone(),
            submitted,
            acknowledged: None,
            decided: None,
            fate: Fate::Open,
            wish: String::new(),
            safe_contact_noted: None,
            consent_withdrawn: None,
        });
    }
    came
}

/// Gives everybody a place, takes them along when a group closes, and lets some leave.
fn place(
    plan: &mut DistrictPlan,
    year: &Year,
    figures: &Groups,
    first_group: usize,
    came: &[usize],
    chance: &mut Chance,
) {
    let reasons = dealt(&figures.leavings, chance);
    // Who came last stays.
    let leavers = spread(reasons.len(), came.len() * 4 / 5);
    let last_leaving = plus(year.to, -19);
    for (n, request) in came.iter().enumerate() {
        let asked = &plan.requests[*request];
        let after = asked.decided.map_or(asked.submitted, |day| plus(day, 1));
        let ready = working(plus(asked.submitted, figures.days_to_place)).min(last_leaving).max(after);
        let leaves = leavers.iter().position(|at| *at == n).map(|at| {
            let back = i64::try_from(leavers.len() - at).unwrap_or(0);
            let on = plus(ready, 240 + 13 * back % 120).min(plus(last_leaving, -2 * back));
            (working(on.max(plus(ready, 7))).min(last_leaving), end_reason(&reasons[at]))
        });
        let Some((mut group, mut since)) = choose(plan, figures, first_group, ready, &asked.municipality) else {
            continue;
        };
        let placed = (group, since);
        let mut left = None;
        loop {
            let ends = plan.groups[group].closed;
            let within = leaves.filter(|(on, _)| ends.is_none_or(|ends| *on < plus(ends, -12)));
            if let Some((on, reason)) = within {
                left = Some((on.max(plus(since, 7)), reason));
            }
            plan.groups[group].members.push(Member { request: *request, since, until: left });
            let (None, Some(ends)) = (left, ends) else { break };
            let municipality = plan.requests[*request].municipality.clone();
            let next =
                choose(plan, figures, first_group, plus(ends, -9), &municipality).filter(|(next, _)| *next != group);
            let Some((next, from)) = next else { break };
            // Nobody loses her place before she has the next.
            plan.groups[group].closed = Some(ends.max(working(plus(from, 2))));
            (group, since) = (next, from);
        }
        plan.requests[*request].fate = Fate::Placed { group: placed.0, on: placed.1, left };
    }
}

/// The group that takes her in soonest, then of her municipality, then with the fewest members.
fn choose(
    plan: &DistrictPlan,
    figures: &Groups,
    first_group: usize,
    ready: Date,
    municipality: &str,
) -> Option<(usize, Date)> {
    let running = (first_group..plan.groups.len()).filter_map(|at| {
        let group = &plan.groups[at];
        let on = ready.max(working(group.started));
        let last = group.series.first().map_or(Date::MIN, |series| series.to);
        let open = group.closed.is_none() || on < plus(last, -14);
        let here = group.members.iter().filter(|member| member.until.is_none()).count();
        let strange = !figures.across_municipalities && group.municipality != municipality;
        (open && here < 22).then_some(((days_between(ready, on) > 30, strange, here, at), on))
    });
    running.min().map(|((.., at), on)| (at, on))
}

fn series(year: &Year, figures: &Groups, group: &Figures, n: usize) -> Vec<Series> {
    let mut all =
        vec![one(figures, group.weekday, group.from, group.to, format!("{}/s{}", figures.programme_id, n + 1))];
    if group.goes_on {
        let from = plus(year.to, 5);
        all.push(one(figures, group.weekday, from, SPRING_ENDS, format!("{}/s{}-2", figures.programme_id, n + 1)));
    }
    let today = year.until.date();
    let history = group.to < year.from;
    for series in &mut all {
        let days = meeting_days(series).into_iter().filter(|day| *day < today);
        series.held = days.map(|on| Held { on, present: Vec::new(), women: 0, children: 0 }).collect();
        if history {
            series.held.clear();
        }
    }
    all
}

fn one(figures: &Groups, weekday: i8, from: Date, to: Date, key: String) -> Series {
    let mut breaks = Vec::new();
    for year in from.year()..=to.year() {
        for (first, last) in break_weeks(figures.winter_break_week) {
            let week = |week: i8, day: Weekday| {
                jiff::civil::ISOWeekDate::new(year, week, day).map_or(from, jiff::civil::ISOWeekDate::date)
            };
            let (first, last) = (week(first, Weekday::Monday), week(last, Weekday::Sunday));
            if last >= from && first <= to {
                breaks.push((first, last));
            }
        }
    }
    Series { key, planned: working(plus(from, -10)), weekday, from, to, breaks, held: Vec::new() }
}

/// First and last weeks in which no group meets, by ISO week.
pub(super) const fn break_weeks(winter: i8) -> [(i8, i8); 5] {
    [(1, 1), (winter, winter), (24, 33), (42, 42), (52, 52)]
}

/// Weekly, but for breaks and public holidays.
fn meeting_days(series: &Series) -> Vec<Date> {
    let offset = (series.weekday - series.from.weekday().to_monday_one_offset()).rem_euclid(7);
    let first = plus(series.from, i64::from(offset));
    let holiday = |day: Date| calendar::holidays(day.year()).iter().any(|holiday| holiday.date == day);
    (0..110)
        .map(|week| plus(first, 7 * week))
        .take_while(|day| *day <= series.to)
        .filter(|day| !series.breaks.iter().any(|(from, to)| from <= day && day <= to) && !holiday(*day))
        .collect()
}

/// The year's attendance comes to its mean, fewer in Ramadan; after it as usual.
fn attend(plan: &mut DistrictPlan, year: &Year, figures: &Groups, first_group: usize) {
    let mut places = Vec::new();
    for at in first_group..plan.groups.len() {
        for (s, series) in plan.groups[at].series.iter().enumerate() {
            places.extend((0..series.held.len()).map(|h| (at, s, h)));
        }
    }
    for in_year in [true, false] {
        let chosen: Vec<_> = places
            .iter()
            .copied()
            .filter(|(at, s, h)| (plan.groups[*at].series[*s].held[*h].on <= year.to) == in_year)
            .collect();
        let there: Vec<Vec<usize>> = chosen
            .iter()
            .map(|(at, s, h)| members_on(&plan.groups[*at], plan.groups[*at].series[*s].held[*h].on))
            .collect();
        let count = f64::from(u32::try_from(chosen.len()).unwrap_or(0));
        // Where nobody has a place yet, as many come to see it as come otherwise.
        let usual = whole(figures.mothers_per_session);
        let women: Vec<u32> = there.iter().map(|members| if members.is_empty() { usual } else { 0 }).collect();
        let named = whole(figures.mothers_per_session * count).saturating_sub(women.iter().sum());
        let mothers = fill(named, &there, &|n| weight(plan, chosen[n]));
        let weights: Vec<f64> = mothers.iter().zip(&women).map(|(named, women)| f64::from(named + women)).collect();
        let children = share(whole(figures.children_per_session * count), &weights);
        for (n, (at, s, h)) in chosen.iter().enumerate() {
            let held = &mut plan.groups[*at].series[*s].held[*h];
            let (mothers, members) = (mothers[n] as usize, &there[n]);
            held.present = (0..mothers).map(|i| members[(n * 3 + i) % members.len()]).collect();
            held.women = women[n];
            held.children = children[n];
        }
    }
}

fn weight(plan: &DistrictPlan, (at, s, h): (usize, usize, usize)) -> f64 {
    let on = plan.groups[at].series[s].held[h].on;
    if RAMADAN.iter().any(|(from, to)| *from <= on && on <= *to) { IN_RAMADAN } else { 1.0 }
}

/// Shares a total over sessions, never more than have a place.
fn fill(total: u32, there: &[Vec<usize>], weight: &dyn Fn(usize) -> f64) -> Vec<u32> {
    let most: Vec<u32> = there.iter().map(|members| u32::try_from(members.len()).unwrap_or(0)).collect();
    let mut counts = vec![0; there.len()];
    loop {
        let left = total.saturating_sub(counts.iter().sum());
        let weights: Vec<f64> = (0..there.len())
            .map(|n| if counts[n] < most[n] { weight(n) * f64::from(most[n] + 4) } else { 0.0 })
            .collect();
        if left == 0 || weights.iter().sum::<f64>() <= 0.0 {
            return counts;
        }
        for (n, more) in share(left, &weights).into_iter().enumerate() {
            counts[n] = (counts[n] + more).min(most[n]);
        }
    }
}

fn members_on(group: &Group, on: Date) -> Vec<usize> {
    let here =
        group.members.iter().filter(|member| member.since <= on && member.until.is_none_or(|(until, _)| on < until));
    here.map(|member| member.request).collect()
}
