//! A problem as its caller says it, and ways to make many of them.

use std::ops::RangeInclusive;

use assignment::{Contradictions, Problem, ProblemBuilder};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::subsequence;

/// Rows and columns are indices.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) unmatched: Vec<i64>,
    pub(super) capacities: Vec<u32>,
    pub(super) pairs: Vec<(u32, u32, i64)>,
    pub(super) locked: Vec<(u32, u32)>,
    pub(super) vetoed: Vec<(u32, u32)>,
}

impl Instance {
    pub(super) fn build(&self) -> Result<Problem, Contradictions> {
        let mut builder = ProblemBuilder::new(self.unmatched.clone(), self.capacities.clone());
        for &(row, column, cost) in &self.pairs {
            builder.allow(row, column, cost);
        }
        for &(row, column) in &self.locked {
            builder.lock(row, column);
        }
        for &(row, column) in &self.vetoed {
            builder.veto(row, column);
        }
        builder.build()
    }

    pub(super) fn problem(&self) -> Problem {
        self.build().expect("an instance without contradictions")
    }

    /// What a row may have, by what was said: `None` is unmatched.
    pub(super) fn choices(&self, row: u32) -> Vec<(Option<u32>, i64)> {
        let lock = self.locked.iter().find(|&&(locked, _)| locked == row).map(|&(_, column)| column);
        let mut choices: Vec<_> = self
            .pairs
            .iter()
            .filter(|&&(of, column, _)| of == row && !self.vetoed.contains(&(row, column)))
            .filter(|&&(_, column, _)| lock.is_none_or(|lock| lock == column))
            .map(|&(_, column, cost)| (Some(column), cost))
            .collect();
        choices.sort_unstable();
        if lock.is_none() {
            choices.push((None, self.unmatched[row as usize]));
        }
        choices
    }
}

/// Without contradictions. `costs` is the range of every cost: a narrow one makes many answers equally cheap.
pub(super) fn instances(rows: usize, columns: usize, costs: RangeInclusive<i64>) -> impl Strategy<Value = Instance> {
    (vec(costs.clone(), 0..=rows), vec(0_u32..=3, 0..=columns))
        .prop_flat_map(move |(unmatched, capacities)| {
            let (rows, columns) = (unmatched.len(), capacities.len());
            let all: Vec<_> =
                (0_u32..).take(rows).flat_map(|row| (0_u32..).take(columns).map(move |c| (row, c))).collect();
            let count = all.len();
            let pairs = (subsequence(all.clone(), 0..=count), vec(costs.clone(), count));
            (Just(unmatched), Just(capacities), pairs, subsequence(all, 0..=count / 4), vec(any::<bool>(), count))
        })
        .prop_map(|(unmatched, capacities, (pairs, costs), vetoed, mut wishes)| {
            let pairs: Vec<_> = pairs.into_iter().zip(costs).map(|((row, column), cost)| (row, column, cost)).collect();
            let mut room = capacities.clone();
            let mut locked: Vec<(u32, u32)> = Vec::new();
            for &(row, column, _) in &pairs {
                let wished = wishes.pop() == Some(true) && row % 3 == 0;
                let taken = locked.iter().any(|&(other, _)| other == row) || room[column as usize] == 0;
                if wished && !taken && !vetoed.contains(&(row, column)) {
                    room[column as usize] -= 1;
                    locked.push((row, column));
                }
            }
            Instance { unmatched, capacities, pairs, locked, vetoed }
        })
}

/// Each row may go to `candidates` of the columns; nothing locked or vetoed.
pub(super) fn wide_instances(
    rows: usize,
    columns: u32,
    candidates: usize,
    costs: RangeInclusive<i64>,
) -> impl Strategy<Value = Instance> {
    let unmatched = vec(costs.clone(), rows);
    let capacities = vec(0_u32..=3, columns as usize);
    let chosen = vec((btree_set(0..columns, candidates), vec(costs, candidates)), rows);
    (unmatched, capacities, chosen).prop_map(|(unmatched, capacities, chosen)| Instance {
        unmatched,
        capacities,
        pairs: (0_u32..)
            .zip(chosen)
            .flat_map(|(row, (columns, costs))| {
                columns.into_iter().zip(costs).map(move |(column, cost)| (row, column, cost))
            })
            .collect(),
        locked: Vec::new(),
        vetoed: Vec::new(),
    })
}
