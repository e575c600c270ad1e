//! Successive shortest augmenting paths over prices, in integers.
//!
//! At every moment every column has a price, 0 unless it is full, and every placed row is where cost and price together
//! are least for it. So whatever is placed is placed at least cost; what remains is to place the rest.
//!
//! A column that takes several rows is one column with several places at one price, not several columns: a search comes
//! to it once, and no pair is kept twice.

mod augmenting;
mod bidding;
mod lowest_prices;
mod places;
mod ties;

use augmenting::Augmenting;
use places::Places;

use crate::{Problem, Solution};

impl Problem {
    /// A cheapest answer, always the same one, with the prices that prove it. There always is one: every row that is
    /// not locked may stay unmatched.
    pub fn solve(&self) -> Solution {
        let mut places = Places::new(self);
        let rows = (0..).zip(&self.locked).filter(|(_, locked)| locked.is_none()).map(|(row, _)| row).collect();
        let mut left = bidding::place_most(self, &mut places, rows);
        left.sort_unstable();
        let mut augmenting = Augmenting::new(self);
        for row in left {
            augmenting.place(&mut places, row);
        }
        lowest_prices::lower(self, &mut places);
        let settled = ties::settle(self, &places);
        let columns = settled.zip(&self.locked).map(|(column, &locked)| locked.or(column)).collect();
        self.solution(columns, places.price)
    }

    fn solution(&self, columns: Vec<Option<u32>>, column_prices: Vec<i64>) -> Solution {
        let mut total_cost = 0;
        let mut row_prices = Vec::with_capacity(columns.len());
        for ((row, &column), &unmatched) in (0..).zip(&columns).zip(&self.unmatched) {
            let (cost, price) = column.map_or((unmatched, 0), |column| {
                let cost = self.cost(row, column).expect("a row is only ever put where it may be");
                (cost, column_prices[column as usize])
            });
            total_cost += cost;
            row_prices.push(cost + price);
        }
        Solution { columns, total_cost, row_prices, column_prices }
    }
}
