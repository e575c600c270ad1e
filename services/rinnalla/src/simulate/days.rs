//! Days of a year: working days, and which month a request falls in.

use calendar::is_working_day;
use jiff::{Span, Unit, civil::Date};

use super::chance::share;

pub(crate) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

pub(crate) fn plus_months(day: Date, months: i32) -> Date {
    day.saturating_add(Span::new().months(months))
}

/// Whole days from one to the other.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Whole months from one to the other.
pub(crate) fn months_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Month, to)).map_or(0, |span| span.get_months())
}

/// This day, or the next that is a working day.
pub(crate) fn working(day: Date) -> Date {
    calendar::add_working_days(day, 0)
}

/// This day, or the one before it that is a working day.
pub(crate) fn working_before(mut day: Date) -> Date {
    while !is_working_day(day) {
        day = plus(day, -1);
    }
    day
}

/// Working days of a month on which a year's business still comes to something: December's end is left out.
pub(crate) fn open_days(year: i16, month: i8) -> Vec<Date> {
    let last = if month == 12 { 16 } else { Date::constant(year, month, 1).days_in_month() };
    (1..=last).map(|day| Date::constant(year, month, day)).filter(|day| is_working_day(*day)).collect()
}

/// As many days as asked, in order: each month has its share, evenly spread over its working days.
pub(crate) fn over_the_year(year: i16, months: &[u32]) -> Vec<Date> {
    let mut days = Vec::new();
    for (month, count) in (1_i8..).zip(months) {
        let open = open_days(year, month);
        days.extend((0..*count as usize).map(|i| open[(2 * i + 1) * open.len() / (2 * *count as usize)]));
    }
    days
}

pub(crate) fn by_month_index(total: u32, index: &[f64; 12]) -> Vec<u32> {
    share(total, index)
}
