//! Which days are holidays, and why.

use jiff::{
    Span,
    civil::{Date, Weekday, date},
};

use crate::easter::easter_sunday;

/// A day that is not a working day for a reason other than the weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    pub date: Date,
    /// Stable name a page translates, e.g. "midsummer-eve".
    pub name: &'static str,
}

/// Holidays of a year in order, whichever weekday they fall on. Easter Sunday and Whit Sunday are among them.
/// Christmas Eve and Midsummer Eve are not public holidays by law, but collective agreements make them free
/// days, and nobody can be reached then: they are counted here.
pub fn holidays(year: i16) -> Vec<Holiday> {
    let easter = easter_sunday(year);
    let after_easter = |days: i64| easter.saturating_add(Span::new().days(days));
    // Since 1955 these two are tied to a Saturday.
    let midsummer = first_saturday_from(date(year, 6, 20));
    let all_saints = first_saturday_from(date(year, 10, 31));

    let mut holidays = vec![
        Holiday { date: date(year, 1, 1), name: "new-years-day" },
        Holiday { date: date(year, 1, 6), name: "epiphany" },
        Holiday { date: after_easter(-2), name: "good-friday" },
        Holiday { date: easter, name: "easter-sunday" },
        Holiday { date: after_easter(1), name: "easter-monday" },
        Holiday { date: date(year, 5, 1), name: "may-day" },
        Holiday { date: after_easter(39), name: "ascension-day" },
        Holiday { date: after_easter(49), name: "whit-sunday" },
        Holiday { date: midsummer.saturating_sub(Span::new().days(1)), name: "midsummer-eve" },
        Holiday { date: midsummer, name: "midsummer-day" },
        Holiday { date: all_saints, name: "all-saints-day" },
        Holiday { date: date(year, 12, 6), name: "independence-day" },
        Holiday { date: date(year, 12, 24), name: "christmas-eve" },
        Holiday { date: date(year, 12, 25), name: "christmas-day" },
        Holiday { date: date(year, 12, 26), name: "boxing-day" },
    ];
    // May Day and Ascension Day meet or change places in some years.
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

fn first_saturday_from(day: Date) -> Date {
    let days = day.weekday().until(Weekday::Saturday);
    day.saturating_add(Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(name: &str, year: i16) -> Date {
        holidays(year).iter().find(|holiday| holiday.name == name).expect("a holiday of every year").date
    }

    #[test]
    fn holidays_tied_to_easter_move_with_it() {
        for (year, good_friday, monday, ascension, whit_sunday) in [
            (2024, date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 9), date(2024, 5, 19)),
            (2025, date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 8)),
            (2026, date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 24)),
            (2027, date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 16)),
        ] {
            assert_eq!(day_of("good-friday", year), good_friday);
            assert_eq!(day_of("easter-monday", year), monday);
            assert_eq!(day_of("ascension-day", year), ascension);
            assert_eq!(day_of("whit-sunday", year), whit_sunday);
        }
    }

    #[test]
    fn midsummer_is_the_saturday_from_20_to_26_june_and_its_eve_the_friday_before() {
        for (year, eve) in
            [(2024, date(2024, 6, 21)), (2025, date(2025, 6, 20)), (2026, date(2026, 6, 19)), (2027, date(2027, 6, 25))]
        {
            assert_eq!(day_of("midsummer-eve", year), eve);
            assert_eq!(day_of("midsummer-day", year), eve.tomorrow().expect("there is a tomorrow"));
        }
    }

    #[test]
    fn all_saints_is_the_saturday_from_31_october_to_6_november() {
        for (year, day) in [
            (2020, date(2020, 10, 31)),
            (2021, date(2021, 11, 6)),
            (2024, date(2024, 11, 2)),
            (2025, date(2025, 11, 1)),
        ] {
            assert_eq!(day_of("all-saints-day", year), day);
        }
        assert_eq!(day_of("all-saints-day", 2026), date(2026, 10, 31));
        assert_eq!(day_of("all-saints-day", 2027), date(2027, 11, 6));
    }

    #[test]
    fn a_years_holidays_come_in_order_and_all_lie_in_that_year() {
        for year in 1955..=2200 {
            let holidays = holidays(year);
            assert_eq!(holidays.len(), 15, "{year}");
            assert!(holidays.is_sorted_by_key(|holiday| holiday.date), "{year}");
            assert!(holidays.iter().all(|holiday| holiday.date.year() == year), "{year}");
        }
    }
}
