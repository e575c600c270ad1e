//! Which matches end in the year, when and for what reason.

use jiff::civil::Date;
use proto::matching::v1::{EndReason, EndedBy};

use super::Begin;
use crate::simulate::{
    chance::{Chance, dealt, percent, spread},
    days::{plus, plus_months, working},
    plan::{Ending, pairs::Line},
};

/// Reasons of the year's endings: of pairs from before, of pairs that ended early, of pairs that completed their term.
pub(super) fn endings(line: &Line<'_>, chance: &mut Chance) -> (Vec<EndReason>, Vec<EndReason>, Vec<EndReason>) {
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

pub(in crate::simulate::plan) fn end_reason(code: &str) -> EndReason {
    let name = format!("END_REASON_{}", code.to_uppercase().replace('-', "_"));
    EndReason::from_str_name(&name).unwrap_or_default()
}

pub(crate) fn is_good(reason: EndReason) -> bool {
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

pub(super) fn end_some(line: &Line<'_>, begins: &mut [Begin], early: &[EndReason], completed: &[EndReason]) {
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
