//! What the macros in `templates/components/` draw: plain values, ready to be shown.

mod act;
mod figures;
mod lists;
mod numbers;
mod tag;
mod today;

pub use act::{Act, Doing, Field, FieldKind};
pub use figures::{Bar, BarChart, Cell, KeyFigure};
pub use lists::{Column, DataTable, Pagination, Row, TableCell, TimelineEntry};
pub use numbers::{Number, NumberColumn, NumberRow, NumberTable};
pub use tag::{Tag, Tone};
pub use today::TodayItem;

/// A link that does or opens something.
#[derive(Debug, Clone)]
pub struct Action {
    pub words: String,
    pub href: String,
}

/// One of the choices of a select or a group.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub words: String,
    /// A second, quieter line; may be empty.
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), hint: String::new() }
    }

    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}
