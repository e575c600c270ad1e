//! Single sessions: evenings, trainings, events, encounters, visits, guidance at homes.

use calendar::is_working_day;
use jiff::civil::Date;
use proto::scheduling::v1::SessionKind;

use super::{DistrictPlan, Fate, Session, groups::break_weeks};
use crate::simulate::{
    chance::share,
    days::{over_the_year, plus, working},
    year::{District, Sessions, Year},
};

/// Of groups that meet all over the country.
const WINTER_BREAK: i8 = 8;

/// Adds the single sessions of a district, and the next of each kind that lies ahead.
pub(super) fn add(plan: &mut DistrictPlan, year: &Year, figures: &District) {
    for (at, sessions) in figures.sessions.iter().enumerate() {
        let alike = |other: &&Sessions| (&other.kind, &other.programme_id) == (&sessions.kind, &sessions.programme_id);
        let alike: Vec<&Sessions> = figures.sessions[..at].iter().filter(alike).collect();
        let before: u32 = alike.iter().map(|other| other.count).sum();
        let kind = kind(&sessions.kind);
        let single = |key: String, on: Date, ahead: bool| Session {
            key,
            kind,
            programme_id: sessions.programme_id.clone(),
            name: sessions.name.clone(),
            on,
            women: sessions.people,
            children: if kind == SessionKind::Event { sessions.people / 3 } else { 0 },
            counts_only: sessions.counts_only,
            at_home_of: None,
            ahead,
        };
        let key = |n: u32| format!("{}/{}{n}", sessions.programme_id, sessions.kind);
        let mut days = days(year, sessions.count);
        if kind == SessionKind::GroupSession {
            for on in &mut days {
                *on = between_breaks(*on, alike.len());
            }
        }
        plan.sessions.extend((before..).zip(days).map(|(n, on)| single(key(n), on, false)));
        let next = plus(year.until.date(), 3 + i64::from(sessions.count % 9));
        let next = if kind == SessionKind::GroupSession { between_breaks(next, alike.len()) } else { working(next) };
        plan.sessions.push(single(format!("{}-next", key(before)), next, true));
    }
    let Some(groups) = &figures.groups else { return };
    for (n, on) in days(year, groups.home_guidances).into_iter().enumerate() {
        let here = plan.requests.iter().enumerate().filter(|(_, request)| {
            matches!(request.fate, Fate::Placed { on: since, left, .. }
                if since <= on && left.is_none_or(|(left, _)| on < left))
        });
        let here: Vec<usize> = here.map(|(at, _)| at).collect();
        // In the first days nobody has a place yet: the one who has hers first is visited as soon.
        let (whose, on) = match here.get(n % here.len().max(1)) {
            Some(whose) => (*whose, on),
            None => first_placed(plan),
        };
        plan.sessions.push(single_of(groups, n, SessionKind::HomeGuidance, "Ohjaus kotona", on, Some(whose)));
    }
    for (n, on) in days(year, groups.visits).into_iter().enumerate() {
        plan.sessions.push(single_of(groups, n, SessionKind::Visit, "Tutustumiskäynti", on, None));
    }
}

fn single_of(
    groups: &crate::simulate::year::Groups,
    n: usize,
    kind: SessionKind,
    name: &str,
    on: Date,
    at_home_of: Option<usize>,
) -> Session {
    Session {
        key: format!("{}/{}{n}", groups.programme_id, kind.as_str_name().to_lowercase()),
        kind,
        programme_id: groups.programme_id.clone(),
        name: name.to_owned(),
        on,
        women: if at_home_of.is_some() { 0 } else { 7 },
        children: 0,
        counts_only: false,
        at_home_of,
        ahead: false,
    }
}

fn first_placed(plan: &DistrictPlan) -> (usize, Date) {
    let placed = plan.requests.iter().enumerate().filter_map(|(at, request)| match request.fate {
        Fate::Placed { on, .. } => Some((on, at)),
        _ => None,
    });
    placed.min().map_or((0, Date::MAX), |(on, at)| (at, plus(on, 1)))
}

/// A group's own weekday in that week, or in the first week after it in which groups meet.
fn between_breaks(on: Date, group: usize) -> Date {
    let monday = plus(on, i64::from(1 - on.weekday().to_monday_one_offset()));
    let own = plus(monday, i64::try_from(group % 5).unwrap_or(0));
    let meets = |on: &Date| {
        let week = on.iso_week_date().week();
        is_working_day(*on) && break_weeks(WINTER_BREAK).iter().all(|(first, last)| week < *first || *last < week)
    };
    (0..52).map(|weeks| plus(own, 7 * weeks)).find(meets).unwrap_or(on)
}

fn days(year: &Year, count: u32) -> Vec<Date> {
    over_the_year(year.from.year(), &share(count, &year.month_index))
}

fn kind(code: &str) -> SessionKind {
    let name = format!("SESSION_KIND_{}", code.to_uppercase().replace('-', "_"));
    SessionKind::from_str_name(&name).unwrap_or_default()
}
