//! Dates: `2.3.2026 klo 8.30` in Finnish, `2 March 2026, 08:30` in English. Instants are shown in Finnish time.

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::{TimeZone, get},
};

use super::{Language, Texts};

/// Compiled in, so that a machine without time zone data shows the same times.
static HELSINKI: TimeZone = get!("Europe/Helsinki");

/// The day it is in Finland at an instant.
pub fn local_date(instant: Timestamp) -> Date {
    instant.to_zoned(HELSINKI.clone()).date()
}

impl Texts {
    pub fn date(self, date: Date) -> String {
        match self.0 {
            Language::Finnish => format!("{}.{}.{}", date.day(), date.month(), date.year()),
            Language::English => format!("{} {} {}", date.day(), english_month(date.month()), date.year()),
        }
    }

    /// A date as messages hold it; what is none stays as it is.
    pub fn iso_date(self, date: &str) -> String {
        date.parse().map_or_else(|_| date.to_owned(), |date| self.date(date))
    }

    /// The name of a month, 1 to 12.
    pub fn month(self, month: i8) -> &'static str {
        const FINNISH: [&str; 12] = [
            "tammikuu",
            "helmikuu",
            "maaliskuu",
            "huhtikuu",
            "toukokuu",
            "kesäkuu",
            "heinäkuu",
            "elokuu",
            "syyskuu",
            "lokakuu",
            "marraskuu",
            "joulukuu",
        ];
        match self.0 {
            Language::Finnish => FINNISH[usize::from(month.unsigned_abs().clamp(1, 12)) - 1],
            Language::English => english_month(month.clamp(1, 12)),
        }
    }

    /// A month as messages hold it, `1994-05`; what is none stays as it is.
    pub fn iso_month(self, month: &str) -> String {
        month
            .split_once('-')
            .map_or_else(|| month.to_owned(), |(year, month)| format!("{}/{year}", month.trim_start_matches('0')))
    }

    /// With its weekday: `maanantai 2.3.2026`, `Monday 2 March 2026`.
    pub fn long_date(self, date: Date) -> String {
        format!("{} {}", self.weekday(date.weekday()), self.date(date))
    }

    pub fn time(self, instant: Timestamp) -> String {
        let local = instant.to_zoned(HELSINKI.clone());
        match self.0 {
            Language::Finnish => format!("{}.{:02}", local.hour(), local.minute()),
            Language::English => format!("{:02}:{:02}", local.hour(), local.minute()),
        }
    }

    pub fn date_time(self, instant: Timestamp) -> String {
        let (date, time) = (self.date(local_date(instant)), self.time(instant));
        match self.0 {
            Language::Finnish => format!("{date} klo {time}"),
            Language::English => format!("{date}, {time}"),
        }
    }

    fn weekday(self, day: Weekday) -> &'static str {
        const FINNISH: [&str; 7] =
            ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"];
        const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let names = match self.0 {
            Language::Finnish => FINNISH,
            Language::English => ENGLISH,
        };
        names[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }
}

fn english_month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[usize::from(month.unsigned_abs().saturating_sub(1))]
}
