//! From what a caller says, in any order, to a [`Problem`], or to everything that is wrong with it.

use super::{Contradiction, Contradictions, MAX_COLUMNS, MAX_COST, MAX_ROWS, Problem};
use crate::packed::Packed;

/// Gathers a [`Problem`]. Nothing is checked before [`build`](Self::build).
#[derive(Debug, Clone)]
pub struct ProblemBuilder {
    unmatched: Vec<i64>,
    capacities: Vec<u32>,
    /// Row, column, cost.
    allowed: Vec<(u32, u32, i64)>,
    locked: Vec<(u32, u32)>,
    vetoed: Vec<(u32, u32)>,
}

impl ProblemBuilder {
    /// `unmatched` has one entry per row: what leaving it unmatched costs, higher for who should sooner be matched.
    /// `capacities` has one entry per column: how many rows it can take, 0 included.
    pub fn new(unmatched: Vec<i64>, capacities: Vec<u32>) -> Self {
        Self { unmatched, capacities, allowed: Vec::new(), locked: Vec::new(), vetoed: Vec::new() }
    }

    /// A pair that may be in the answer, and what it costs there. What is not allowed is forbidden.
    pub fn allow(&mut self, row: u32, column: u32, cost: i64) -> &mut Self {
        self.allowed.push((row, column, cost));
        self
    }

    /// An allowed pair that must be in the answer; it takes one of the column's places.
    pub fn lock(&mut self, row: u32, column: u32) -> &mut Self {
        self.locked.push((row, column));
        self
    }

    /// A pair that must not be in the answer. It need not be allowed, and may be said twice.
    pub fn veto(&mut self, row: u32, column: u32) -> &mut Self {
        self.vetoed.push((row, column));
        self
    }

    /// Everything that contradicts, at once; of a problem too large only what is out of bounds.
    pub fn build(mut self) -> Result<Problem, Contradictions> {
        let mut found = self.out_of_bounds();
        if self.unmatched.len() > MAX_ROWS || self.capacities.len() > MAX_COLUMNS {
            return Err(contradictions(found));
        }
        if !found.is_empty() {
            self.forget_unknown();
        }
        self.locked.sort_unstable();
        self.vetoed.sort_unstable();
        let (mut starts, mut candidates) = self.by_row();
        self.find_allowed_twice(&starts, &candidates, &mut found);
        self.find_impossible_locks(&starts, &candidates, &mut found);
        if !found.is_empty() {
            return Err(contradictions(found));
        }

        let mut locked = vec![None; self.unmatched.len()];
        for &(row, column) in &self.locked {
            locked[row as usize] = Some(column);
        }
        if !self.locked.is_empty() || !self.vetoed.is_empty() {
            self.keep_possible(&locked, &mut starts, &mut candidates);
        }
        Ok(Problem { unmatched: self.unmatched, capacity: self.capacities, locked, starts, candidates })
    }

    fn out_of_bounds(&self) -> Vec<Contradiction> {
        let mut found = Vec::new();
        let (rows, columns) = (self.unmatched.len(), self.capacities.len());
        if rows > MAX_ROWS {
            found.push(Contradiction::TooManyRows { rows });
        }
        if columns > MAX_COLUMNS {
            found.push(Contradiction::TooManyColumns { columns });
        }
        let bounds = -MAX_COST..=MAX_COST;
        found.extend(
            (0..)
                .zip(&self.unmatched)
                .filter(|(_, cost)| !bounds.contains(cost))
                .map(|(row, &cost)| Contradiction::UnmatchedCostOutOfBounds { row, cost }),
        );
        for &(row, column, cost) in &self.allowed {
            if !bounds.contains(&cost) {
                found.push(Contradiction::PairCostOutOfBounds { row, column, cost });
            }
        }
        let pairs = self.allowed.iter().map(|&(row, column, _)| (row, column));
        for (row, column) in pairs.chain(self.locked.iter().copied()).chain(self.vetoed.iter().copied()) {
            if row as usize >= rows {
                found.push(Contradiction::UnknownRow { row, column });
            }
            if column as usize >= columns {
                found.push(Contradiction::UnknownColumn { row, column });
            }
        }
        found
    }

