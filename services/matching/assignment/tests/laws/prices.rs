use proptest::prelude::*;

use super::instance::{Instance, instances};

fn total(instance: &Instance) -> i64 {
    instance.problem().solve().total_cost()
}

fn without_row(instance: &Instance, row: u32) -> Instance {
    let moved = |of: u32| if of > row { of - 1 } else { of };
    let mut rest = instance.clone();
    rest.unmatched.remove(row as usize);
    rest.pairs = instance.pairs.iter().filter(|p| p.0 != row).map(|&(of, c, cost)| (moved(of), c, cost)).collect();
    rest.locked = instance.locked.iter().filter(|p| p.0 != row).map(|&(of, c)| (moved(of), c)).collect();
    rest.vetoed = instance.vetoed.iter().filter(|p| p.0 != row).map(|&(of, c)| (moved(of), c)).collect();
    rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_column_price_is_what_one_place_more_would_save(instance in instances(7, 5, -20..=20)) {
        let solution = instance.problem().solve();
        for (column, &price) in solution.column_prices().iter().enumerate() {
            let mut wider = instance.clone();
            wider.capacities[column] += 1;
            prop_assert_eq!(price, solution.total_cost() - total(&wider), "column {}", column);
        }
    }

    #[test]
    fn a_row_price_is_what_the_row_adds_to_the_total(instance in instances(7, 5, -20..=20)) {
        let solution = instance.problem().solve();
        for (row, &price) in (0_u32..).zip(solution.row_prices()) {
            prop_assert_eq!(price, solution.total_cost() - total(&without_row(&instance, row)), "row {}", row);
        }
    }

    #[test]
    fn to_make_another_pair_adds_at_least_what_prices_say(instance in instances(7, 5, -20..=20)) {
        let solution = instance.problem().solve();
        for row in (0_u32..).take(instance.unmatched.len()).filter(|&row| instance.locked.iter().all(|p| p.0 != row)) {
            for (column, cost) in instance.choices(row) {
                let Some(column) = column else { continue };
                let mut forced = instance.clone();
                forced.locked.push((row, column));
                // Other locks may leave no place for it.
                let Ok(problem) = forced.build() else { continue };
                let price = solution.column_prices()[column as usize] - solution.row_prices()[row as usize];
                prop_assert!(cost + price >= 0);
                prop_assert!(problem.solve().total_cost() - solution.total_cost() >= cost + price);
            }
        }
    }
}
