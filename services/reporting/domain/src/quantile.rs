//! Medians and deciles by nearest rank: the smallest observed value that at least the asked share of the observations
//! do not exceed (the inverse of the empirical distribution function). Chosen over interpolating rules because anybody
//! can find it again in a sorted list, whole days stay whole days, and it never shows a wait nobody had.

/// Which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantile {
    Median,
    /// Nine of ten.
    NinthDecile,
}

/// A quantile and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuantileFigure {
    /// `None` without observations.
    pub value: Option<u64>,
    /// Observations.
    pub n: u64,
    /// Observations from its rank upwards: few mean that it is somebody's own value, near the longest of all.
    pub at_or_above: u64,
}

impl Quantile {
    /// The order of the observations does not matter.
    pub fn of(self, observations: &[u64]) -> QuantileFigure {
        let mut sorted = observations.to_vec();
        sorted.sort_unstable();
        let n = sorted.len();
        let rank = match self {
            Self::Median => n.div_ceil(2),
            Self::NinthDecile => (9 * n).div_ceil(10),
        };
        // Ranks count from 1; without observations there is none.
        let Some(index) = rank.checked_sub(1) else { return QuantileFigure::default() };
        QuantileFigure { value: sorted.get(index).copied(), n: n as u64, at_or_above: (n - index) as u64 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_median_is_an_observed_value_the_lower_of_two_in_the_middle() {
        assert_eq!(Quantile::Median.of(&[30, 10, 20]).value, Some(20));
        assert_eq!(Quantile::Median.of(&[40, 10, 30, 20]).value, Some(20));
        assert_eq!(Quantile::Median.of(&[7]).value, Some(7));
        assert_eq!(Quantile::Median.of(&[]).value, None);
    }

    #[test]
    fn the_ninth_decile_of_ten_is_the_ninth() {
        let ten: Vec<u64> = (1..=10).collect();
        assert_eq!(Quantile::NinthDecile.of(&ten), QuantileFigure { value: Some(9), n: 10, at_or_above: 2 });
        assert_eq!(Quantile::NinthDecile.of(&[1, 2, 3]).value, Some(3));
    }

    proptest! {
        #[test]
        fn at_least_its_share_does_not_exceed_it_and_less_does_not_exceed_any_smaller(
            observations in prop::collection::vec(0_u64..1_000, 1..60),
        ) {
            for (quantile, share) in [(Quantile::Median, 0.5), (Quantile::NinthDecile, 0.9)] {
                let figure = quantile.of(&observations);
                let value = figure.value.unwrap();
                let not_above = observations.iter().filter(|other| **other <= value).count();
                let below = observations.iter().filter(|other| **other < value).count();
                let n = observations.len();
                #[expect(clippy::cast_precision_loss, reason = "sixty at most")]
                let share_of = |count: usize| count as f64 / n as f64;
                prop_assert!(observations.contains(&value));
                prop_assert!(share_of(not_above) >= share);
                prop_assert!(share_of(below) < share);
            }
        }
    }
}