    /// An index out of bounds cannot be filed under its row; all else is checked without it.
    fn forget_unknown(&mut self) {
        let (rows, columns) = (self.unmatched.len(), self.capacities.len());
        let known = |row: u32, column: u32| (row as usize) < rows && (column as usize) < columns;
        self.allowed.retain(|&(row, column, _)| known(row, column));
        self.locked.retain(|&(row, column)| known(row, column));
        self.vetoed.retain(|&(row, column)| known(row, column));
        for (_, _, cost) in &mut self.allowed {
            *cost = (*cost).clamp(-MAX_COST, MAX_COST);
        }
    }

    /// Where each row's candidates start (and the last row's end), and the candidates, cheapest first within a row.
    fn by_row(&self) -> (Vec<usize>, Vec<Packed>) {
        let rows = self.unmatched.len();
        let mut starts = vec![0; rows + 1];
        for &(row, _, _) in &self.allowed {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut candidates = vec![Packed::new(0, 0); self.allowed.len()];
        for &(row, column, cost) in &self.allowed {
            let place = &mut next[row as usize];
            candidates[*place] = Packed::new(cost, column);
            *place += 1;
        }
        for row in 0..rows {
            candidates[starts[row]..starts[row + 1]].sort_unstable();
        }
        (starts, candidates)
    }

    fn find_allowed_twice(&self, starts: &[usize], candidates: &[Packed], found: &mut Vec<Contradiction>) {
        let mut last_row_of = vec![None; self.capacities.len()];
        for (row, bounds) in (0..).zip(starts.windows(2)) {
            for candidate in &candidates[bounds[0]..bounds[1]] {
                let column = candidate.column();
                if last_row_of[column as usize].replace(row) == Some(row) {
                    found.push(Contradiction::AllowedTwice { row, column });
                }
            }
        }
    }

    fn find_impossible_locks(&self, starts: &[usize], candidates: &[Packed], found: &mut Vec<Contradiction>) {
        for pair in self.locked.windows(2) {
            if pair[0].0 == pair[1].0 {
                found.push(Contradiction::LockedTwice { row: pair[0].0 });
            }
        }
        let mut taken = vec![0; self.capacities.len()];
        let mut once = self.locked.clone();
        once.dedup();
        for (row, column) in once {
            taken[column as usize] += 1;
            let of_row = &candidates[starts[row as usize]..starts[row as usize + 1]];
            if of_row.iter().all(|candidate| candidate.column() != column) {
                found.push(Contradiction::LockedNotAllowed { row, column });
            }
            if self.vetoed.binary_search(&(row, column)).is_ok() {
                found.push(Contradiction::LockedAndVetoed { row, column });
            }
        }
        for (column, (&locked, &capacity)) in (0..).zip(taken.iter().zip(&self.capacities)) {
            if locked > capacity {
                found.push(Contradiction::LockedBeyondCapacity { column, locked, capacity });
            }
        }
    }

    /// Leaves out vetoed pairs, and of a locked row all pairs but the locked one.
    fn keep_possible(&self, locked: &[Option<u32>], starts: &mut [usize], candidates: &mut Vec<Packed>) {
        let mut kept = 0;
        let mut start = 0;
        for (row, &lock) in (0..).zip(locked) {
            let vetoed_from = self.vetoed.partition_point(|&(other, _)| other < row);
            let vetoed_to = self.vetoed.partition_point(|&(other, _)| other <= row);
            let vetoed = &self.vetoed[vetoed_from..vetoed_to];
            let end = starts[row as usize + 1];
            for index in start..end {
                let column = candidates[index].column();
                if lock.is_none_or(|locked| locked == column) && vetoed.binary_search(&(row, column)).is_err() {
                    candidates[kept] = candidates[index];
                    kept += 1;
                }
            }
            start = end;
            starts[row as usize + 1] = kept;
        }
        candidates.truncate(kept);
    }
}

fn contradictions(mut found: Vec<Contradiction>) -> Contradictions {
    found.sort_unstable();
    found.dedup();
    Contradictions(found)
}
