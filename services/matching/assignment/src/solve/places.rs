//! Where every row stands while the solver works: the places of each column, who sits in them, and at what price.

use crate::Problem;
use crate::problem::MAX_COST;

/// No row, no column.
pub(super) const NONE: u32 = u32::MAX;

/// More than any row would pay, for it costs less to stay unmatched: the price of a column that takes none, or that
/// none can come to.
const OUT_OF_REACH: i64 = 4 * MAX_COST;

/// One of the places of a column.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) column: u32,
    index: usize,
}

/// A row is unmatched, or sits at a place of a column. Locked rows are not here, nor are the places they take.
pub(super) struct Places {
    /// By column, at least 0.
    pub(super) price: Vec<i64>,
    /// By row: its column, or `NONE`.
    pub(super) column_of: Vec<u32>,
    /// By row: what it costs where it is, price not included.
    pub(super) cost_of: Vec<i64>,
    place_of: Vec<usize>,
    /// Column `c` has `sitting[first[c]..first[c + 1]]`, of which the first `taken[c]` hold a row.
    first: Vec<usize>,
    taken: Vec<u32>,
    sitting: Vec<u32>,
}

impl Places {
    /// All rows unmatched.
    pub(super) fn new(problem: &Problem) -> Self {
        let mut wanted = vec![0_u32; problem.columns()];
        for row in (0..).zip(&problem.locked).filter(|(_, locked)| locked.is_none()).map(|(row, _)| row) {
            for candidate in problem.candidates(row) {
                wanted[candidate.column() as usize] += 1;
            }
        }
        let mut open = problem.capacity.clone();
        for &column in problem.locked.iter().flatten() {
            open[column as usize] -= 1;
        }
        let mut first = Vec::with_capacity(open.len() + 1);
        first.push(0);
        let mut places = 0;
        for (open, wanted) in open.iter().zip(&wanted) {
            places += *open.min(wanted) as usize;
            first.push(places);
        }
        let price = |bounds: &[usize]| if bounds[0] == bounds[1] { OUT_OF_REACH } else { 0 };
        Self {
            price: first.windows(2).map(price).collect(),
            column_of: vec![NONE; problem.rows()],
            cost_of: problem.unmatched.clone(),
            place_of: vec![usize::MAX; problem.rows()],
            first,
            taken: vec![0; problem.columns()],
            sitting: vec![NONE; places],
        }
    }

    pub(super) fn rows_of(&self, column: u32) -> &[u32] {
        let column = column as usize;
        &self.sitting[self.first[column]..self.first[column] + self.taken[column] as usize]
    }

    pub(super) fn is_full(&self, column: u32) -> bool {
        let column = column as usize;
        self.first[column] + self.taken[column] as usize == self.first[column + 1]
    }

    /// What keeping `row` where it is costs it: its cost and the price of its column.
    pub(super) fn row_price(&self, row: u32) -> i64 {
        let row = row as usize;
        self.cost_of[row] + if self.column_of[row] == NONE { 0 } else { self.price[self.column_of[row] as usize] }
    }

    /// A place of a column that is not full, for a row to be put there at once.
    pub(super) fn free_place(&mut self, column: u32) -> Place {
        let taken = &mut self.taken[column as usize];
        *taken += 1;
        Place { column, index: self.first[column as usize] + *taken as usize - 1 }
    }

    /// Where the row sits; `None` if it is unmatched.
    pub(super) fn place_of(&self, row: u32) -> Option<Place> {
        let column = self.column_of[row as usize];
        (column != NONE).then(|| Place { column, index: self.place_of[row as usize] })
    }

    /// Puts a row at a place that is free, or that its row leaves in the same breath.
    pub(super) fn put(&mut self, row: u32, cost: i64, place: Place) {
        self.sitting[place.index] = row;
        self.column_of[row as usize] = place.column;
        self.cost_of[row as usize] = cost;
        self.place_of[row as usize] = place.index;
    }

    /// Leaves a row unmatched; another is put at its place at once.
    pub(super) fn unmatch(&mut self, row: u32, problem: &Problem) {
        self.column_of[row as usize] = NONE;
        self.cost_of[row as usize] = problem.unmatched[row as usize];
    }

    /// By column: how many more rows it takes of those that could come.
    pub(super) fn room(&self) -> impl Iterator<Item = u32> {
        self.first.windows(2).zip(&self.taken).map(|(bounds, &taken)| {
            u32::try_from(bounds[1] - bounds[0]).expect("no more places than the column's capacity") - taken
        })
    }
}
