//! What prices make equally good for each row, and who has what of it. Being unmatched counts as one more column after
//! all others, "outside", which takes everybody.

use super::reach::{Reach, Step};
use crate::Problem;
use crate::solve::places::{NONE, Places};

pub(super) struct Choices {
    outside: u32,
    /// Row `r` does equally well in `equal[equal_first[r]..equal_first[r + 1]]`, ascending; a locked row has none.
    equal: Vec<u32>,
    equal_first: Vec<usize>,
    /// The same by column: column `c` is among the choices of `wanting[wanting_first[c]..wanting_first[c + 1]]`.
    wanting: Vec<u32>,
    wanting_first: Vec<usize>,
    /// By row: where it is.
    of: Vec<u32>,
    /// By row: whether it stays there.
    fixed: Vec<bool>,
    /// By column: one of the rows there that are not fixed; the others follow by `later`.
    first: Vec<u32>,
    later: Vec<u32>,
    earlier: Vec<u32>,
    /// By column: how many more rows it takes. Outside has none to give.
    room: Vec<u32>,
    /// Columns that may have room: those whose price is 0.
    free: Vec<u32>,
    is_free: Vec<bool>,
}

impl Choices {
    pub(super) fn new(problem: &Problem, places: &Places) -> Self {
        let outside = u32::try_from(problem.columns()).expect("bounded by MAX_COLUMNS");
        let (equal_first, equal) = equally_good(problem, places, outside);
        let (wanting_first, wanting) = by_column(&equal_first, &equal, problem.columns() + 1);
        let is_free: Vec<bool> = places.price.iter().map(|&price| price == 0).chain([false]).collect();
        let mut choices = Self {
            outside,
            equal,
            equal_first,
            wanting,
            wanting_first,
            of: vec![NONE; problem.rows()],
            fixed: problem.locked.iter().map(Option::is_some).collect(),
            first: vec![NONE; problem.columns() + 1],
            later: vec![NONE; problem.rows()],
            earlier: vec![NONE; problem.rows()],
            room: places.room().chain([0]).collect(),
            free: (0..outside).filter(|&column| is_free[column as usize]).collect(),
            is_free,
        };
        for (row, &column) in (0..).zip(&places.column_of) {
            if !choices.fixed[row as usize] {
                choices.of[row as usize] = if column == NONE { outside } else { column };
                choices.enter(row);
            }
        }
        choices
    }

    /// Outside included.
    pub(super) fn columns(&self) -> usize {
        self.room.len()
    }

    pub(super) fn of(&self, row: u32) -> u32 {
        self.of[row as usize]
    }

    /// Not empty, for it holds where the row is.
    pub(super) fn equal(&self, row: u32) -> &[u32] {
        &self.equal[self.equal_first[row as usize]..self.equal_first[row as usize + 1]]
    }

    /// From now on the row moves only by [`take`](Self::take).
    pub(super) fn fix(&mut self, row: u32) {
        self.leave(row);
        self.fixed[row as usize] = true;
    }

    /// Moves a fixed row.
    pub(super) fn take(&mut self, row: u32, column: u32) {
        self.of[row as usize] = column;
    }

    /// Moves a row that is not fixed.
    pub(super) fn go(&mut self, row: u32, to: u32) {
        self.leave(row);
        self.of[row as usize] = to;
        self.enter(row);
    }

    /// One place in `from` that was free is not any more, one in `to` becomes so; outside is one of the two.
    pub(super) fn pass_room(&mut self, from: u32, to: u32) {
        if from == self.outside {
            self.room[to as usize] += 1;
        } else {
            self.room[from as usize] -= 1;
        }
    }

