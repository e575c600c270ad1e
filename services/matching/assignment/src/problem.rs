//! What is to be matched, free of contradictions and in a form made for solving.

mod builder;
mod contradiction;

pub use builder::ProblemBuilder;
pub use contradiction::{Contradiction, Contradictions};

use crate::packed::Packed;

/// The highest absolute cost of a pair, and of leaving a row unmatched: 2⁴⁰, about a million millions.
pub const MAX_COST: i64 = 1 << 40;
/// 2²⁰, about a million.
pub const MAX_ROWS: usize = 1 << 20;
/// 2²⁰, about a million.
pub const MAX_COLUMNS: usize = 1 << 20;

/// Rows to be matched with columns. Built by [`ProblemBuilder`]; equal however its parts were ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// By row.
    pub(crate) unmatched: Vec<i64>,
    /// By column: how many rows it takes, locked ones included.
    pub(crate) capacity: Vec<u32>,
    /// By row.
    pub(crate) locked: Vec<Option<u32>>,
    /// Row `r` has `candidates[starts[r]..starts[r + 1]]`.
    pub(crate) starts: Vec<usize>,
    /// Cheapest first within a row, vetoed pairs left out; a locked row has the locked pair alone.
    pub(crate) candidates: Vec<Packed>,
}

impl Problem {
    pub fn rows(&self) -> usize {
        self.unmatched.len()
    }

    pub fn columns(&self) -> usize {
        self.capacity.len()
    }

    /// What the pair costs; `None` if it may not be in the answer: not allowed, vetoed, or of a row locked elsewhere.
    pub fn cost(&self, row: u32, column: u32) -> Option<i64> {
        self.candidates(row).iter().find(|candidate| candidate.column() == column).map(|candidate| candidate.cost())
    }

    pub(crate) fn candidates(&self, row: u32) -> &[Packed] {
        let row = row as usize;
        &self.candidates[self.starts[row]..self.starts[row + 1]]
    }
}
