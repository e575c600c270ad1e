use proptest::prelude::*;
use proptest::sample::Index;

use super::instance::{Instance, instances, wide_instances};

/// Tries every answer, each row's lowest column first, and keeps the first of the cheapest.
fn first_cheapest(instance: &Instance) -> Vec<Option<u32>> {
    fn try_from_row(
        instance: &Instance,
        so_far: &mut Vec<Option<u32>>,
        room: &mut [u32],
        cost: i64,
        best: &mut Option<(i64, Vec<Option<u32>>)>,
    ) {
        if so_far.len() == instance.unmatched.len() {
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                *best = Some((cost, so_far.clone()));
            }
            return;
        }
        let row = u32::try_from(so_far.len()).unwrap();
        for (column, more) in instance.choices(row) {
            if let Some(column) = column {
                if room[column as usize] == 0 {
                    continue;
                }
                room[column as usize] -= 1;
            }
            so_far.push(column);
            try_from_row(instance, so_far, room, cost + more, best);
            so_far.pop();
            if let Some(column) = column {
                room[column as usize] += 1;
            }
        }
    }
    let mut best = None;
    try_from_row(instance, &mut Vec::new(), &mut instance.capacities.clone(), 0, &mut best);
    best.expect("to leave unmatched all that is not locked is an answer").1
}

fn shuffle<T>(items: &mut [T], order: &[Index]) {
    if !items.is_empty() {
        for (place, index) in (0..items.len()).zip(order.iter().cycle()) {
            items.swap(place, index.index(items.len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn of_the_cheapest_answers_each_row_in_turn_has_its_lowest_column(instance in instances(6, 4, 0..=2)) {
        let solution = instance.problem().solve();
        prop_assert_eq!(solution.columns(), first_cheapest(&instance));
    }

    #[test]
    fn where_everything_ties_rows_are_served_in_order(instance in instances(6, 5, 0..=0)) {
        let solution = instance.problem().solve();
        prop_assert_eq!(solution.columns(), first_cheapest(&instance));
    }

    #[test]
    fn the_order_in_which_a_problem_is_told_does_not_matter(
        instance in instances(8, 6, 0..=3),
        order in prop::collection::vec(any::<Index>(), 48),
    ) {
        let mut told_otherwise = instance.clone();
        shuffle(&mut told_otherwise.pairs, &order);
        shuffle(&mut told_otherwise.locked, &order);
        shuffle(&mut told_otherwise.vetoed, &order);
        prop_assert_eq!(told_otherwise.problem().solve(), instance.problem().solve());
        prop_assert_eq!(told_otherwise.problem(), instance.problem());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nor_does_it_in_a_crowd(
        instance in wide_instances(200, 120, 8, 0..=4),
        order in prop::collection::vec(any::<Index>(), 97),
    ) {
        let mut told_otherwise = instance.clone();
        shuffle(&mut told_otherwise.pairs, &order);
        prop_assert_eq!(told_otherwise.problem().solve(), instance.problem().solve());
    }
}
