/// Figures side by side: rows and columns named, every figure in its cell.
#[derive(Debug, Clone)]
pub struct NumberTable {
    /// Element id, one on the page.
    pub id: String,
    pub caption: String,
    /// What the rows are.
    pub corner: String,
    pub columns: Vec<NumberColumn>,
    pub rows: Vec<NumberRow>,
    /// The last column sums up the others.
    pub has_total: bool,
    /// So many columns that paper is turned.
    pub is_wide: bool,
}

#[derive(Debug, Clone)]
pub struct NumberColumn {
    pub words: String,
    /// Where they come from; may be empty.
    pub more: String,
}

#[derive(Debug, Clone)]
pub struct NumberRow {
    pub name: String,
    /// How it is counted; may be empty.
    pub definition: String,
    pub numbers: Vec<Number>,
}

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    Value {
        words: String,
        /// Too few stand behind it for others to see.
        is_few: bool,
        /// What it rests on; may be empty.
        more: String,
        /// Length of its bar, in per cent of the longest of the column; none without bars.
        percent: Option<u64>,
    },
    /// No value is shown, and these words say why.
    Absent(String),
    /// There is nothing to show: the dash, and what it means to those who hear it.
    Nothing,
}

impl NumberColumn {
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), more: String::new() }
    }
}

impl NumberTable {
    pub fn has_few(&self) -> bool {
        let mut numbers = self.rows.iter().flat_map(|row| &row.numbers);
        numbers.any(|number| matches!(number, Number::Value { is_few: true, .. }))
    }
}

impl Number {
    pub fn value(words: impl Into<String>) -> Self {
        Self::Value { words: words.into(), is_few: false, more: String::new(), percent: None }
    }

    #[must_use]
    pub fn few(mut self, few: bool) -> Self {
        if let Self::Value { is_few, .. } = &mut self {
            *is_few = few;
        }
        self
    }

    #[must_use]
    pub fn more(mut self, text: impl Into<String>) -> Self {
        if let Self::Value { more, .. } = &mut self {
            *more = text.into();
        }
        self
    }

    #[must_use]
    pub fn bar(mut self, value: u64, longest: u64) -> Self {
        if let Self::Value { percent, .. } = &mut self {
            *percent = Some(u64::try_from(u128::from(value) * 100 / u128::from(longest.max(1))).unwrap_or(100));
        }
        self
    }
}
