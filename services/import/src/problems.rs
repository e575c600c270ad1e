//! What is wrong with a file: where, and in words that never repeat what stands there.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::Serialize;

use super::columns::Column;

/// One thing that keeps a file from being imported.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
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

impl Problem {
    /// What is wrong, as a name: the same for every line and column.
    pub fn key(&self) -> String {
        let words = match self.problem.as_ref() {
            words if words.starts_with("lies before ") => "lies before",
            words if words.ends_with(" at basic level or better") => "does not tell a language that is asked for",
            words => words,
        };
        let letters = |letter: char| if letter.is_ascii_alphabetic() { letter.to_ascii_lowercase() } else { ' ' };
        words.chars().map(letters).collect::<String>().split_whitespace().collect::<Vec<_>>().join("-")
    }
}

/// Everything that is wrong, in the order found.
#[derive(Debug, Default)]
pub struct Problems {
    letters: BTreeMap<Column, String>,
    found: Vec<Problem>,
    /// The same, to ask.
    known: HashSet<Problem>,
    /// Lines with a field of theirs that is bad.
    places: HashSet<(Option<u64>, Option<&'static str>)>,
    lines: HashSet<u64>,
}

impl Problems {
    /// `letters` say where in the file each column stands.
    pub(crate) fn new(letters: BTreeMap<Column, String>) -> Self {
        Self { letters, ..Self::default() }
    }

    pub(crate) fn at(&mut self, line: u64, column: Column, problem: impl Into<Cow<'static, str>>) {
        let letter = self.letters.get(&column).cloned();
        self.push(Some(line), letter, Some(column.name()), problem);
    }

    /// What follows from a cell; a cell that could not be read is told of once.
    pub(crate) fn follows(&mut self, line: u64, column: Column, problem: impl Into<Cow<'static, str>>) {
        if !self.places.contains(&(Some(line), Some(column.name()))) {
            self.at(line, column, problem);
        }
    }

    pub(crate) fn of_line(&mut self, line: u64, problem: impl Into<Cow<'static, str>>) {
        self.push(Some(line), None, None, problem);
    }

    pub(crate) fn of_column(&mut self, letter: String, problem: impl Into<Cow<'static, str>>) {
        self.push(None, Some(letter), None, problem);
    }

    pub fn of_file(&mut self, problem: impl Into<Cow<'static, str>>) {
        self.push(None, None, None, problem);
    }

    pub fn are_none(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether anything of a line is wrong.
    pub fn are_of(&self, line: u64) -> bool {
        self.lines.contains(&line)
    }

    /// None of another reading of the same file.
    pub(crate) fn of_same_columns(&self) -> Self {
        Self::new(self.letters.clone())
    }

    pub(crate) fn take(&mut self, others: Self) {
        for problem in others.found {
            self.keep(problem);
        }
    }

    /// By line; what concerns the whole file first.
    pub fn in_order(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| problem.line);
        self.found
    }

    fn keep(&mut self, problem: Problem) {
        if self.known.insert(problem.clone()) {
            self.places.insert((problem.line, problem.field));
            self.lines.extend(problem.line);
            self.found.push(problem);
        }
    }

    fn push(
        &mut self,
        line: Option<u64>,
        column: Option<String>,
        field: Option<&'static str>,
        problem: impl Into<Cow<'static, str>>,
    ) {
        let problem = Problem { line, column, field, problem: problem.into() };
        self.keep(problem);
    }
}
