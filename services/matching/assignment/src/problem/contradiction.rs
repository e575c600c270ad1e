//! Why a problem makes no sense.

use std::fmt;

/// One reason. Rows and columns are indices, from 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Contradiction {
    #[error("{rows} rows are more than can be matched at once")]
    TooManyRows { rows: usize },
    #[error("{columns} columns are more than can be matched at once")]
    TooManyColumns { columns: usize },
    #[error("leaving row {row} unmatched costs {cost}, out of bounds")]
    UnmatchedCostOutOfBounds { row: u32, cost: i64 },
    #[error("row {row}, named together with column {column}, does not exist")]
    UnknownRow { row: u32, column: u32 },
    #[error("column {column}, named together with row {row}, does not exist")]
    UnknownColumn { row: u32, column: u32 },
    #[error("row {row} with column {column} costs {cost}, out of bounds")]
    PairCostOutOfBounds { row: u32, column: u32, cost: i64 },
    #[error("row {row} with column {column} is allowed twice")]
    AllowedTwice { row: u32, column: u32 },
    #[error("row {row} is locked to column {column}, which is not an allowed pair and so has no cost")]
    LockedNotAllowed { row: u32, column: u32 },
    #[error("row {row} is both locked to column {column} and vetoed there")]
    LockedAndVetoed { row: u32, column: u32 },
    /// To two columns, or to one column twice.
    #[error("row {row} is locked twice")]
    LockedTwice { row: u32 },
    #[error("column {column} has {locked} rows locked to it and takes {capacity}")]
    LockedBeyondCapacity { column: u32, locked: u32, capacity: u32 },
}

/// Every reason at once, in the order of [`Contradiction`], each named once. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradictions(pub(super) Vec<Contradiction>);

impl Contradictions {
    pub fn as_slice(&self) -> &[Contradiction] {
        &self.0
    }
}

impl fmt::Display for Contradictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, contradiction) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{contradiction}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Contradictions {}
