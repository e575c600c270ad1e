//! Brings every price down to the lowest that still proves the answer: then it says what one more place would save.
//! Prices may fall until a column with room would have a negative one, or a row would be better off elsewhere.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::places::{NONE, Places};
use crate::Problem;
use crate::packed::Packed;

pub(super) fn lower(problem: &Problem, places: &mut Places) {
    // By column: how far its price can fall. A row that is elsewhere keeps it from falling farther than that row's own
    // price falls and what the column is too dear for it already.
    let mut fall = places.price.clone();
    let mut heap: BinaryHeap<_> = (0..).zip(&fall).map(|(column, &fall)| Reverse(Packed::new(fall, column))).collect();
    for row in (0..).zip(&problem.locked).filter(|(_, locked)| locked.is_none()).map(|(row, _)| row) {
        if places.column_of[row as usize] == NONE {
            hold_up(problem, places, row, 0, &mut fall, &mut heap);
        }
    }
    while let Some(Reverse(next)) = heap.pop() {
        if next.cost() > fall[next.column() as usize] {
            continue;
        }
        for &row in places.rows_of(next.column()) {
            hold_up(problem, places, row, next.cost(), &mut fall, &mut heap);
        }
    }
    for (price, fall) in places.price.iter_mut().zip(fall) {
        *price -= fall;
    }
}

/// The row's price falls by `row_fall`; no candidate may become better for it than what it has.
fn hold_up(
    problem: &Problem,
    places: &Places,
    row: u32,
    row_fall: i64,
    fall: &mut [i64],
    heap: &mut BinaryHeap<Reverse<Packed>>,
) {
    let price_after = places.row_price(row) - row_fall;
    for candidate in problem.candidates(row) {
        // Even for nothing the rest would not be better.
        if candidate.cost() >= price_after {
            break;
        }
        let column = candidate.column();
        let most = candidate.cost() + places.price[column as usize] - price_after;
        if most < fall[column as usize] {
            fall[column as usize] = most;
            heap.push(Reverse(Packed::new(most, column)));
        }
    }
}
