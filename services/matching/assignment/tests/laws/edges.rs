use assignment::{MAX_COST, ProblemBuilder};

#[test]
fn without_rows_nothing_is_paid() {
    let problem = ProblemBuilder::new(vec![], vec![2, 0]).build().unwrap();
    let solution = problem.solve();

    assert_eq!((solution.columns(), solution.total_cost()), ([].as_slice(), 0));
    assert_eq!(solution.column_prices(), [0, 0]);
    assert_eq!(solution.verify(&problem), Ok(()));
}

#[test]
fn without_columns_or_allowed_pairs_all_stay_unmatched() {
    for capacities in [vec![], vec![3, 1]] {
        let problem = ProblemBuilder::new(vec![7, -2], capacities).build().unwrap();
        let solution = problem.solve();

        assert_eq!((solution.columns(), solution.total_cost()), ([None, None].as_slice(), 5));
        assert_eq!(solution.verify(&problem), Ok(()));
    }
}

#[test]
fn who_waited_longest_gets_the_only_place() {
    let mut district = ProblemBuilder::new(vec![20, 90, 30], vec![1]);
    district.allow(0, 0, 5).allow(1, 0, 9).allow(2, 0, 5);

    assert_eq!(district.build().unwrap().solve().columns(), [None, Some(0), None]);
}

#[test]
fn a_pair_dearer_than_staying_unmatched_is_not_made() {
    let mut district = ProblemBuilder::new(vec![10], vec![1]);
    district.allow(0, 0, 11);

    assert_eq!(district.build().unwrap().solve().columns(), [None]);
}

#[test]
fn a_pair_as_dear_as_staying_unmatched_is_made() {
    let mut district = ProblemBuilder::new(vec![10], vec![1]);
    district.allow(0, 0, 10);

    assert_eq!(district.build().unwrap().solve().columns(), [Some(0)]);
}

#[test]
fn a_locked_pair_is_made_however_dear_and_takes_its_place_from_others() {
    let mut district = ProblemBuilder::new(vec![50, 50], vec![1, 1]);
    district.allow(0, 0, MAX_COST).allow(0, 1, 0).allow(1, 0, 1).allow(1, 1, 8).lock(0, 0);
    let solution = district.build().unwrap().solve();

    assert_eq!(solution.columns(), [Some(0), Some(1)]);
    assert_eq!(solution.total_cost(), MAX_COST + 8);
}

#[test]
fn a_vetoed_pair_is_not_made_however_cheap() {
    let mut district = ProblemBuilder::new(vec![50], vec![1, 1]);
    district.allow(0, 0, -MAX_COST).allow(0, 1, 40).veto(0, 0);

    assert_eq!(district.build().unwrap().solve().columns(), [Some(1)]);
}

#[test]
fn a_volunteer_takes_as_many_as_she_can_and_no_more() {
    let mut district = ProblemBuilder::new(vec![9; 4], vec![3]);
    district.allow(0, 0, 1).allow(1, 0, 4).allow(2, 0, 2).allow(3, 0, 3);

    assert_eq!(district.build().unwrap().solve().columns(), [Some(0), None, Some(0), Some(0)]);
}

#[test]
fn a_capacity_beyond_all_rows_is_as_good_as_none() {
    let mut district = ProblemBuilder::new(vec![9; 2], vec![u32::MAX]);
    district.allow(0, 0, 1).allow(1, 0, 1);
    let problem = district.build().unwrap();

    assert_eq!(problem.solve().columns(), [Some(0), Some(0)]);
    assert_eq!(problem.solve().verify(&problem), Ok(()));
}
