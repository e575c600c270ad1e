//! Places one more row at the least additional cost: along a shortest path of rows that each make room for the one
//! before, to a column with room or to a row that is best left unmatched. Dijkstra's algorithm, over what a step costs
//! beyond what the row pays now.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::places::{NONE, Places};
use crate::Problem;
use crate::packed::Packed;

/// Memory used again for every row.
pub(super) struct Augmenting<'p> {
    problem: &'p Problem,
    /// By column.
    labels: Vec<Label>,
    /// Labels of an earlier search count as unset.
    search: u32,
    heap: BinaryHeap<Reverse<Packed>>,
    /// Columns as near as the one that is looked on from: nothing is nearer, and they need no sorting.
    as_near: Vec<u32>,
    /// The column with the lowest price, and that price: where all volunteers are wanted, none comes cheap, and most
    /// candidates need no look.
    cheapest: usize,
    floor: i64,
    /// Columns whose distance is final, by distance.
    settled: Vec<u32>,
}

#[derive(Clone)]
struct Label {
    search: u32,
    /// Who would come to this column.
    row: u32,
    /// At what cost of the pair.
    cost: i64,
    /// What the path to here costs beyond what every row on it pays now, and the first one at least.
    distance: i64,
}

/// Where the shortest path found so far ends.
struct End {
    distance: i64,
    at: EndsAt,
}

enum EndsAt {
    Room(u32),
    Unmatched(u32),
}

impl<'p> Augmenting<'p> {
    pub(super) fn new(problem: &'p Problem) -> Self {
        let unset = Label { search: 0, row: NONE, cost: 0, distance: 0 };
        Self {
            problem,
            labels: vec![unset; problem.columns()],
            search: 0,
            heap: BinaryHeap::new(),
            as_near: Vec::new(),
            cheapest: 0,
            floor: 0,
            settled: Vec::new(),
        }
    }

    /// `row` is unmatched, and may remain so; prices and other rows change with it.
    pub(super) fn place(&mut self, places: &mut Places, row: u32) {
        self.search += 1;
        self.heap.clear();
        self.as_near.clear();
        self.raise_floor(&places.price);
        self.settled.clear();
        let end = self.search(places, row);
        for &column in &self.settled {
            places.price[column as usize] += end.distance - self.labels[column as usize].distance;
        }
        self.shift(places, &end.at);
    }

    fn search(&mut self, places: &Places, source: u32) -> End {
        let least = self.least_paid(places, source);
        let mut end = End { distance: self.problem.unmatched[source as usize] - least, at: EndsAt::Unmatched(source) };
        self.reach_from(places, source, least, 0, &mut end);
        while let Some((distance, column)) = self.nearest() {
            if distance >= end.distance {
                break;
            }
            self.settled.push(column);
            for &row in places.rows_of(column) {
                let paid = places.row_price(row);
                let leaving = distance + self.problem.unmatched[row as usize] - paid;
                if leaving < end.distance {
                    end = End { distance: leaving, at: EndsAt::Unmatched(row) };
                }
                self.reach_from(places, row, paid, distance, &mut end);
            }
        }
        end
    }

    /// The next column to look on from, and its distance.
    fn nearest(&mut self) -> Option<(i64, u32)> {
        if let Some(column) = self.as_near.pop() {
            return Some((self.labels[column as usize].distance, column));
        }
        loop {
            let Reverse(next) = self.heap.pop()?;
            let (distance, column) = (next.cost(), next.column());
            // A nearer way was found after this one; the column has had its turn.
            if distance == self.labels[column as usize].distance {
                return Some((distance, column));
            }
        }
    }

    /// Looks at every column the row could go to, from where it pays `paid` at `distance`.
    fn reach_from(&mut self, places: &Places, row: u32, paid: i64, distance: i64, end: &mut End) {
        let without_price = distance - paid;
        for &candidate in self.problem.candidates(row) {
            // No price is lower and what follows costs no less: all of it is farther than the end.
            if without_price + candidate.cost() + self.floor >= end.distance {
                break;
            }
            let column = candidate.column();
            let reached = without_price + candidate.cost() + places.price[column as usize];
            if reached >= end.distance {
                continue;
            }
            let label = &mut self.labels[column as usize];
            if label.search == self.search && label.distance <= reached {
                continue;
            }
            *label = Label { search: self.search, row, cost: candidate.cost(), distance: reached };
            if reached == distance && places.is_full(column) {
                self.as_near.push(column);
            } else if places.is_full(column) {
                self.heap.push(Reverse(Packed::new(reached, column)));
            } else {
                *end = End { distance: reached, at: EndsAt::Room(column) };
            }
        }
    }

    fn least_paid(&self, places: &Places, row: u32) -> i64 {
        let mut least = self.problem.unmatched[row as usize];
        for &candidate in self.problem.candidates(row) {
            if candidate.cost() + self.floor >= least {
                break;
            }
            least = least.min(candidate.cost() + places.price[candidate.column() as usize]);
        }
        least
    }

    /// Prices only rise here: as long as the cheapest column does not, the floor stands.
    fn raise_floor(&mut self, prices: &[i64]) {
        if prices.get(self.cheapest).is_some_and(|&price| price > self.floor) {
            (self.cheapest, self.floor) =
                (0..).zip(prices.iter().copied()).min_by_key(|&(_, price)| price).expect("the cheapest is one");
        }
    }

    /// Lets every row on the path take the place of the next, the last one first.
    fn shift(&self, places: &mut Places, at: &EndsAt) {
        let mut free = match *at {
            EndsAt::Room(column) => Some(places.free_place(column)),
            EndsAt::Unmatched(row) => {
                let place = places.place_of(row);
                places.unmatch(row, self.problem);
                place
            }
        };
        while let Some(place) = free {
            let label = &self.labels[place.column as usize];
            // None for the row the path began with.
            free = places.place_of(label.row);
            places.put(label.row, label.cost, place);
        }
    }
}
