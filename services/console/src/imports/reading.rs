use std::collections::BTreeMap;

use import::{Column, Lines, List, Offer, Problems, good};
use jiff::civil::Date;
use proto::referrals::v1::GetOfferingResponse;
use sheets::{Limits, Sheet, Unreadable};

use super::store::Import;

/// What a district offers, as services tell it.
#[derive(Debug)]
pub struct Offered(pub GetOfferingResponse);

impl Offered {
    /// None without a day.
    pub(super) fn offer(self) -> Option<Offer> {
        let today: Date = self.0.as_of.parse().ok()?;
        Some(Offer::of_today(self.0.programmes, self.0.agreements, today))
    }
}

/// The first row of a file, and an example of each column.
pub fn header(bytes: &[u8]) -> Result<(Vec<String>, Vec<String>, usize), Unreadable> {
    let sheet = sheets::read(bytes, &Limits::DEFAULT)?;
    let header = sheet.rows.first().map(|row| row.cells.clone()).unwrap_or_default();
    let example = |at: usize| {
        let cells = sheet.rows.iter().skip(1).take(100).filter_map(|row| row.cells.get(at));
        cells.filter(|cell| !cell.is_empty()).map(|cell| cell.chars().take(60).collect()).next().unwrap_or_default()
    };
    Ok((header.clone(), (0..header.len()).map(example).collect(), sheet.rows.len().saturating_sub(1)))
}

/// What of a file can be brought in, and what is wrong with the rest.
pub(super) fn checked(import: &Import, sheet: Sheet, offer: &Offer) -> (List, Problems, usize) {
    let (lines, mut problems) = lines(import, sheet);
    let total = lines.lines.len();
    (good(lines, offer, false, &mut problems), problems, total)
}

/// As the check left them: these lines and no others.
pub(super) fn chosen(import: &Import, sheet: Sheet, offer: &Offer, is_chosen: impl Fn(u64) -> bool) -> List {
    let (mut lines, mut problems) = lines(import, sheet);
    lines.lines.retain(|line| is_chosen(line.number));
    import::list(&lines, offer, &mut problems)
}

fn lines(import: &Import, sheet: Sheet) -> (Lines, Problems) {
    let columns: Vec<Option<Column>> =
        import.columns.iter().map(|name| name.as_deref().and_then(Column::of_header)).collect();
    let known = |(name, value): (&String, &String)| Some((Column::of_header(name)?, value.clone()));
    let for_all: BTreeMap<Column, String> = import.for_all.iter().filter_map(known).collect();
    import::read(sheet, &columns, &for_all)
}
