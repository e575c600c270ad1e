//! How long those matched wait for their first meeting, and on which day it is.

use jiff::civil::Date;

use super::Maker;
use crate::simulate::{
    chance::whole,
    days::{plus, working},
    plan::pairs::Line,
};

/// Days to the first meeting, shortest first. Median and ninth decile are exact by any of their definitions.
pub(super) fn waits(line: &Line<'_>) -> Vec<i64> {
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

impl Maker<'_, '_> {
    /// Days of referral and first meeting of those matched. The earliest wait longest, with exchanges that fit.
    pub(super) fn meetings(&mut self, days: &[Date], matched: &[usize], waits: &[i64]) -> Vec<(Date, Date)> {
        let mut waits = waits.to_vec();
        waits.reverse();
        let last = plus(self.line.year.to, -13);
        if self.line.pairs.months.is_some() {
            self.chance.shuffle(&mut waits);
            return matched
                .iter()
                .zip(waits)
                .map(|(at, wait)| (days[*at], plus(days[*at].last_of_month(), wait)))
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
}
