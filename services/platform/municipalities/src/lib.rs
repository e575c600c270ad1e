//! Codes of municipalities and regions, built in from `deploy/municipalities.csv`: a new year's list is a new build.

use std::{collections::HashMap, sync::LazyLock};

/// Municipalities of 2024 and what became of them; the columns are those of its first line.
const TABLE: &str = include_str!("../../../../deploy/municipalities.csv");

/// Region of each municipality, by code.
static REGIONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    TABLE
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            Some((fields.next()?, fields.nth(2)?))
        })
        .collect()
});

/// A three-digit code, of today or of a municipality that has merged into another.
pub fn is_municipality(code: &str) -> bool {
    REGIONS.contains_key(code)
}

/// A two-digit code.
pub fn is_region(code: &str) -> bool {
    REGIONS.values().any(|region| *region == code)
}

/// Two-digit code of the region a municipality lies in; `None` for what is no municipality.
pub fn region_of(municipality: &str) -> Option<&'static str> {
    REGIONS.get(municipality).copied()
}

/// Code of a municipality by its Finnish or Swedish name, in whatever case. A merged one keeps its own.
pub fn by_name(name: &str) -> Option<&'static str> {
    let wanted = name.trim().to_lowercase();
    TABLE.lines().skip(1).find_map(|line| {
        let mut fields = line.split(',');
        let code = fields.next()?;
        fields.take(2).any(|name| !wanted.is_empty() && name.to_lowercase() == wanted).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_309_municipalities_in_nineteen_regions() {
        assert_eq!(REGIONS.len(), 309);
        let mut regions: Vec<_> = REGIONS.values().collect();
        regions.sort();
        regions.dedup();
        assert_eq!(regions.len(), 19);
    }

    #[test]
    fn a_code_keeps_its_leading_zero() {
        assert!(is_municipality("079") && !is_municipality("79"));
        assert!(is_region("04") && !is_region("4"));
    }

    #[test]
    fn a_municipality_is_found_by_either_name() {
        assert_eq!(by_name("Pori"), Some("609"));
        assert_eq!(by_name(" björneborg"), Some("609"));
        assert_eq!(by_name("04"), None);
        assert_eq!(by_name(""), None);
    }

    #[test]
    fn a_merged_municipality_is_still_known() {
        assert!(is_municipality("588"));
    }

    #[test]
    fn pori_and_rauma_lie_in_the_same_region() {
        assert_eq!(region_of("609"), Some("04"));
        assert_eq!(region_of("609"), region_of("684"));
        assert_eq!(region_of("000"), None);
    }
}
