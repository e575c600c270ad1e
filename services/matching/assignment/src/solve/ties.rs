//! Of all cheapest answers, the one that gives each row in turn its lowest column.
//!
//! Every cheapest answer seats rows only where cost and price together are least for them, and leaves room only in
//! columns whose price is 0. So from one such answer every other is reached by rows changing places in a circle, among
//! the choices that prices make equal: a row goes to a lower column if somebody can leave that for a third, and so on,
//! until the row's own place is taken.

mod choices;
mod reach;
#[cfg(test)]
mod tests;

use choices::Choices;
use reach::{Reach, Step};

use super::places::Places;
use crate::Problem;

/// By row: its column, or `None` for unmatched and for a locked row. Costs what `places` cost, whose prices prove that
/// nothing costs less.
pub(super) fn settle(problem: &Problem, places: &Places) -> impl Iterator<Item = Option<u32>> {
    let mut ties = Ties::new(problem, places);
    for row in (0..).zip(&problem.locked).filter(|(_, locked)| locked.is_none()).map(|(row, _)| row) {
        ties.choices.fix(row);
        ties.lower(row);
    }
    ties.choices.into_columns()
}

struct Ties {
    choices: Choices,
    /// Where the one can go who must leave the column that the row would go to.
    forward: Reach,
    /// From where somebody can come to the place that the row would leave.
    backward: Reach,
}

impl Ties {
    fn new(problem: &Problem, places: &Places) -> Self {
        let choices = Choices::new(problem, places);
        let (forward, backward) = (Reach::new(choices.columns()), Reach::new(choices.columns()));
        Self { choices, forward, backward }
    }

    /// Gives the row the lowest of its choices that it can have without a row before it moving.
    fn lower(&mut self, row: u32) {
        let now = self.choices.of(row);
        if self.choices.equal(row)[0] == now {
            return;
        }
        self.forward.clear();
        self.backward.clear();
        self.backward.visit(now, Step::default());
        for index in 0.. {
            let wanted = self.choices.equal(row)[index];
            if wanted == now {
                return;
            }
            if let Some(met) = self.connect(wanted) {
                self.change_places(row, wanted, now, met);
                return;
            }
        }
    }

    /// Where a way on from `wanted` meets a way to the place that the row leaves; `None` if there is no such way.
    fn connect(&mut self, wanted: u32) -> Option<u32> {
        // Seen in vain for a lower column.
        if !self.forward.visit(wanted, Step::default()) {
            return None;
        }
        if self.backward.has(wanted) {
            return Some(wanted);
        }
        loop {
            // Whichever side has had less work so far: a circle is short, what leads nowhere may be wide on one side.
            let met = if self.forward.work() <= self.backward.work() {
                let from = self.forward.next()?;
                self.choices.steps_from(from, &mut self.forward, &self.backward)
            } else {
                let to = self.backward.next()?;
                self.choices.steps_to(to, &mut self.backward, &self.forward)
            };
            if met.is_some() {
                return met;
            }
        }
    }

    fn change_places(&mut self, row: u32, wanted: u32, left: u32, met: u32) {
        let mut steps = Vec::new();
        let mut column = met;
        while column != wanted {
            let step = self.forward.step(column);
            steps.push((step.row, step.other, column));
            column = step.other;
        }
        column = met;
        while column != left {
            let step = self.backward.step(column);
            steps.push((step.row, column, step.other));
            column = step.other;
        }
        self.choices.take(row, wanted);
        for (row, from, to) in steps {
            match row {
                Some(row) => self.choices.go(row, to),
                None => self.choices.pass_room(from, to),
            }
        }
    }
}
