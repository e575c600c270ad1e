//! What pairs reach on their way, and what became of the participants whose match came to a good end.

use super::{DistrictPlan, Reached, pairs::Line};
use crate::simulate::{
    chance::{Chance, dealt, spread},
    days::{days_between, plus, working},
    plan::is_good,
};

/// Milestones come in their order, evenly over the term; some pairs do without the last ones.
pub(super) fn tell(plan: &mut DistrictPlan, line: &Line<'_>, made: &[usize], chance: &mut Chance) {
    let today = line.year.until.date();
    let milestones = &line.pairs.milestones;
    for at in made {
        let of = &mut plan.matches[*at];
        let Some(held) = of.held else { continue };
        let last = of.ended.map_or(plus(today, -1), |ending| plus(ending.on, -1));
        let apart = days_between(held, of.term_ends) / (i64::try_from(milestones.len()).unwrap_or(0) + 1);
        let reach = milestones.len() - usize::from(at % 4 == 3).min(milestones.len());
        of.milestones = (1_i64..)
            .zip(milestones.iter().take(reach))
            .map(|(n, code)| Reached { code: code.clone(), on: working(plus(held, apart * n)) })
            .filter(|reached| reached.on <= last)
            .collect();
    }
    let completed: Vec<usize> = made
        .iter()
        .copied()
        .filter(|at| plan.matches[*at].ended.is_some_and(|ending| is_good(ending.reason)))
        .collect();
    let told = dealt(&line.pairs.became, chance);
    for (place, code) in spread(told.len().min(completed.len()), completed.len()).into_iter().zip(told) {
        plan.matches[completed[place]].outcome = Some(code);
    }
}
