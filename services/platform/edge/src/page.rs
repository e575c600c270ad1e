use jiff::civil::Date;
use uuid::Uuid;

use crate::{Failure, Violations};

const DEFAULT: i32 = 50;
const MOST: i32 = 200;
/// Longest token that a page can have given, in bytes.
const TOKEN: usize = 1_000;
const NOT_OURS: &str = "is not from a previous page";

/// One page of a list (AIP-158).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub size: usize,
    /// Where the previous page ended.
    pub after: Option<PageToken>,
}

/// Where a page ended: its last row's sort key, as text, and id. Opaque to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageToken {
    pub key: String,
    pub id: Uuid,
}

impl Page {
    pub fn read(violations: &mut Violations, page_size: i32, page_token: &str) -> Self {
        if page_size < 0 {
            violations.add("page_size", "must not be negative");
        }
        let size = if page_size <= 0 { DEFAULT } else { page_size.min(MOST) };
        let after = match PageToken::parse(page_token) {
            Some(token) => Some(token),
            None if page_token.is_empty() => None,
            None => {
                violations.add("page_token", NOT_OURS);
                None
            }
        };
        Self { size: size.unsigned_abs() as usize, after }
    }

    /// Where rows ordered by a day and an id go on: the day as Postgres reads it, before all others on the first page.
    pub fn after_day(&self) -> Result<(String, Uuid), Failure> {
        let Some(PageToken { key, id }) = &self.after else { return Ok(("-infinity".to_owned(), Uuid::nil())) };
        let day = key.parse::<Date>().ok().filter(|day| day.year() > 0);
        day.map(|day| (day.to_string(), *id)).ok_or_else(|| Failure::invalid("page_token", NOT_OURS))
    }

    /// How many rows to ask for: one more tells whether a next page exists.
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX - 1) + 1
    }

    /// Cuts the extra row and gives the next page's token; empty on the last page.
    pub fn cut<T>(&self, rows: &mut Vec<T>, place: impl Fn(&T) -> PageToken) -> String {
        if rows.len() <= self.size {
            return String::new();
        }
        rows.truncate(self.size);
        rows.last().map(|row| place(row).to_text()).unwrap_or_default()
    }
}

/// How many there are in all, as replies say it.
pub fn total(counted: impl TryInto<u32>) -> u32 {
    counted.try_into().unwrap_or(u32::MAX)
}

impl PageToken {
    fn to_text(&self) -> String {
        format!("{}~{}", self.id, self.key)
    }

    fn parse(text: &str) -> Option<Self> {
        // A sort key goes to the database, which takes no such character.
        if text.len() > TOKEN || text.chars().any(char::is_control) {
            return None;
        }
        let (id, key) = text.split_once('~')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_and_the_next_begins_behind_it() {
        let mut violations = Violations::default();
        let page = Page::read(&mut violations, 2, "");
        let id = Uuid::from_u128(7);
        let mut rows = vec!["2026-01-01", "2026-01-02", "2026-01-03"];
        let next = page.cut(&mut rows, |row| PageToken { key: (*row).to_owned(), id });
        assert_eq!(rows, ["2026-01-01", "2026-01-02"]);
        let second = Page::read(&mut violations, 2, &next);
        assert_eq!(second.after, Some(PageToken { key: "2026-01-02".to_owned(), id }));
        assert!(violations.settled().is_ok());
    }

    #[test]
    fn a_token_of_ones_own_making_never_reaches_the_database() {
        let id = "7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e21";
        for key in ["", "2026-02-30", "0000-01-01", "-009999-01-01", "' or true --"] {
            let page = Page::read(&mut Violations::default(), 0, &format!("{id}~{key}"));
            assert!(matches!(page.after_day(), Err(Failure::Invalid(_))), "{key}");
        }
        for token in [format!("{id}~2026-01-01\0"), format!("{id}~{}", "9".repeat(TOKEN)), "~".to_owned()] {
            let mut violations = Violations::default();
            Page::read(&mut violations, 0, &token);
            assert!(violations.settled().is_err());
        }
        let page = Page::read(&mut Violations::default(), 0, &format!("{id}~2026-03-02"));
        assert_eq!(page.after_day().unwrap().0, "2026-03-02");
    }

    #[test]
    fn a_negative_size_and_an_invented_token_are_refused() {
        let mut violations = Violations::default();
        Page::read(&mut violations, -1, "x");
        assert!(violations.settled().is_err());
    }

    #[test]
    fn too_large_a_size_is_cut_to_two_hundred() {
        assert_eq!(Page::read(&mut Violations::default(), 10_000, "").size, 200);
        assert_eq!(Page::read(&mut Violations::default(), 0, "").size, 50);
    }
}
