//! A cost or distance together with the column it leads to, in one word: half the memory, and one comparison.

use crate::problem::MAX_COST;

const COLUMN_BITS: u32 = 20;
const COLUMN_MASK: u64 = (1 << COLUMN_BITS) - 1;

/// Ordered by cost, then column. The cost lies within −2⁴⁰ ..= 2⁴², the column below 2²⁰: 63 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packed(u64);

impl Packed {
    pub(crate) fn new(cost: i64, column: u32) -> Self {
        Self((cost + MAX_COST).cast_unsigned() << COLUMN_BITS | u64::from(column))
    }

    pub(crate) fn cost(self) -> i64 {
        (self.0 >> COLUMN_BITS).cast_signed() - MAX_COST
    }

    pub(crate) fn column(self) -> u32 {
        (self.0 & COLUMN_MASK) as u32
    }
}
