//! The volunteers of one programme: those from before, those who applied, and how far they came.

use jiff::civil::Date;

use super::{DistrictPlan, Volunteer, pairs::Line};
use crate::simulate::{
    chance::{Chance, dealt, spread},
    days::{by_month_index, over_the_year, plus, working},
    people::{Is, PROFESSIONS, People},
};

/// From application to approval, on average.
pub(super) const DAYS_TO_APPROVAL: i64 = 38;

/// Volunteers of one programme, as indices.
pub(super) struct Standing {
    /// Approved before the year.
    pub(super) before: Vec<usize>,
    /// Approved in the year, earliest first.
    pub(super) fresh: Vec<usize>,
}

pub(super) fn stand(plan: &mut DistrictPlan, line: &Line<'_>, people: &mut People, chance: &mut Chance) -> Standing {
    let (pairs, figures) = (line.pairs, line.pairs.volunteers);
    let from = line.year.from;
    let mut municipalities = dealt(&pairs.municipalities, chance);
    municipalities.retain(|code| !pairs.without_agreement.contains(code));
    let mut count = 0;
    let mut add = |plan: &mut DistrictPlan, applied: Date, approved: Option<Date>, not_approved: Option<Date>| {
        let profession = if line.is == Is::Professional { PROFESSIONS[count % PROFESSIONS.len()] } else { "" };
        let municipality = &municipalities[count % municipalities.len()];
        count += 1;
        plan.volunteers.push(Volunteer {
            key: format!("{}/v{count}", pairs.programme_id),
            programme_id: pairs.programme_id.clone(),
            person: people.volunteer(municipality, profession, applied),
            applied,
            approved,
            not_approved,
            capacity: 1,
            extract: pairs.extracts,
            training_minutes: pairs.training_minutes,
            paused: None,
            left: None,
        });
        plan.volunteers.len() - 1
    };

    let before = (0..figures.at_end + figures.left - figures.approved).map(|n| {
        let applied = working(plus(from, -480 - i64::from(n) * 331 % 500));
        add(plan, applied, Some(working(plus(applied, DAYS_TO_APPROVAL))), None)
    });
    let before: Vec<usize> = before.collect();

    let applied = over_the_year(from.year(), &by_month_index(figures.applied, &line.year.month_index));
    let in_time = applied.iter().filter(|day| **day <= plus(line.year.to, -50)).count();
    let approved = spread(figures.approved as usize, in_time);
    let mut fresh = Vec::new();
    for (at, applied) in applied.into_iter().enumerate() {
        if approved.contains(&at) {
            let takes = DAYS_TO_APPROVAL + [-9, 4, 0, 8, -3][fresh.len() % 5];
            fresh.push(add(plan, applied, Some(working(plus(applied, takes))), None));
        } else {
            add(plan, applied, None, Some(working(plus(applied, 30))));
        }
    }
    fresh.sort_by_key(|at| plan.volunteers[*at].approved);

    // Still on their way in the live months.
    let today = line.year.until.date();
    for n in 0..figures.applied.div_ceil(12) {
        add(plan, working(plus(today, -4 - 6 * i64::from(n))), None, None);
    }
    Standing { before, fresh }
}
