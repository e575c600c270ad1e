//! What pairs tell of how it goes, by the cadence of their programme.

use jiff::civil::Date;
use proto::matching::v1::{Mood, Side};

use super::{CheckIn, DistrictPlan, pairs::Line};
use crate::simulate::days::{days_between, months_between, plus, working, working_before};

/// Everybody is asked how it goes; the share that answers is the year's. Nobody is silent on the last day, nor was on the
/// day of an end.
pub(super) fn tell(plan: &mut DistrictPlan, line: &Line<'_>, made: &[usize]) {
    let today = line.year.until.date();
    let mut asked_of_all = 0;
    for at in made {
        let of = &mut plan.matches[*at];
        let Some(held) = of.held else { continue };
        let until = of.ended.map_or(plus(today, -3), |ending| plus(ending.on, -2));
        let mut days = Vec::new();
        let mut asked = plus(held, next_in(&line.year.check_in_days, held, held));
        while asked <= until {
            if asked > plus(line.year.from, 2) {
                asked_of_all += 1;
                let share = line.year.check_in_answered;
                if asked_of_all * share / 100 > (asked_of_all - 1) * share / 100 {
                    days.push(working(asked));
                }
            }
            asked = plus(asked, next_in(&line.year.check_in_days, held, asked));
        }
        let last = of.ended.map_or(today, |ending| ending.on);
        let rest = if days_between(held, last) < 60 { 11 } else { 24 };
        let heard = days.iter().copied().chain([held]).max().unwrap_or(held);
        if heard < plus(last, -rest) {
            let back = 3 + i64::try_from(*at).unwrap_or(0) % (rest - 5);
            days.push(working_before(plus(last, -back)));
        }
        days.retain(|day| *day <= until && *day > held);
        days.sort_unstable();
        days.dedup();
        of.check_ins = days.into_iter().enumerate().map(|(n, on)| told(*at + n, on)).collect();
    }
}

/// Days from one check-in to the next.
fn next_in(cadence: &[u32], held: Date, asked: Date) -> i64 {
    let month = usize::try_from(months_between(held, asked)).unwrap_or(0);
    i64::from(cadence.get(month).or(cadence.last()).copied().unwrap_or(30).max(1))
}

fn told(n: usize, on: Date) -> CheckIn {
    const TOPICS: [&[&str]; 5] =
        [&["everyday-life"], &["parenting", "finnish"], &["children"], &["society", "work"], &["friendship"]];
    CheckIn {
        on,
        side: if n.is_multiple_of(3) { Side::Participant } else { Side::Volunteer },
        mood: match n % 9 {
            0 => Mood::Hard,
            1..=3 => Mood::Ok,
            _ => Mood::Good,
        },
        topics: TOPICS[n % TOPICS.len()].iter().map(|topic| (*topic).to_owned()).collect(),
    }
}
