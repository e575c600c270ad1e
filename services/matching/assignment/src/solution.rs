//! The answer, and the proof that none is cheaper.

use crate::Problem;

/// Which column each row goes to, what all of it costs, and the prices that prove it the cheapest.
///
/// Prices also tell how far a pair was from being made: its cost, plus the price of the column, minus the price of the
/// row, is 0 for every pair of the answer and never negative; to make another pair would add at least that much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub(crate) columns: Vec<Option<u32>>,
    pub(crate) total_cost: i64,
    pub(crate) row_prices: Vec<i64>,
    pub(crate) column_prices: Vec<i64>,
}

/// Why a solution is not proved to be a cheapest answer to a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the solution has other rows or columns than the problem")]
    OtherProblem,
    #[error("row {row} is locked and is not where it is locked to")]
    LockIgnored { row: u32 },
    #[error("row {row} is with column {column}, which is not possible")]
    Forbidden { row: u32, column: u32 },
    #[error("column {column} has more rows than it takes")]
    OverCapacity { column: u32 },
    #[error("the parts do not add up to the total cost")]
    WrongTotal,
    #[error("the price of column {column} is negative")]
    NegativePrice { column: u32 },
    #[error("row {row} has a price above what one of its choices costs")]
    RowPriceTooHigh { row: u32 },
    #[error("the prices do not exclude that another answer is cheaper")]
    NotProved,
}

impl Solution {
    /// By row: its column, or `None` for unmatched.
    pub fn columns(&self) -> &[Option<u32>] {
        &self.columns
    }

    /// The costs of all pairs, locked ones included, and of all rows left unmatched.
    pub fn total_cost(&self) -> i64 {
        self.total_cost
    }

    /// By row: how much lower the total would be without that row.
    pub fn row_prices(&self) -> &[i64] {
        &self.row_prices
    }

    /// By column: how much lower the total would be if the column took one row more. Never negative; 0 if it has room.
    pub fn column_prices(&self) -> &[i64] {
        &self.column_prices
    }

    /// Proves, without solving again, that this is a cheapest answer to `problem`.
    ///
    /// Let every row pay its price and every column give back its price per row it takes. If no row's price is above
    /// what any of its choices costs (staying unmatched, or a possible pair and the price of its column), no answer can
    /// cost less than what is paid minus what is given back. An answer that costs exactly that is a cheapest one.
    pub fn verify(&self, problem: &Problem) -> Result<(), Flaw> {
        let same_rows = self.columns.len() == problem.rows() && self.row_prices.len() == problem.rows();
        if !same_rows || self.column_prices.len() != problem.columns() {
            return Err(Flaw::OtherProblem);
        }
        if self.answer_cost(problem)? != i128::from(self.total_cost) {
            return Err(Flaw::WrongTotal);
        }
        if self.proved_bound(problem)? != i128::from(self.total_cost) {
            return Err(Flaw::NotProved);
        }
        Ok(())
    }

    /// What the answer costs, once it is seen to be one.
    fn answer_cost(&self, problem: &Problem) -> Result<i128, Flaw> {
        let mut taken = vec![0; problem.columns()];
        let mut total = 0;
        for (row, &column) in (0..).zip(&self.columns) {
            let lock = problem.locked[row as usize];
            if lock.is_some() && lock != column {
                return Err(Flaw::LockIgnored { row });
            }
            let Some(column) = column else {
                total += i128::from(problem.unmatched[row as usize]);
                continue;
            };
            total += i128::from(problem.cost(row, column).ok_or(Flaw::Forbidden { row, column })?);
            let taken = &mut taken[column as usize];
            *taken += 1;
            if *taken > problem.capacity[column as usize] {
                return Err(Flaw::OverCapacity { column });
            }
        }
        Ok(total)
    }

    /// What no answer can cost less than, by the prices alone.
    fn proved_bound(&self, problem: &Problem) -> Result<i128, Flaw> {
        let mut bound = 0;
        for (column, (&price, &capacity)) in (0..).zip(self.column_prices.iter().zip(&problem.capacity)) {
            if price < 0 {
                return Err(Flaw::NegativePrice { column });
            }
            bound -= i128::from(price) * i128::from(capacity);
        }
        for (row, &price) in (0..).zip(&self.row_prices) {
            let too_high_unmatched = problem.locked[row as usize].is_none() && price > problem.unmatched[row as usize];
            let too_high_matched = problem.candidates(row).iter().any(|candidate| {
                i128::from(price)
                    > i128::from(candidate.cost()) + i128::from(self.column_prices[candidate.column() as usize])
            });
            if too_high_unmatched || too_high_matched {
                return Err(Flaw::RowPriceTooHigh { row });
            }
            bound += i128::from(price);
        }
        Ok(bound)
    }
}

#[cfg(test)]
mod tests {
    use super::{Flaw, Solution};
    use crate::ProblemBuilder;

    #[test]
    fn a_negative_price_proves_nothing() {
        let problem = ProblemBuilder::new(vec![], vec![1]).build().unwrap();
        let solution = Solution { columns: vec![], total_cost: 0, row_prices: vec![], column_prices: vec![-1] };

        assert_eq!(solution.verify(&problem), Err(Flaw::NegativePrice { column: 0 }));
    }
}
