//! What the year makes of each who came in it.

use jiff::civil::Date;
use proto::referrals::v1::CloseReason;

use super::Maker;
use crate::simulate::{
    chance::spread,
    days::{plus, working},
    plan::Fate,
    year::Outcomes,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Matched,
    Uncovered,
    Outside,
    Redirected,
    NoCapacity,
    Withdrew,
    Waiting,
}

impl Maker<'_, '_> {
    pub(super) fn fate(&self, kind: Kind, submitted: Date, at: usize, withdrew: &mut usize) -> Fate {
        let last = plus(self.line.year.to, -9);
        match kind {
            Kind::Matched => Fate::Matched,
            Kind::Waiting => Fate::Waiting,
            Kind::Uncovered | Kind::Outside => Fate::NotInTargetGroup,
            Kind::Redirected => {
                let to = &self.line.pairs.redirected_to;
                Fate::Redirected { to: to[at % to.len()].clone() }
            }
            Kind::NoCapacity => Fate::NoCapacity { on: working(plus(submitted.last_of_month(), 60)) },
            Kind::Withdrew => {
                *withdrew += 1;
                let days = 14 + 13 * i64::try_from(*withdrew % 5).unwrap_or(0);
                Fate::Withdrew { on: working(plus(submitted, days)).min(last), reason: withdrawal(*withdrew) }
            }
        }
    }

    /// What becomes of each, in the order they came.
    pub(super) fn fates(&mut self, outcomes: Outcomes, months: &[u32]) -> Vec<Kind> {
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
}

pub(super) fn withdrawal(n: usize) -> CloseReason {
    [CloseReason::Unreachable, CloseReason::NoLongerNeeded, CloseReason::MovedAway, CloseReason::Declined][n % 4]
}
