//! Matching a whole district at once: which support request (a row) goes to which volunteer (a column), so that the
//! sum of costs is the least there is. Pure: knows numbers only, opens nothing, reads no clock.
//!
//! A [`Problem`] says which pairs are allowed and what each costs, how many more rows a column can take, what it costs
//! to leave a row unmatched, and which pairs are locked or vetoed. [`Problem::solve`] answers with a [`Solution`],
//! which carries a price for every row and column; by them [`Solution::verify`] proves that nothing is cheaper.
//!
//! ```
//! use assignment::ProblemBuilder;
//!
//! let mut district = ProblemBuilder::new(vec![100, 100], vec![1, 1]);
//! district.allow(0, 0, 3).allow(0, 1, 5).allow(1, 0, 4);
//! let problem = district.build()?;
//! let solution = problem.solve();
//!
//! assert_eq!(solution.columns(), [Some(1), Some(0)]);
//! assert_eq!(solution.total_cost(), 9);
//! assert_eq!(solution.verify(&problem), Ok(()));
//! # Ok::<(), assignment::Contradictions>(())
//! ```
//!
//! # One answer
//!
//! What is answered depends on the problem alone, never on the order in which its parts were given nor on how the
//! solver goes about it. Of several cheapest answers it is the one that gives row 0 its lowest column (unmatched comes
//! after all columns), of those the one that gives row 1 its lowest column, and so on. A caller whose rows come longest
//! wait first thereby settles ties in favour of who waited longest. The prices are the lowest that prove the answer.
//!
//! # Bounds
//!
//! A cost lies within ±[`MAX_COST`] (2⁴⁰), there are at most [`MAX_ROWS`] and [`MAX_COLUMNS`] (2²⁰ each). Hence nothing
//! overflows an `i64`: the total stays within 2⁶⁰, and since a row pays no price at which it would rather stay unmatched,
//! no price of a column exceeds the difference of two costs, 2⁴¹, nor does any path that the solver follows. Prices are
//! added up only by `verify`, in 128 bits.

pub mod problem;

mod packed;
mod solution;
mod solve;

pub use problem::{Contradiction, Contradictions, MAX_COLUMNS, MAX_COST, MAX_ROWS, Problem, ProblemBuilder};
pub use solution::{Flaw, Solution};
