//! What districts sum to: only where every district shows its cell. Were one hidden, the total less the others'
//! values would show it.

use std::collections::BTreeMap;

use proto::reporting::v1::{Cell, CellKind, NationalTotal, TotalStatus};

use crate::indicator::{INDICATORS, IndicatorDefinition, indicator};

/// One total for each programme and indicator that occurs, by programme and then in the order of a report; indicators
/// this build does not know come last.
pub fn totals<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Vec<NationalTotal> {
    let place = |id: &str| INDICATORS.iter().position(|indicator| indicator.id == id).unwrap_or(INDICATORS.len());
    let mut by_place: BTreeMap<(&str, usize, &str), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        by_place.entry((&cell.programme_id, place(&cell.indicator_id), &cell.indicator_id)).or_default().push(cell);
    }
    by_place
        .into_iter()
        .map(|((programme_id, _, indicator_id), cells)| total(programme_id, indicator_id, &cells))
        .collect()
}

fn total(programme_id: &str, indicator_id: &str, cells: &[&Cell]) -> NationalTotal {
    let shown: Vec<u64> =
        cells.iter().filter(|cell| cell.kind() == CellKind::Value).filter_map(|cell| cell.value).collect();
    // Of an indicator this build does not know, nothing is known to add up.
    let additive = indicator(indicator_id).is_some_and(IndicatorDefinition::is_additive);
    let one_definition = cells.windows(2).all(|two| two[0].definition_id == two[1].definition_id);
    let status = match (additive, one_definition, shown.len() == cells.len()) {
        (false, ..) => TotalStatus::NotAdditive,
        (true, false, _) => TotalStatus::DefinitionsDiffer,
        (true, true, false) => TotalStatus::Withheld,
        (true, true, true) => TotalStatus::Given,
    };
    NationalTotal {
        programme_id: programme_id.to_owned(),
        indicator_id: indicator_id.to_owned(),
        status: status.into(),
        value: (status == TotalStatus::Given).then(|| shown.iter().sum()),
        districts: u32::try_from(shown.len()).unwrap_or(u32::MAX),
        unit: cells.first().map_or(0, |cell| cell.unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Measured, SmallestCell, cell};

    fn of(indicator_id: &str, counts: &[u64]) -> NationalTotal {
        let definition = indicator(indicator_id).unwrap();
        let place =
            |count: &u64| cell("friend-for-a-mother", definition, Measured::count(*count), SmallestCell::DEFAULT);
        let cells: Vec<Cell> = counts.iter().map(place).collect();
        totals(&cells).remove(0)
    }

    #[test]
    fn a_total_is_given_when_every_district_shows_its_cell() {
        let total = of("requests", &[88, 190, 0]);
        assert_eq!((total.status(), total.value, total.districts), (TotalStatus::Given, Some(278), 3));
    }

    #[test]
    fn a_total_that_would_expose_a_district_is_withheld() {
        let total = of("requests", &[88, 4]);
        assert_eq!((total.status(), total.value), (TotalStatus::Withheld, None));
    }

    #[test]
    fn totals_come_in_the_order_of_a_report() {
        let cells = ["endings", "requests", "no-such", "waiting"].map(|indicator_id| Cell {
            programme_id: "friend-for-a-mother".to_owned(),
            indicator_id: indicator_id.to_owned(),
            ..Cell::default()
        });
        let order: Vec<String> = totals(&cells).into_iter().map(|total| total.indicator_id).collect();
        assert_eq!(order, ["requests", "waiting", "endings", "no-such"]);
    }

    #[test]
    fn medians_do_not_add_up() {
        assert_eq!(of("days-to-first-meeting-median", &[63, 71]).status(), TotalStatus::NotAdditive);
    }

    #[test]
    fn what_was_counted_differently_is_not_summed() {
        let definition = indicator("requests").unwrap();
        let one = cell("friend-for-a-mother", definition, Measured::count(9), SmallestCell::DEFAULT);
        let other = Cell { definition_id: "requests/2".to_owned(), ..one.clone() };
        assert_eq!(totals([&one, &other])[0].status(), TotalStatus::DefinitionsDiffer);
    }
}
