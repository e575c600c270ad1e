//! What a pair costs in a plan: the comparison of the ranking written as one number, so that costs can be added up.
//!
//! Each comparison is a digit, those that count more before the others, each with as many values as it can have or as
//! are told apart; of two pairs within that the one that the ranking puts first therefore never costs more. Who was approved first,
//! and ids, are no digits: the order of the columns settles them.
//!
//! A sum adds digits of different pairs: one term against more is planned where it spares other pairs more than
//! six terms for, and so on down the digits.

use assignment::MAX_COST;

use crate::ranking::Order;

const DIGITS: usize = 9;

/// How many values each digit has. A pair has at most three terms against and six for; children more than twenty-one
/// years apart are told apart no more, nor are more than seven languages in common, nor fifteen matches running.
const VALUES: [i64; DIGITS] = [
    4,   // terms against
    7,   // terms for
    4,   // nearness
    256, // months between children; the last value when a side has none
    8,   // languages
    6,   // times
    9,   // wishes
    21,  // interests
    16,  // matches running
];

/// How many digits a plan of some size has. All nine make a number below 2³², so with more than 256 requests the last
/// ones are left away: they tell apart only pairs that are alike in everything before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    digits: usize,
}

impl Scale {
    /// The costs of so many pairs, each below a bound, add up to less than `MAX_COST`.
    pub(super) fn of(requests: usize) -> Self {
        let bound = MAX_COST / i64::try_from(requests.max(1)).unwrap_or(MAX_COST);
        let mut values = 1;
        let fits = |of_digit: &&i64| {
            values *= **of_digit;
            values <= bound
        };
        Self { digits: VALUES.iter().take_while(fits).count() }
    }

    /// From 0 to below the product of the values of its digits.
    pub(super) fn cost(self, order: &Order<'_>) -> i64 {
        digits(order).into_iter().zip(VALUES).take(self.digits).fold(0, |cost, (digit, values)| cost * values + digit)
    }
}

/// Each from 0, best, to below the number of its values.
fn digits(order: &Order<'_>) -> [i64; DIGITS] {
    let last = VALUES.map(|values| values - 1);
    let at_most = |value: usize, digit: usize| i64::try_from(value).unwrap_or(i64::MAX).min(last[digit]);
    let fewer = |value: u32, digit: usize| i64::from(value).min(last[digit]);
    let more = |value: usize, digit: usize| last[digit] - at_most(value, digit);
    let months = if order.child_months == u32::MAX { last[3] } else { fewer(order.child_months, 3).min(last[3] - 1) };
    [
        at_most(order.against, 0),
        more(order.in_favour.0, 1),
        order.nearness as i64,
        months,
        more(order.languages.0, 4),
        more(order.times.0, 5),
        more(order.wishes.0, 6),
        more(order.interests.0, 7),
        fewer(order.slots_taken, 8),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_pairs_as_may_be_planned_together_cost_less_than_leaving_one_out() {
        for requests in [0_usize, 1, 256, 257, 500, 2_000, 10_000, 1 << 20] {
            let Scale { digits } = Scale::of(requests);
            let dearest = VALUES.iter().take(digits).product::<i64>() - 1;
            let requests = i64::try_from(requests).unwrap();
            assert!(dearest * requests < MAX_COST, "{requests}");
            assert!(digits >= 4, "{requests}: terms and children always count");
        }
        assert_eq!(Scale::of(256).digits, DIGITS);
        assert_eq!(Scale::of(500).digits, DIGITS - 1);
    }
}
