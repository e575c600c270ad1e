use super::Tag;
use crate::i18n::{Text, Texts};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    pub when: String,
    pub what: String,
    /// What was written down with it; may be empty.
    pub words: String,
    /// Who did it; may be empty.
    pub who: String,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub words: String,
    pub is_number: bool,
}

/// Rows of named things. The first column names them, the others are `cells`.
#[derive(Debug, Clone)]
pub struct DataTable {
    pub caption: String,
    /// The first is that of the names.
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    /// The thing's own page; may be empty.
    pub href: String,
    pub cells: Vec<TableCell>,
}

#[derive(Debug, Clone)]
pub enum TableCell {
    Words(String),
    Tag(Tag),
}

impl DataTable {
    /// Without a column that says the same in every row anyway.
    #[must_use]
    pub fn without(mut self, words: &str) -> Self {
        if let Some(at) = self.columns.iter().position(|column| column.words == words) {
            self.columns.remove(at);
            for row in &mut self.rows {
                row.cells.remove(at - 1);
            }
        }
        self
    }

    /// Each cell of a row under its column.
    pub fn cells<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = (&'t Column, &'t TableCell)> {
        self.columns.iter().skip(1).zip(&row.cells)
    }
}

/// Where in a long list a page is. Addresses are empty at its ends.
#[derive(Debug, Clone, Default)]
pub struct Pagination {
    pub previous: String,
    pub next: String,
    /// Place of the first thing shown, from 1.
    pub from: u32,
    pub to: u32,
    pub total: u32,
}

impl Pagination {
    pub fn is_needed(&self) -> bool {
        !(self.previous.is_empty() && self.next.is_empty())
    }

    pub fn shown(&self, t: &Texts) -> Text {
        t.say("pages-shown").count("from", self.from).count("to", self.to).count("total", self.total)
    }
}
