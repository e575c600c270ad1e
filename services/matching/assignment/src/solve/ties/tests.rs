use proptest::collection::vec;
use proptest::prelude::*;

use super::settle;
use crate::solve::places::Places;
use crate::{Problem, ProblemBuilder};

/// Where nothing costs anything, every answer is a cheapest one, at no price: whoever sits anywhere may begin there.
fn free_of_charge(capacities: &[u32], wanted: &[Vec<bool>]) -> Problem {
    let mut builder = ProblemBuilder::new(vec![0; wanted.len()], capacities.to_vec());
    for (row, wanted) in (0..).zip(wanted) {
        for (column, _) in (0..).zip(wanted).filter(|(_, wanted)| **wanted) {
            builder.allow(row, column, 0);
        }
    }
    builder.build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn whichever_cheapest_answer_is_begun_with_the_same_is_reached(
        (capacities, wanted, wishes) in (vec(0_u32..=2, 5), vec(vec(any::<bool>(), 5), 0..8)).prop_flat_map(
            |(capacities, wanted)| {
                let wishes = Just((0..wanted.len()).collect::<Vec<_>>()).prop_shuffle();
                (Just(capacities), Just(wanted), (wishes, vec(0_u32..=5, 8)))
            },
        ),
    ) {
        let problem = free_of_charge(&capacities, &wanted);
        let mut places = Places::new(&problem);
        let (order, columns) = wishes;
        for (row, column) in order.into_iter().zip(columns) {
            if wanted[row].get(column as usize) == Some(&true) && !places.is_full(column) {
                let place = places.free_place(column);
                places.put(u32::try_from(row).unwrap(), 0, place);
            }
        }
        places.price.fill(0);

        let settled: Vec<_> = settle(&problem, &places).collect();

        let solution = problem.solve();
        prop_assert_eq!(settled, solution.columns());
    }
}
