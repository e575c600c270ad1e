//! What a published table may show: primary suppression by the threshold rule.
//!
//! A count of 1 to k − 1 is hidden, and so is every figure that rests on fewer than k. Zero is shown: it is nobody's
//! value. What a zero can tell is that none of a known group did something (group disclosure); the published tables are
//! of a whole programme and year, and none of their indicators is a trait one would want to hide by not having it.
//! Hiding zeros would cost more than it protects: most are of programmes that do not work so at all, everybody on the
//! spot knows them, and a hidden cell would no longer say "one to k − 1" but "hardly anybody or nobody". Surveys of
//! official statistics treat them so too: thresholds begin at one.
//!
//! A ninth decile needs k observations at or above it as well: of fewer it is near the longest wait of all, which
//! is one person's.
//!
//! What other cells let one reckon is not looked at here (secondary suppression); hence only tables whose cells do not
//! add up are published, see [`crate::indicator::IndicatorDefinition::published`].

use proto::reporting::v1::{Cell, CellKind, Provenance, Unit};

use crate::{
    indicator::IndicatorDefinition,
    quantile::{Quantile, QuantileFigure},
};

/// k: counts below it, other than zero, are not shown. Never under three: with two, one of the two would know the
/// other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SmallestCell(u32);

impl SmallestCell {
    pub const FLOOR: u32 = 3;
    pub const DEFAULT: Self = Self(5);

    /// A district's own k. Unset (0) is the default; under the floor is the floor.
    pub fn of_district(smallest_cell: u32) -> Self {
        if smallest_cell == 0 { Self::DEFAULT } else { Self(smallest_cell.max(Self::FLOOR)) }
    }

    pub fn get(self) -> u32 {
        self.0
    }

    /// Too few to show, and somebody.
    pub fn is_small(self, count: u64) -> bool {
        count > 0 && count < u64::from(self.0)
    }
}

/// A figure before anything is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measured {
    /// `None` when there is nothing to take a quantile of.
    pub value: Option<u64>,
    /// What it rests on, as told with it.
    pub n: u64,
    /// What k is held against beside it: fewer may stand behind a figure than it rests on.
    pub support: u64,
}

impl Measured {
    /// A count of things that each are somebody's or something's own.
    pub fn count(count: u64) -> Self {
        Self { value: Some(count), n: count, support: count }
    }

    /// A count of times, which can only be of this many people or more.
    pub fn times(times: u64, people: u64) -> Self {
        Self { value: Some(times), n: people, support: people }
    }

    pub fn quantile(quantile: Quantile, figure: QuantileFigure) -> Self {
        let support = match quantile {
            Quantile::Median => figure.n,
            Quantile::NinthDecile => figure.at_or_above,
        };
        Self { value: figure.value, n: figure.n, support }
    }
}

/// The place of a published table that a figure takes.
pub fn cell(programme_id: &str, definition: &IndicatorDefinition, measured: Measured, k: SmallestCell) -> Cell {
    let small = k.is_small(measured.support);
    let cell = Cell {
        programme_id: programme_id.to_owned(),
        indicator_id: definition.id.to_owned(),
        definition_id: definition.definition_id(),
        unit: definition.unit.into(),
        kind: if small { CellKind::SuppressedPrimary } else { CellKind::Value }.into(),
        value: measured.value,
        n: measured.n,
        provenance: Provenance::Collected.into(),
    };
    suppress(cell, k)
}

/// Takes the value out of a cell that must not show it. Looks at this cell alone, so the order of cells does not matter,
/// and a suppressed one stays as it is.
#[must_use]
pub fn suppress(cell: Cell, k: SmallestCell) -> Cell {
    let hidden = |kind: CellKind, cell: Cell| Cell { kind: kind.into(), value: None, n: 0, ..cell };
    match cell.kind() {
        CellKind::Value if k.is_small(cell.n) || is_small_count(&cell, k) => hidden(CellKind::SuppressedPrimary, cell),
        CellKind::Value => cell,
        kind @ (CellKind::SuppressedPrimary
        | CellKind::SuppressedSecondary
        | CellKind::NotCollected
        | CellKind::Unspecified) => hidden(kind, cell),
    }
}

/// Days are no count of anybody: a median of two days may be shown when enough stand behind it.
fn is_small_count(cell: &Cell, k: SmallestCell) -> bool {
    match cell.unit() {
        Unit::Days => false,
        Unit::Unspecified
        | Unit::Referrals
        | Unit::Persons
        | Unit::Matches
        | Unit::Milestones
        | Unit::Sessions
        | Unit::Attendances
        | Unit::Organisations => cell.value.is_some_and(|value| k.is_small(value)),
    }
}

#[cfg(test)]
mod tests;
