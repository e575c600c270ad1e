//! From the bytes of a file to its rows, and from rows to a file: CSV as spreadsheets of any setting write it, and XLSX.
//! Everything that comes from outside is held against limits before it takes memory. Knows no word of the domain, asks
//! no network and no disk, and never evaluates a formula.

mod delimited;
mod letters;
mod workbook;
mod write;

#[cfg(test)]
mod tests;

pub use write::csv;

/// What a file may hold at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of the file as it came.
    pub bytes: usize,
    /// Of everything in a workbook, unpacked.
    pub unpacked: u64,
    /// Below the first.
    pub rows: usize,
    pub columns: usize,
    /// Characters of a cell.
    pub cell: usize,
}

impl Limits {
    pub const DEFAULT: Self = Self { bytes: 32 << 20, unpacked: 256 << 20, rows: 100_000, columns: 200, cell: 32_767 };
}

/// The rows of a file that say something, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file, from 1, as editors and spreadsheets count.
    pub line: u64,
    /// Without blanks around them; empty ones at the end may be left out.
    pub cells: Vec<String>,
}

/// Why a file gives no rows. Says nothing of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
    #[error("line {0} has too many columns")]
    TooManyColumns(u64),
    #[error("line {0} has a cell that is too long")]
    CellTooLong(u64),
    /// A small file that unpacks to a huge one.
    #[error("the workbook holds more than its size can mean")]
    Bomb,
    #[error("a quotation mark is opened and not closed")]
    QuoteOpen,
    #[error("the file is a workbook of an old version of Excel: save it as XLSX or CSV")]
    OldWorkbook,
    #[error("the workbook is protected by a password or broken")]
    BrokenWorkbook,
    #[error("the file is neither a workbook nor text")]
    NotATable,
}

/// Reads a whole file, whatever it claims to be by its name.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    /// Old workbooks, and new ones under a password.
    const COMPOUND_FILE: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge(limits.bytes));
    }
    let sheet = if bytes.starts_with(&COMPOUND_FILE) {
        return Err(Unreadable::OldWorkbook);
    } else if bytes.starts_with(b"PK") {
        workbook::read(bytes, limits)?
    } else {
        delimited::read(&letters::decode(bytes)?, limits)?
    };
    if sheet.rows.is_empty() { Err(Unreadable::Empty) } else { Ok(sheet) }
}

impl Sheet {
    /// Takes a row unless it says nothing. `at` is its line.
    fn push(&mut self, at: u64, mut cells: Vec<String>, limits: &Limits) -> Result<(), Unreadable> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() > limits.rows {
            return Err(Unreadable::TooManyRows(limits.rows));
        }
        if cells.len() > limits.columns {
            return Err(Unreadable::TooManyColumns(at));
        }
        if cells.iter().any(|cell| cell.len() > limits.cell && cell.chars().count() > limits.cell) {
            return Err(Unreadable::CellTooLong(at));
        }
        cells.shrink_to_fit();
        self.rows.push(Row { line: at, cells });
        Ok(())
    }
}
