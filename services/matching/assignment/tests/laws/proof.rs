use assignment::{Flaw, Problem, ProblemBuilder, Solution};

/// Two rows want the one place of column 0; row 1 pays less elsewhere than row 0.
fn told() -> ProblemBuilder {
    let mut district = ProblemBuilder::new(vec![100, 100], vec![1, 1]);
    district.allow(0, 0, 1).allow(0, 1, 30).allow(1, 0, 2).allow(1, 1, 5);
    district
}

fn solved() -> Solution {
    let solution = told().build().unwrap().solve();
    assert_eq!(solution.columns(), [Some(0), Some(1)]);
    assert_eq!(solution.column_prices(), [3, 0]);
    solution
}

fn problem(unmatched: [i64; 2], capacities: [u32; 2], pairs: &[(u32, u32, i64)]) -> Problem {
    let mut builder = ProblemBuilder::new(unmatched.to_vec(), capacities.to_vec());
    for &(row, column, cost) in pairs {
        builder.allow(row, column, cost);
    }
    builder.build().unwrap()
}

#[test]
fn an_answer_to_a_problem_of_another_size_proves_nothing() {
    let other = ProblemBuilder::new(vec![100], vec![1, 1]).build().unwrap();
    assert_eq!(solved().verify(&other), Err(Flaw::OtherProblem));
}

#[test]
fn a_lock_must_be_kept() {
    let mut other = told();
    other.lock(0, 1);
    assert_eq!(solved().verify(&other.build().unwrap()), Err(Flaw::LockIgnored { row: 0 }));
}

#[test]
fn a_veto_must_be_kept() {
    let mut other = told();
    other.veto(1, 1);
    assert_eq!(solved().verify(&other.build().unwrap()), Err(Flaw::Forbidden { row: 1, column: 1 }));
}

#[test]
fn a_capacity_must_be_kept() {
    let other = problem([100, 100], [0, 1], &[(0, 0, 1), (0, 1, 30), (1, 0, 2), (1, 1, 5)]);
    assert_eq!(solved().verify(&other), Err(Flaw::OverCapacity { column: 0 }));
}

#[test]
fn the_costs_must_add_up() {
    let other = problem([100, 100], [1, 1], &[(0, 0, 1), (0, 1, 30), (1, 0, 2), (1, 1, 6)]);
    assert_eq!(solved().verify(&other), Err(Flaw::WrongTotal));
}

#[test]
fn a_cheaper_choice_refutes_the_prices() {
    let cheaper_pair = problem([100, 100], [1, 1], &[(0, 0, 1), (0, 1, 3), (1, 0, 2), (1, 1, 5)]);
    assert_eq!(solved().verify(&cheaper_pair), Err(Flaw::RowPriceTooHigh { row: 0 }));

    let cheaper_unmatched = problem([100, 4], [1, 1], &[(0, 0, 1), (0, 1, 30), (1, 0, 2), (1, 1, 5)]);
    assert_eq!(solved().verify(&cheaper_unmatched), Err(Flaw::RowPriceTooHigh { row: 1 }));
}

#[test]
fn room_in_a_column_that_has_a_price_refutes_them_too() {
    let wider = problem([100, 100], [2, 1], &[(0, 0, 1), (0, 1, 30), (1, 0, 2), (1, 1, 5)]);
    assert_eq!(solved().verify(&wider), Err(Flaw::NotProved));
}
