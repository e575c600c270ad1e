use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use crate::{Limits, Sheet, Unreadable};

/// A workbook has about a dozen parts for each of its sheets.
const PARTS: usize = 2_000;
/// Times its packed size: sheets of one value over and over reach about a hundred.
const RATIO: u64 = 400;
/// Below this nothing is a bomb.
const HARMLESS: u64 = 8 << 20;

/// The first sheet that is shown.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    // A parser of others, given bytes of others: its panic is a broken workbook, not the end of this process.
    catch_unwind(AssertUnwindSafe(|| {
        measure(bytes, limits)?;
        cells(bytes, limits)
    }))
    .unwrap_or(Err(Unreadable::BrokenWorkbook))
}

/// Unpacks everything into nothing, counting: what the file says of its own sizes may be a lie.
fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::BrokenWorkbook)?;
    if archive.len() > PARTS {
        return Err(Unreadable::Bomb);
    }
    let most = limits.unpacked.min((bytes.len() as u64).saturating_mul(RATIO).max(HARMLESS));
    let mut left = most;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| Unreadable::BrokenWorkbook)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| Unreadable::BrokenWorkbook)?;
        left = left.checked_sub(unpacked).ok_or(Unreadable::Bomb)?;
    }
    Ok(())
}

/// Cell by cell: a table of as many rows and columns as the sheet claims would be a bomb of its own.
fn cells(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    let broken = |_| Unreadable::BrokenWorkbook;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let shown = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let name = workbook.sheets_metadata().iter().find(shown).map(|sheet| sheet.name.clone());
    let mut reader = workbook.worksheet_cells_reader(&name.ok_or(Unreadable::Empty)?).map_err(broken)?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let ((row, column), many) = (cell.get_position(), rows.len());
        let cells = rows.entry(row).or_default();
        let column = column as usize;
        if many > limits.rows && cells.is_empty() {
            return Err(Unreadable::TooManyRows(limits.rows));
        }
        if column >= limits.columns {
            return Err(Unreadable::TooManyColumns(u64::from(row) + 1));
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    let mut sheet = Sheet::default();
    for (row, cells) in rows {
        sheet.push(u64::from(row) + 1, cells, limits)?;
    }
    Ok(sheet)
}

/// As somebody would type it; a formula's is the value it last had.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) if time.is_datetime() && time.as_f64() >= 1.0 => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}
