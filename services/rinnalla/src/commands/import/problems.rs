//! What is wrong with a file: where, and in words that never repeat what stands there.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::Serialize;

use super::columns::Column;

/// One thing that keeps a file from being imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line of the file, from 1; none when it concerns the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Letter of the column, as a spreadsheet shows it; none when the file has no such column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What the column tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    pub problem: Cow<'static, str>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, field, problem } = self;
        let line = line.map(|line| format!("line {line}"));
        let column = match (column, field) {
            (Some(letter), Some(field)) => Some(format!("column {letter} ({field})")),
            (Some(letter), None) => Some(format!("column {letter}")),
            (None, field) => field.map(|field| format!("column {field}, which the file has not")),
        };
        let place: Vec<_> = [line, column].into_iter().flatten().collect();
        if place.is_empty() { write!(f, "{problem}") } else { write!(f, "{}: {problem}", place.join(", ")) }
    }
}

/// Everything that is wrong, in the order found.
#[derive(Debug, Default)]
pub(super) struct Problems {
    letters: BTreeMap<Column, String>,
    found: Vec<Problem>,
}

impl Problems {
    /// `letters` say where in the file each column stands.
    pub(super) fn new(letters: BTreeMap<Column, String>) -> Self {
        Self { letters, found: Vec::new() }
    }

    pub(super) fn at(&mut self, line: u64, column: Column, problem: impl Into<Cow<'static, str>>) {
        let letter = self.letters.get(&column).cloned();
        self.push(Some(line), letter, Some(column.name()), problem);
    }

    /// What follows from a cell; a cell that could not be read is told of once.
    pub(super) fn follows(&mut self, line: u64, column: Column, problem: impl Into<Cow<'static, str>>) {
        let bad = |problem: &Problem| problem.line == Some(line) && problem.field == Some(column.name());
        if !self.found.iter().any(bad) {
            self.at(line, column, problem);
        }
    }

    pub(super) fn of_line(&mut self, line: u64, problem: impl Into<Cow<'static, str>>) {
        self.push(Some(line), None, None, problem);
    }

    pub(super) fn of_column(&mut self, letter: String, problem: impl Into<Cow<'static, str>>) {
        self.push(None, Some(letter), None, problem);
    }

    pub(super) fn of_file(&mut self, problem: impl Into<Cow<'static, str>>) {
        self.push(None, None, None, problem);
    }

    pub(super) fn are_none(&self) -> bool {
        self.found.is_empty()
    }

    /// By line; what concerns the whole file first.
    pub(super) fn in_order(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| problem.line);
        self.found
    }

    fn push(
        &mut self,
        line: Option<u64>,
        column: Option<String>,
        field: Option<&'static str>,
        problem: impl Into<Cow<'static, str>>,
    ) {
        let problem = Problem { line, column, field, problem: problem.into() };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }
}
