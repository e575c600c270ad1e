//! Counting in working days, as promises to referrers do.

use jiff::civil::{Date, Weekday};

use crate::holidays;

/// Monday to Friday, and not a holiday.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && holidays(day.year()).iter().all(|holiday| holiday.date != day)
}

/// The n-th working day after `day`, which itself does not count. With 0: `day` when it is a working day,
/// else the next one.
pub fn add_working_days(day: Date, n: u32) -> Date {
    let mut day = if n == 0 { day } else { next(day) };
    let mut left = n.saturating_sub(1);
    loop {
        if is_working_day(day) {
            if left == 0 {
                return day;
            }
            left -= 1;
        }
        let following = next(day);
        if following == day {
            return day;
        }
        day = following;
    }
}

/// The last day of the calendar follows itself.
fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weekends_and_holidays_are_not_working_days() {
        for day in [
            date(2024, 1, 1),
            date(2024, 6, 21),
            date(2024, 12, 6),
            date(2025, 1, 6),
            date(2025, 4, 18),
            date(2025, 4, 21),
            date(2025, 5, 1),
            date(2025, 5, 29),
            date(2025, 6, 20),
            date(2025, 11, 1),
            date(2025, 12, 24),
            date(2025, 12, 25),
            date(2025, 12, 26),
            date(2026, 2, 28),
            date(2026, 3, 1),
            date(2027, 5, 6),
        ] {
            assert!(!is_working_day(day), "{day}");
        }
    }

    #[test]
    fn the_days_around_a_holiday_are_working_days() {
        for day in [
            date(2025, 1, 7),
            date(2025, 4, 17),
            date(2025, 4, 22),
            date(2025, 5, 30),
            date(2025, 6, 19),
            date(2025, 12, 23),
            date(2026, 3, 2),
            date(2027, 12, 31),
        ] {
            assert!(is_working_day(day), "{day}");
        }
    }

    #[test]
    fn counting_starts_from_the_day_after() {
        assert_eq!(add_working_days(date(2026, 3, 2), 1), date(2026, 3, 3));
        assert_eq!(add_working_days(date(2026, 3, 2), 5), date(2026, 3, 9));
    }

    #[test]
    fn a_count_begun_on_a_weekend_begins_on_monday() {
        assert_eq!(add_working_days(date(2026, 2, 28), 1), date(2026, 3, 2));
        assert_eq!(add_working_days(date(2026, 3, 1), 1), date(2026, 3, 2));
    }

    #[test]
    fn counting_steps_over_holidays() {
        // Thursday before Easter 2025, over Friday to Monday.
        assert_eq!(add_working_days(date(2025, 4, 17), 1), date(2025, 4, 22));
        // Over Christmas and New Year: 29, 30, 31 December, 2 January.
        assert_eq!(add_working_days(date(2025, 12, 23), 4), date(2026, 1, 2));
    }

    #[test]
    fn no_working_days_means_the_day_itself_or_the_next_working_day() {
        assert_eq!(add_working_days(date(2026, 3, 2), 0), date(2026, 3, 2));
        assert_eq!(add_working_days(date(2025, 12, 24), 0), date(2025, 12, 29));
    }

    #[test]
    fn adding_working_days_in_two_steps_is_adding_them_at_once() {
        for offset in 0..400 {
            let start = date(2025, 1, 1).saturating_add(jiff::Span::new().days(offset));
            let steps = add_working_days(add_working_days(start, 3), 7);
            assert_eq!(steps, add_working_days(start, 10), "{start}");
        }
    }

    #[test]
    fn the_last_day_of_the_calendar_ends_the_count() {
        assert_eq!(add_working_days(Date::MAX, 3), Date::MAX);
    }
}
