use crate::i18n::Texts;

/// A number that may be kept back, so that nobody is found behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    Value(u64),
    Suppressed,
    NotCollected,
}

impl Cell {
    pub fn written(self, t: &Texts) -> String {
        match self {
            Self::Value(value) => t.number(value),
            Self::Suppressed => t.say("figure-suppressed").to_string(),
            Self::NotCollected => t.say("figure-not-collected").to_string(),
        }
    }
}

/// A number to be seen from afar.
#[derive(Debug, Clone)]
pub struct KeyFigure {
    pub what: String,
    pub value: String,
    /// What it is compared with, or what it leaves out; may be empty.
    pub more: String,
}

/// Numbers of one kind, as a table with bars.
#[derive(Debug, Clone)]
pub struct BarChart {
    pub caption: String,
    /// What the names are.
    pub what: String,
    /// What the numbers count.
    pub unit: String,
    pub bars: Vec<Bar>,
    /// Where the numbers come from; may be empty.
    pub source: String,
}

#[derive(Debug, Clone)]
pub struct Bar {
    pub name: String,
    pub cell: Cell,
    /// Gathers what is left over.
    pub is_other: bool,
}

impl BarChart {
    /// Length of a bar in per cent of the longest.
    pub fn percent(&self, cell: &Cell) -> u64 {
        let Cell::Value(value) = cell else { return 0 };
        let longest = self.values().max().unwrap_or(0).max(1);
        u64::try_from(u128::from(*value) * 100 / u128::from(longest)).unwrap_or(100)
    }

    pub fn hides_something(&self) -> bool {
        self.bars.iter().any(|bar| bar.cell == Cell::Suppressed)
    }

    fn values(&self) -> impl Iterator<Item = u64> {
        self.bars.iter().filter_map(|bar| match bar.cell {
            Cell::Value(value) => Some(value),
            Cell::Suppressed | Cell::NotCollected => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, BarChart, Cell};

    #[test]
    fn the_longest_bar_fills_the_chart_and_hidden_ones_show_nothing() {
        let bar = |cell| Bar { name: String::new(), cell, is_other: false };
        let chart = BarChart {
            caption: String::new(),
            what: String::new(),
            unit: String::new(),
            bars: vec![bar(Cell::Value(49)), bar(Cell::Value(7)), bar(Cell::Suppressed)],
            source: String::new(),
        };
        let percents: Vec<_> = chart.bars.iter().map(|bar| chart.percent(&bar.cell)).collect();
        assert_eq!(percents, [100, 14, 0]);
        assert!(chart.hides_something());
    }
}
