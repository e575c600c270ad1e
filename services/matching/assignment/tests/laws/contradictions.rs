use assignment::{Contradiction, MAX_COLUMNS, MAX_COST, MAX_ROWS, ProblemBuilder};

#[test]
fn everything_that_contradicts_is_told_at_once() {
    let mut district = ProblemBuilder::new(vec![0, MAX_COST + 1, 0, 0], vec![1, 0, 2]);
    district.allow(0, 0, 1).allow(0, 1, 1).allow(0, 0, 2).allow(1, 2, -MAX_COST - 1).allow(2, 0, 1);
    district.allow(4, 0, 1).allow(0, 3, 1);
    district.lock(0, 0).lock(0, 1).lock(2, 0).lock(3, 2).lock(9, 9);
    district.veto(2, 0).veto(0, 7);

    let contradictions = district.build().unwrap_err();

    assert_eq!(
        contradictions.as_slice(),
        [
            Contradiction::UnmatchedCostOutOfBounds { row: 1, cost: MAX_COST + 1 },
            Contradiction::UnknownRow { row: 4, column: 0 },
            Contradiction::UnknownRow { row: 9, column: 9 },
            Contradiction::UnknownColumn { row: 0, column: 3 },
            Contradiction::UnknownColumn { row: 0, column: 7 },
            Contradiction::UnknownColumn { row: 9, column: 9 },
            Contradiction::PairCostOutOfBounds { row: 1, column: 2, cost: -MAX_COST - 1 },
            Contradiction::AllowedTwice { row: 0, column: 0 },
            Contradiction::LockedNotAllowed { row: 3, column: 2 },
            Contradiction::LockedAndVetoed { row: 2, column: 0 },
            Contradiction::LockedTwice { row: 0 },
            Contradiction::LockedBeyondCapacity { column: 0, locked: 2, capacity: 1 },
            Contradiction::LockedBeyondCapacity { column: 1, locked: 1, capacity: 0 },
        ]
    );
    assert!(contradictions.to_string().ends_with("; column 1 has 1 rows locked to it and takes 0"));
}

#[test]
fn a_pair_locked_twice_takes_one_place() {
    let mut district = ProblemBuilder::new(vec![5], vec![1]);
    district.allow(0, 0, 1).lock(0, 0).lock(0, 0);

    assert_eq!(district.build().unwrap_err().as_slice(), [Contradiction::LockedTwice { row: 0 }]);
}

#[test]
fn a_pair_allowed_thrice_is_named_once() {
    let mut district = ProblemBuilder::new(vec![5], vec![1]);
    district.allow(0, 0, 3).allow(0, 0, 1).allow(0, 0, 3);

    assert_eq!(district.build().unwrap_err().as_slice(), [Contradiction::AllowedTwice { row: 0, column: 0 }]);
}

#[test]
fn a_veto_may_be_said_twice_and_of_a_pair_that_is_not_allowed() {
    let mut district = ProblemBuilder::new(vec![5, 5], vec![1]);
    district.allow(0, 0, 1).veto(0, 0).veto(0, 0).veto(1, 0);

    assert_eq!(district.build().unwrap().solve().columns(), [None, None]);
}

#[test]
fn what_is_too_large_is_refused() {
    let too_large = ProblemBuilder::new(vec![0; MAX_ROWS + 1], vec![0; MAX_COLUMNS + 1]).build().unwrap_err();

    assert_eq!(
        too_large.as_slice(),
        [Contradiction::TooManyRows { rows: MAX_ROWS + 1 }, Contradiction::TooManyColumns { columns: MAX_COLUMNS + 1 },]
    );
}

#[test]
fn the_largest_that_is_not_too_large_is_solved_at_the_highest_cost() {
    let last = u32::try_from(MAX_COLUMNS - 1).unwrap();
    let mut district = ProblemBuilder::new(vec![MAX_COST; MAX_ROWS], vec![1; MAX_COLUMNS]);
    district.allow(last, last, -MAX_COST).allow(0, last, MAX_COST - 1);
    let problem = district.build().unwrap();
    let solution = problem.solve();

    assert_eq!(solution.columns()[MAX_ROWS - 1], Some(last));
    assert_eq!(solution.total_cost(), (i64::try_from(MAX_ROWS).unwrap() - 2) * MAX_COST);
    assert_eq!(solution.verify(&problem), Ok(()));
}
