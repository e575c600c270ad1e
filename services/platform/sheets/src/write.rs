/// Spreadsheets run what begins so.
const RUN: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Says to a spreadsheet that what follows is text.
const GUARD: char = '\'';

/// A file for a spreadsheet of Finnish settings: semicolons, a byte order mark, and no cell that it would run.
pub fn csv<'r>(rows: impl IntoIterator<Item = &'r [String]>) -> Vec<u8> {
    let mut file = "\u{feff}".to_owned();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                file.push(';');
            }
            file.push('"');
            if cell.starts_with(RUN) || cell.starts_with(GUARD) {
                file.push(GUARD);
            }
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        }
        file.push_str("\r\n");
    }
    file.into_bytes()
}

/// The cell before it was guarded.
pub(crate) fn unguarded(cell: &str) -> &str {
    let guarded = |rest: &&str| rest.starts_with(RUN) || rest.starts_with(GUARD);
    cell.strip_prefix(GUARD).filter(guarded).unwrap_or(cell)
}
