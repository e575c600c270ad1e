//! Places most rows quickly: each goes where cost and price are least for it, and two who want one place raise its
//! price until the weaker is as well off elsewhere. What this would settle too slowly is left over.

use super::places::Places;
use crate::Problem;

/// Choices per row, on average, before the rest is left over. Measured with ten thousand rows: up to four save time
/// where places are scarce, more save none.
const CHOICES_PER_ROW: usize = 4;

/// The best that prices offer a row.
struct Choice {
    column: u32,
    cost: i64,
    /// The price of the column from which on something else is as good.
    gives_way_at: i64,
}

/// Places rows, and returns those left over. A row that is best off unmatched stays so, and is not left over: prices
/// only rise.
pub(super) fn place_most(problem: &Problem, places: &mut Places, rows: Vec<u32>) -> Vec<u32> {
    let mut gives_way_at = vec![0; problem.rows()];
    let mut left = Vec::new();
    let mut choices = rows.len() * CHOICES_PER_ROW;
    for first in rows {
        let mut row = first;
        while let Some(choice) = choose(problem, places, row) {
            if choices == 0 {
                left.push(row);
                break;
            }
            choices -= 1;
            let column = choice.column;
            if !places.is_full(column) {
                let place = places.free_place(column);
                places.put(row, choice.cost, place);
                gives_way_at[row as usize] = choice.gives_way_at;
                break;
            }
            let weakest = places.rows_of(column).iter().copied().min_by_key(|&row| gives_way_at[row as usize]);
            let weakest = weakest.expect("a full column with a candidate has rows, for others are out of reach");
            let price = &mut places.price[column as usize];
            if choice.gives_way_at > gives_way_at[weakest as usize] {
                *price = gives_way_at[weakest as usize];
                let place = places.place_of(weakest).expect("it sits there");
                places.unmatch(weakest, problem);
                places.put(row, choice.cost, place);
                gives_way_at[row as usize] = choice.gives_way_at;
                row = weakest;
            } else if choice.gives_way_at > *price {
                *price = choice.gives_way_at;
            } else {
                left.push(row);
                break;
            }
        }
    }
    left
}

/// `None` if nothing is better than to stay unmatched.
fn choose(problem: &Problem, places: &Places, row: u32) -> Option<Choice> {
    let unmatched = problem.unmatched[row as usize];
    let (mut best, mut second) = (unmatched, unmatched);
    let mut chosen = None;
    for &candidate in problem.candidates(row) {
        // Prices are not negative and what follows costs no less: nothing better comes.
        if candidate.cost() >= second {
            break;
        }
        let paid = candidate.cost() + places.price[candidate.column() as usize];
        if paid < best {
            second = best;
            best = paid;
            chosen = Some(candidate);
        } else if paid < second {
            second = paid;
        }
    }
    chosen.map(|candidate| Choice {
        column: candidate.column(),
        cost: candidate.cost(),
        gives_way_at: second - candidate.cost(),
    })
}
