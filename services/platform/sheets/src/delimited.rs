use csv::{Reader, ReaderBuilder, StringRecord, Trim};

use crate::{Limits, Sheet, Unreadable, write};

/// Spreadsheets of Finnish settings write the first, others the rest.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

pub(crate) fn read(text: &str, limits: &Limits) -> Result<Sheet, Unreadable> {
    let (separator, text, skipped) = told(text).unwrap_or_else(|| (likely(text), text, 0));
    let mut lines = Lines { text, byte: 0, line: skipped + 1 };
    let mut sheet = Sheet::default();
    let mut records = reader(text, separator);
    let mut record = StringRecord::new();
    while records.read_record(&mut record).map_err(|_| Unreadable::NotATable)? {
        let begins = record.position().map_or(0, csv::Position::byte);
        let line = lines.at(usize::try_from(begins).unwrap_or(usize::MAX));
        sheet.push(line, record.iter().map(write::unguarded).map(str::to_owned).collect(), limits)?;
    }
    if text.bytes().filter(|byte| *byte == b'"').count().is_multiple_of(2) {
        Ok(sheet)
    } else {
        Err(Unreadable::QuoteOpen)
    }
}

/// Some spreadsheets say it in a line of its own before the first. Gives how many lines that took, too.
fn told(text: &str) -> Option<(u8, &str, u64)> {
    let (first, rest) = text.split_once('\n')?;
    let separator = first.trim_end().strip_prefix("sep=")?;
    let known = SEPARATORS.into_iter().find(|known| separator.as_bytes() == [*known])?;
    Some((known, rest, 1))
}

/// The one by which the first row has most cells.
fn likely(text: &str) -> u8 {
    let cells = |separator: u8| {
        let (mut records, mut first) = (reader(text, separator), StringRecord::new());
        while records.read_record(&mut first).unwrap_or(false) {
            // A row of nothing but separators says nothing, whichever of them it is read by.
            if first.iter().any(|cell| !cell.trim_matches([';', ',', '\t']).is_empty()) {
                break;
            }
        }
        first.len()
    };
    // Of equals the earlier.
    SEPARATORS.into_iter().rev().max_by_key(|separator| cells(*separator)).unwrap_or(SEPARATORS[0])
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
}

/// Counts lines up to records, which come in order.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record stands that was read from this byte on: a reader begins before blank lines.
    fn at(&mut self, begins: usize) -> u64 {
        let rest = self.text.as_bytes().get(begins..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let to = (begins + blank).min(self.text.len());
        let passed = self.text.get(self.byte..to).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.byte = to.max(self.byte);
        self.line
    }
}
