//! From the rows of a file to its lines: which column is where.

use std::collections::{BTreeMap, BTreeSet};

use sheets::Sheet;

use crate::{
    columns::{About, Column, is_forbidden, letter},
    problems::Problems,
};

/// The lines of a file that say something.
#[derive(Debug, Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    /// Letters of columns that nobody reads.
    pub unread: Vec<String>,
}

/// One line, by column. Empty cells are left out.
#[derive(Debug)]
pub struct Line {
    /// Where it begins in the file, from 1.
    pub number: u64,
    cells: BTreeMap<Column, String>,
}

impl Line {
    pub fn cell(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    /// What is written about one side, or about the row.
    pub(crate) fn about(&self, about: About) -> impl Iterator<Item = (Column, &str)> {
        let of = move |(column, _): &(&Column, &String)| column.about() == about;
        self.cells.iter().filter(of).map(|(column, cell)| (*column, cell.as_str()))
    }

    /// Writes what holds for every line into an empty cell.
    fn fill(&mut self, for_all: &BTreeMap<Column, String>) {
        let sides = [About::Mother, About::Volunteer].map(|side| self.about(side).next().is_some());
        for (column, value) in for_all {
            let belongs = match column.about() {
                About::Row => true,
                About::Mother => sides[0],
                About::Volunteer => sides[1],
            };
            if belongs {
                self.cells.entry(*column).or_insert_with(|| value.clone());
            }
        }
    }
}

/// Reads every row below the first. `columns` says what each tells; what is wrong with the file's form is among the
/// problems.
pub fn read(sheet: Sheet, columns: &[Option<Column>], for_all: &BTreeMap<Column, String>) -> (Lines, Problems) {
    let mut rows = sheet.rows.into_iter();
    let header = rows.next().map(|row| row.cells).unwrap_or_default();
    let (unread, mut problems) = headers(&header, columns);
    let mut lines = Vec::new();
    if columns.iter().any(Option::is_some) {
        for row in rows {
            if row.cells.len() > header.len() && row.cells[header.len()..].iter().any(|cell| !cell.is_empty()) {
                problems.of_line(row.line, "has more cells than the first line");
            }
            let told = columns.iter().zip(row.cells).filter(|(_, cell)| !cell.is_empty());
            let cells: BTreeMap<_, _> = told.filter_map(|(column, cell)| Some(((*column)?, cell))).collect();
            let mut line = Line { number: row.line, cells };
            if !line.cells.is_empty() {
                line.fill(for_all);
                lines.push(line);
            }
        }
    }
    if lines.is_empty() && problems.are_none() {
        problems.of_file("the file has no line below its headers");
    }
    (Lines { lines, unread }, problems)
}

fn headers(header: &[String], columns: &[Option<Column>]) -> (Vec<String>, Problems) {
    let (mut unread, mut letters, mut twice) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut forbidden = BTreeSet::new();
    for (index, name) in header.iter().enumerate() {
        match columns.get(index).copied().flatten() {
            Some(column) if letters.contains_key(&column) => twice.push((letter(index), column)),
            Some(column) => drop(letters.insert(column, letter(index))),
            None if is_forbidden(name) => drop(forbidden.insert(index)),
            None if name.is_empty() => {}
            None => unread.push(letter(index)),
        }
    }
    let known = !letters.is_empty();
    let mut problems = Problems::new(letters);
    for (letter, column) in twice {
        problems.of_column(letter, format!("is a second {}", column.name()));
    }
    for index in forbidden {
        let problem = "holds personal identity codes, which are not collected: remove the column";
        problems.of_column(letter(index), problem);
    }
    if !known {
        problems.of_file("no column of the first line is known; see: rinnalla import columns");
    }
    (unread, problems)
}
