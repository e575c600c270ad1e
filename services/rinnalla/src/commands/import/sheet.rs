//! From a file's bytes to its lines: which letters, which separator, which column is where.

use std::{borrow::Cow, collections::BTreeMap};

use csv::{ReaderBuilder, StringRecord, Trim};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{
    columns::{About, Column, is_forbidden, letter},
    problems::Problems,
};

/// Spreadsheets of Finnish settings write the first, others the rest.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

/// The lines of a file that say something.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) lines: Vec<Line>,
    /// Letters of columns that nobody reads.
    pub(super) unread: Vec<String>,
}

/// One line, by column. Empty cells are left out.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    cells: BTreeMap<Column, String>,
}

impl Line {
    pub(super) fn cell(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    /// What is written about one side, or about the row.
    pub(super) fn about(&self, about: About) -> impl Iterator<Item = (Column, &str)> {
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

/// Reads the whole file; what is wrong with its form is among the problems.
pub(super) fn read(bytes: &[u8], for_all: &BTreeMap<Column, String>) -> (Sheet, Problems) {
    let text = decode(bytes);
    let (columns, unread, mut problems, records) = open(&text);
    let mut lines = Vec::new();
    for (number, record) in records {
        if record.iter().skip(columns.len()).any(|cell| !cell.is_empty()) {
            problems.of_line(number, "has more cells than the first line");
        }
        let told = columns.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let cells = told.filter_map(|(column, cell)| Some(((*column)?, cell.to_owned()))).collect();
        let mut line = Line { number, cells };
        if !line.cells.is_empty() {
            line.fill(for_all);
            lines.push(line);
        }
    }
    if !text.matches('"').count().is_multiple_of(2) {
        problems.of_file("a quotation mark is opened and not closed");
    }
    if lines.is_empty() && problems.are_none() {
        problems.of_file("the file has no line below its headers");
    }
    (Sheet { lines, unread }, problems)
}

/// UTF-8 or UTF-16 when the file says so or is so; otherwise what Excel writes in Western Europe.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0,
        None => UTF_8
            .decode_without_bom_handling_and_without_replacement(bytes)
            .unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

type Opened = (Vec<Option<Column>>, Vec<String>, Problems, Vec<(u64, StringRecord)>);

/// The separator is the one by which most columns of the first line are known.
fn open(text: &str) -> Opened {
    let mut best: Option<(usize, Vec<(u64, StringRecord)>)> = None;
    for separator in SEPARATORS {
        let records = records(text, separator);
        let known = records.first().map_or(0, |(_, header)| header.iter().filter_map(Column::of_header).count());
        if best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, records));
        }
    }
    let mut records = best.map(|(_, records)| records).unwrap_or_default().into_iter();
    let header = records.next().map(|(_, header)| header).unwrap_or_default();

    let (mut columns, mut unread, mut letters, mut twice, mut forbidden) =
        (vec![], vec![], BTreeMap::new(), vec![], vec![]);
    for (index, name) in header.iter().enumerate() {
        let column = Column::of_header(name);
        match column {
            Some(column) if letters.contains_key(&column) => twice.push((letter(index), column)),
            Some(column) => drop(letters.insert(column, letter(index))),
            None if is_forbidden(name) => forbidden.push(letter(index)),
            None => unread.push(letter(index)),
        }
        columns.push(column);
    }
    let known = !letters.is_empty();
    let mut problems = Problems::new(letters);
    for (letter, column) in twice {
        problems.of_column(letter, format!("is a second {}", column.name()));
    }
    for letter in forbidden {
        problems.of_column(letter, "holds personal identity codes, which are not collected: remove the column");
    }
    if !known {
        problems.of_file("no column of the first line is known; see: rinnalla import columns");
        return (columns, unread, problems, Vec::new());
    }
    (columns, unread, problems, records.collect())
}

/// Records that say something, with the lines they begin on.
fn records(text: &str, separator: u8) -> Vec<(u64, StringRecord)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records().flatten() {
        if record.iter().all(str::is_empty) {
            continue;
        }
        let begins = record.position().map_or(0, csv::Position::byte);
        records.push((line_at(text, usize::try_from(begins).unwrap_or(usize::MAX)), record));
    }
    records
}

/// The line, from 1, on which a record stands that was read from this byte on: a reader begins before blank lines.
fn line_at(text: &str, begins: usize) -> u64 {
    let rest = text.get(begins..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let before = text.get(..begins + blank).unwrap_or(text);
    before.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1
}
