//! Where a programme may be offered: a municipality is covered on a day when an agreement valid that day says so.

use jiff::civil::Date;
use proto::referrals::v1::PartnerAgreement;

/// Whether any of the agreements covers a municipality for a programme on a day. Last days are included.
pub fn covers(agreements: &[PartnerAgreement], programme_id: &str, municipality_code: &str, on: Date) -> bool {
    agreements.iter().filter(|agreement| valid(agreement, on)).flat_map(|agreement| &agreement.coverage).any(
        |coverage| {
            coverage.programme_id == programme_id
                && !coverage.from.parse::<Date>().is_ok_and(|from| from > on)
                && (coverage.municipality_codes.is_empty()
                    || coverage.municipality_codes.iter().any(|code| code == municipality_code))
        },
    )
}

/// Municipalities covered for a programme on a day, sorted; `None` when every one is.
pub fn covered(agreements: &[PartnerAgreement], programme_id: &str, on: Date) -> Option<Vec<String>> {
    let mut codes = Vec::new();
    for coverage in agreements.iter().filter(|agreement| valid(agreement, on)).flat_map(|agreement| &agreement.coverage)
    {
        if coverage.programme_id != programme_id || coverage.from.parse::<Date>().is_ok_and(|from| from > on) {
            continue;
        }
        if coverage.municipality_codes.is_empty() {
            return None;
        }
        codes.extend(coverage.municipality_codes.iter().cloned());
    }
    codes.sort();
    codes.dedup();
    Some(codes)
}

fn valid(agreement: &PartnerAgreement, on: Date) -> bool {
    let begun = agreement.valid_from.parse::<Date>().is_ok_and(|from| from <= on);
    let ended = agreement.valid_to.parse::<Date>().is_ok_and(|to| to < on);
    begun && !ended
}

#[cfg(test)]
mod tests {
    use proto::referrals::v1::Coverage;

    use super::*;

    fn agreement(from: &str, to: &str, codes: &[&str], coverage_from: &str) -> PartnerAgreement {
        PartnerAgreement {
            valid_from: from.into(),
            valid_to: to.into(),
            coverage: vec![Coverage {
                programme_id: "friend".into(),
                municipality_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
                from: coverage_from.into(),
            }],
            ..PartnerAgreement::default()
        }
    }

    fn on(date: &str) -> Date {
        date.parse().unwrap()
    }

    #[test]
    fn the_last_day_of_an_agreement_is_covered_and_the_next_is_not() {
        let agreements = [agreement("2020-01-01", "2025-12-31", &["051"], "")];
        assert!(covers(&agreements, "friend", "051", on("2025-12-31")));
        assert!(!covers(&agreements, "friend", "051", on("2026-01-01")));
        assert!(!covers(&agreements, "friend", "051", on("2019-12-31")));
    }

    #[test]
    fn coverage_may_begin_later_than_its_agreement() {
        let agreements = [agreement("2020-01-01", "", &["761"], "2025-08-01")];
        assert!(!covers(&agreements, "friend", "761", on("2025-07-31")));
        assert!(covers(&agreements, "friend", "761", on("2025-08-01")));
    }

    #[test]
    fn an_agreement_covers_only_its_programme_and_municipalities() {
        let agreements = [agreement("2020-01-01", "", &["609"], "")];
        assert!(!covers(&agreements, "friend", "102", on("2026-03-02")));
        assert!(!covers(&agreements, "mentor", "609", on("2026-03-02")));
        assert_eq!(covered(&agreements, "friend", on("2026-03-02")), Some(vec!["609".to_owned()]));
    }

    #[test]
    fn no_named_municipality_means_every_one() {
        let agreements = [agreement("2020-01-01", "", &[], "")];
        assert!(covers(&agreements, "friend", "091", on("2026-03-02")));
        assert_eq!(covered(&agreements, "friend", on("2026-03-02")), None);
    }
}