    /// Where one row too many in `from` can go on to. The first such column that the search from the other side has
    /// come to, if there is one.
    pub(super) fn steps_from(&self, from: u32, reach: &mut Reach, met: &Reach) -> Option<u32> {
        let mut row = self.first[from as usize];
        while row != NONE {
            for &to in self.equal(row) {
                if reach.visit(to, Step { row: Some(row), other: from }) && met.has(to) {
                    return Some(to);
                }
            }
            row = self.later[row as usize];
        }
        let without_moving = Step { row: None, other: from };
        let free = if from == self.outside { self.free.as_slice() } else { &[] };
        let room = (self.room[from as usize] > 0).then_some(self.outside);
        free.iter().copied().chain(room).find(|&to| reach.visit(to, without_moving) && met.has(to))
    }

    /// From where one row missing in `to` can be made good: the mirror image of [`steps_from`](Self::steps_from).
    pub(super) fn steps_to(&self, to: u32, reach: &mut Reach, met: &Reach) -> Option<u32> {
        for &row in &self.wanting[self.wanting_first[to as usize]..self.wanting_first[to as usize + 1]] {
            let from = self.of(row);
            let step = Step { row: Some(row), other: to };
            if !self.fixed[row as usize] && reach.visit(from, step) && met.has(from) {
                return Some(from);
            }
        }
        let without_moving = Step { row: None, other: to };
        let free = if to == self.outside { self.free.as_slice() } else { &[] };
        let room = free.iter().copied().filter(|&column| self.room[column as usize] > 0);
        let outside = self.is_free[to as usize].then_some(self.outside);
        room.chain(outside).find(|&from| reach.visit(from, without_moving) && met.has(from))
    }

    /// By row: its column, or `None` for outside and for a locked row.
    pub(super) fn into_columns(self) -> impl Iterator<Item = Option<u32>> {
        self.of.into_iter().map(move |column| (column < self.outside).then_some(column))
    }

    fn enter(&mut self, row: u32) {
        let first = &mut self.first[self.of[row as usize] as usize];
        let later = std::mem::replace(first, row);
        self.later[row as usize] = later;
        self.earlier[row as usize] = NONE;
        if later != NONE {
            self.earlier[later as usize] = row;
        }
    }

    fn leave(&mut self, row: u32) {
        let (earlier, later) = (self.earlier[row as usize], self.later[row as usize]);
        if earlier == NONE {
            self.first[self.of[row as usize] as usize] = later;
        } else {
            self.later[earlier as usize] = later;
        }
        if later != NONE {
            self.earlier[later as usize] = earlier;
        }
    }
}

fn equally_good(problem: &Problem, places: &Places, outside: u32) -> (Vec<usize>, Vec<u32>) {
    let mut first = Vec::with_capacity(problem.rows() + 1);
    let mut equal = Vec::with_capacity(problem.rows());
    first.push(0);
    for (row, locked) in (0..).zip(&problem.locked) {
        if locked.is_none() {
            let begin = equal.len();
            let price = places.row_price(row);
            // Prices of columns are not negative: what costs more is not as good.
            let affordable = problem.candidates(row).iter().take_while(|candidate| candidate.cost() <= price);
            equal.extend(
                affordable
                    .filter(|candidate| candidate.cost() + places.price[candidate.column() as usize] == price)
                    .map(|candidate| candidate.column()),
            );
            equal[begin..].sort_unstable();
            if problem.unmatched[row as usize] == price {
                equal.push(outside);
            }
        }
        first.push(equal.len());
    }
    (first, equal)
}

fn by_column(equal_first: &[usize], equal: &[u32], columns: usize) -> (Vec<usize>, Vec<u32>) {
    let mut first = vec![0; columns + 1];
    for &column in equal {
        first[column as usize + 1] += 1;
    }
    for column in 0..columns {
        first[column + 1] += first[column];
    }
    let mut next = first.clone();
    let mut wanting = vec![NONE; equal.len()];
    for (row, bounds) in (0..).zip(equal_first.windows(2)) {
        for &column in &equal[bounds[0]..bounds[1]] {
            wanting[next[column as usize]] = row;
            next[column as usize] += 1;
        }
    }
    (first, wanting)
}
