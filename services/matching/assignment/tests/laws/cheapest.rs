use assignment::{MAX_COST, Solution};
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use proptest::prelude::*;

use super::instance::{Instance, instances, wide_instances};

/// More than any answer without a forbidden pair costs.
const FORBIDDEN: i64 = 1 << 50;

/// What a cheapest answer costs: every place of a column becomes a column, and every row may have a column of no one.
fn hungarian(instance: &Instance) -> i64 {
    if instance.unmatched.is_empty() {
        return 0;
    }
    let places: Vec<u32> = (0_u32..)
        .zip(&instance.capacities)
        .flat_map(|(column, &capacity)| (0..capacity).map(move |_| column))
        .collect();
    let costs = (0_u32..).take(instance.unmatched.len()).map(|row| {
        let choices = instance.choices(row);
        let cost_of =
            |wanted| choices.iter().find(|(column, _)| *column == wanted).map_or(FORBIDDEN, |&(_, cost)| cost);
        let of_places = places.iter().map(|&column| cost_of(Some(column)));
        of_places.chain(instance.unmatched.iter().map(|_| cost_of(None))).collect::<Vec<_>>()
    });
    kuhn_munkres_min(&Matrix::from_rows(costs).expect("rows of one length")).0
}

/// Told from what the caller said, not from what the problem made of it.
fn assert_is_an_answer(instance: &Instance, solution: &Solution) {
    assert_eq!(solution.columns().len(), instance.unmatched.len());
    let mut taken = vec![0; instance.capacities.len()];
    let mut total = 0;
    for (row, &column) in (0_u32..).zip(solution.columns()) {
        let choice = instance.choices(row).into_iter().find(|&(choice, _)| choice == column);
        total += choice.expect("a row has one of its choices").1;
        if let Some(column) = column {
            taken[column as usize] += 1;
        }
    }
    assert!(taken.iter().zip(&instance.capacities).all(|(taken, capacity)| taken <= capacity));
    assert_eq!(solution.total_cost(), total);
}

fn assert_is_cheapest(instance: &Instance) {
    let problem = instance.problem();
    let solution = problem.solve();
    assert_is_an_answer(instance, &solution);
    assert_eq!(solution.total_cost(), hungarian(instance));
    assert_eq!(solution.verify(&problem), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_answer_costs_what_the_hungarian_method_finds(instance in instances(8, 6, -50..=50)) {
        assert_is_cheapest(&instance);
    }

    #[test]
    fn ties_cost_nothing(instance in instances(9, 6, 0..=2)) {
        assert_is_cheapest(&instance);
    }

    #[test]
    fn costs_at_the_bound_do_not_overflow(instance in instances(7, 5, -1..=1)) {
        let mut instance = instance;
        for cost in instance.unmatched.iter_mut().chain(instance.pairs.iter_mut().map(|(_, _, cost)| cost)) {
            *cost *= MAX_COST;
        }
        assert_is_cheapest(&instance);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_crowd_is_matched_as_cheaply(instance in wide_instances(60, 40, 6, 0..=200)) {
        assert_is_cheapest(&instance);
    }

    #[test]
    fn prices_prove_what_is_too_large_to_try(instance in wide_instances(600, 400, 12, 0..=100_000)) {
        let problem = instance.problem();
        let solution = problem.solve();
        assert_is_an_answer(&instance, &solution);
        prop_assert_eq!(solution.verify(&problem), Ok(()));
    }

    #[test]
    fn prices_prove_it_among_many_ties_too(instance in wide_instances(600, 400, 12, 0..=5)) {
        let problem = instance.problem();
        let solution = problem.solve();
        assert_is_an_answer(&instance, &solution);
        prop_assert_eq!(solution.verify(&problem), Ok(()));
    }
}
