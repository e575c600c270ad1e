//! Chance that a seed repeats, and shares that come out exactly.

use std::collections::BTreeMap;

/// `SplitMix64`: small, fast, and the same everywhere. Nothing secret may hang on it.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Each name has a sequence of its own, so that one part of a plan does not move another.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let named = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(seed ^ named)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { usize::try_from(self.next() % n as u64).unwrap_or(0) }
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Shares `total` by weights: whole parts first, what is left by largest remainder, ties by position.
pub(crate) fn share(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(total) * weight / sum).collect();
    let mut parts: Vec<u32> = exact.iter().map(|part| whole(part.floor())).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let left = total - parts.iter().sum::<u32>();
    for at in order.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

/// A hundredth share of a total, rounded to the nearest.
pub(crate) fn percent(of: usize, share: u32) -> usize {
    (of * share as usize + 50) / 100
}

/// The nearest whole number that is not negative.
pub(crate) fn whole(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts, clamped before")]
    let whole = value.clamp(0.0, f64::from(u32::MAX)).round() as u32;
    whole
}

/// As many of each as the cells say, in any order.
pub(crate) fn dealt(cells: &BTreeMap<String, u32>, chance: &mut Chance) -> Vec<String> {
    let mut all: Vec<String> =
        cells.iter().flat_map(|(code, count)| std::iter::repeat_n(code.clone(), *count as usize)).collect();
    chance.shuffle(&mut all);
    all
}

/// `count` positions of `of`, evenly spread.
pub(crate) fn spread(count: usize, of: usize) -> Vec<usize> {
    (0..count.min(of)).map(|i| (2 * i + 1) * of / (2 * count.min(of))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_to_the_total() {
        assert_eq!(share(88, &[21.0, 20.0, 59.0]), [18, 18, 52]);
        assert_eq!(share(7, &[1.0, 1.0, 1.0]), [3, 2, 2]);
        assert_eq!(share(3, &[]), [] as [u32; 0]);
    }

    #[test]
    fn a_seed_repeats_itself_and_names_differ() {
        let draw = |seed, name| Chance::new(seed, name).next();
        assert_eq!(draw(7, "a"), draw(7, "a"));
        assert_ne!(draw(7, "a"), draw(7, "b"));
        assert_ne!(draw(7, "a"), draw(8, "a"));
    }

    #[test]
    fn spread_positions_are_distinct() {
        assert_eq!(spread(3, 10), [1, 5, 8]);
        assert_eq!(spread(12, 10).len(), 10);
    }
}
