//! Intakes of a programme: whoever's request was opened on the days of one goes the way with its others.

use jiff::civil::Date;
use proto::programmes::v1::Cohort;

/// The cohort on whose intake days, both ends included, a request was opened; `None` outside every intake.
pub fn cohort_of(cohorts: &[Cohort], opened_on: Date) -> Option<&Cohort> {
    cohorts.iter().find(|cohort| days(cohort).is_some_and(|(opens, closes)| (opens..=closes).contains(&opened_on)))
}

/// First and last day of an intake.
pub fn days(cohort: &Cohort) -> Option<(Date, Date)> {
    Some((cohort.opens.parse().ok()?, cohort.closes.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn cohort(code: &str, opens: &str, closes: &str) -> Cohort {
        Cohort { code: code.to_owned(), opens: opens.to_owned(), closes: closes.to_owned(), ..Cohort::default() }
    }

    #[test]
    fn a_request_belongs_to_the_cohort_on_whose_intake_days_it_was_opened() {
        let cohorts = [cohort("spring", "2025-01-01", "2025-02-14"), cohort("autumn", "2025-08-01", "2025-09-14")];
        let of = |day| cohort_of(&cohorts, day).map(|cohort| cohort.code.as_str());
        assert_eq!(of(date(2025, 1, 1)), Some("spring"));
        assert_eq!(of(date(2025, 2, 14)), Some("spring"));
        assert_eq!(of(date(2025, 2, 15)), None, "between intakes she belongs to none");
        assert_eq!(of(date(2025, 9, 14)), Some("autumn"));
        assert_eq!(cohort_of(&[], date(2025, 1, 1)), None);
    }
}
