//! Times as people agree on them: a day, and the clock on a wall in Finland. What they agreed stays when the clocks
//! change; the instant follows from it, never the other way round.

use jiff::{
    Span, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use proto::scheduling::v1::{DateRange, LocalStart, Weekday, WeeklyTime};
use serde::{Deserialize, Serialize};

/// The zone of every wall. Stored with each time all the same, so that a reader needs to know nothing.
pub const ZONE: &str = "Europe/Helsinki";

const CLOCK: &str = "%H:%M";

/// Which part of a time does not say what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWallTime {
    #[error("is not an ISO 8601 date")]
    Date,
    #[error("is not a time of day, HH:MM")]
    Time,
    #[error("is not Europe/Helsinki")]
    Zone,
    #[error("is not a day of the week")]
    Weekday,
    #[error("is not between a minute and a week")]
    Duration,
    #[error("ends before it begins")]
    Range,
}

/// A day and a time of day on the wall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WallTime {
    pub date: Date,
    pub time: Time,
}

impl WallTime {
    /// The instant, by the zone's rules as they are known now. Of an hour that autumn repeats it is the first;
    /// an hour that spring skips is read as one later.
    pub fn instant(self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        zone.to_ambiguous_timestamp(self.date.to_datetime(self.time)).compatible()
    }
}

impl From<WallTime> for LocalStart {
    fn from(start: WallTime) -> Self {
        Self { date: start.date.to_string(), time: clock(start.time), zone: ZONE.to_owned() }
    }
}

impl TryFrom<&LocalStart> for WallTime {
    type Error = InvalidWallTime;

    fn try_from(start: &LocalStart) -> Result<Self, InvalidWallTime> {
        in_zone(&start.zone)?;
        Ok(Self { date: start.date.parse().map_err(|_| InvalidWallTime::Date)?, time: time_of_day(&start.time)? })
    }
}

/// A length from one minute to a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Minutes(u32);

impl Minutes {
    pub const WEEK: u32 = 7 * 24 * 60;

    pub fn new(minutes: u32) -> Option<Self> {
        (1..=Self::WEEK).contains(&minutes).then_some(Self(minutes))
    }

    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Minutes {
    type Error = InvalidWallTime;

    fn try_from(minutes: u32) -> Result<Self, InvalidWallTime> {
        Self::new(minutes).ok_or(InvalidWallTime::Duration)
    }
}

/// A time of the week, and how long from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    weekday: Weekday,
    pub time: Time,
    pub duration: Minutes,
}

impl Weekly {
    /// Nothing for `Weekday::Unspecified`.
    pub fn new(weekday: Weekday, time: Time, duration: Minutes) -> Option<Self> {
        (weekday != Weekday::Unspecified).then_some(Self { weekday, time, duration })
    }

    pub fn weekday(self) -> Weekday {
        self.weekday
    }

    /// When it is in the week of that Monday.
    pub(crate) fn in_week(self, monday: Date) -> WallTime {
        let date = monday.saturating_add(Span::new().days(i32::from(self.weekday) - 1));
        WallTime { date, time: self.time }
    }
}

impl From<Weekly> for WeeklyTime {
    fn from(weekly: Weekly) -> Self {
        Self {
            weekday: weekly.weekday.into(),
            start_time: clock(weekly.time),
            zone: ZONE.to_owned(),
            duration_minutes: weekly.duration.get(),
        }
    }
}

impl TryFrom<&WeeklyTime> for Weekly {
    type Error = InvalidWallTime;

    fn try_from(weekly: &WeeklyTime) -> Result<Self, InvalidWallTime> {
        in_zone(&weekly.zone)?;
        let (time, duration) = (time_of_day(&weekly.start_time)?, Minutes::try_from(weekly.duration_minutes)?);
        Self::new(weekly.weekday(), time, duration).ok_or(InvalidWallTime::Weekday)
    }
}

/// Days in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    from: Date,
    to: Date,
}

impl Days {
    /// Nothing when it would end before it begins.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    pub fn from(self) -> Date {
        self.from
    }

    pub fn to(self) -> Date {
        self.to
    }

    pub fn contains(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl From<Days> for DateRange {
    fn from(days: Days) -> Self {
        Self { from: days.from.to_string(), to: days.to.to_string() }
    }
}

impl TryFrom<&DateRange> for Days {
    type Error = InvalidWallTime;

    fn try_from(range: &DateRange) -> Result<Self, InvalidWallTime> {
        let from = range.from.parse().map_err(|_| InvalidWallTime::Date)?;
        let to = range.to.parse().map_err(|_| InvalidWallTime::Date)?;
        Self::new(from, to).ok_or(InvalidWallTime::Range)
    }
}

/// Monday of the day's ISO week.
pub fn monday_of(day: Date) -> Date {
    day.saturating_sub(Span::new().days(day.weekday().to_monday_zero_offset()))
}

fn clock(time: Time) -> String {
    time.strftime(CLOCK).to_string()
}

fn time_of_day(text: &str) -> Result<Time, InvalidWallTime> {
    if text.len() != "HH:MM".len() {
        return Err(InvalidWallTime::Time);
    }
    Time::strptime(CLOCK, text).map_err(|_| InvalidWallTime::Time)
}

fn in_zone(zone: &str) -> Result<(), InvalidWallTime> {
    if zone.is_empty() || zone == ZONE { Ok(()) } else { Err(InvalidWallTime::Zone) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn start(date: &str, time: &str, zone: &str) -> LocalStart {
        LocalStart { date: date.into(), time: time.into(), zone: zone.into() }
    }

    #[test]
    fn a_time_is_read_as_it_is_written() {
        let read = WallTime::try_from(&start("2026-03-02", "09:05", "")).unwrap();
        assert_eq!(read, WallTime { date: date(2026, 3, 2), time: time(9, 5, 0, 0) });
        assert_eq!(LocalStart::from(read), start("2026-03-02", "09:05", "Europe/Helsinki"));
    }

    #[test]
    fn what_is_no_time_is_told_by_its_part() {
        for (wrong, part) in [
            (start("2026-02-30", "09:05", ""), InvalidWallTime::Date),
            (start("2.3.2026", "09:05", ""), InvalidWallTime::Date),
            (start("2026-03-02", "24:00", ""), InvalidWallTime::Time),
            (start("2026-03-02", "9:05", ""), InvalidWallTime::Time),
            (start("2026-03-02", "9:5am", ""), InvalidWallTime::Time),
            (start("2026-03-02", "09:05", "Europe/Stockholm"), InvalidWallTime::Zone),
        ] {
            assert_eq!(WallTime::try_from(&wrong), Err(part), "{wrong:?}");
        }
    }

    #[test]
    fn a_length_is_between_a_minute_and_a_week() {
        assert_eq!(Minutes::new(0), None);
        assert_eq!(Minutes::new(10_080).map(Minutes::get), Some(10_080));
        assert_eq!(Minutes::new(10_081), None);
    }

    #[test]
    fn days_do_not_end_before_they_begin() {
        assert_eq!(Days::new(date(2026, 3, 2), date(2026, 3, 1)), None);
        let one = Days::new(date(2026, 3, 2), date(2026, 3, 2)).unwrap();
        assert!(one.contains(date(2026, 3, 2)) && !one.contains(date(2026, 3, 3)));
    }

    #[test]
    fn a_week_begins_on_monday() {
        assert_eq!(monday_of(date(2026, 3, 1)), date(2026, 2, 23));
        assert_eq!(monday_of(date(2026, 3, 2)), date(2026, 3, 2));
    }

    #[test]
    fn an_hour_that_spring_skips_is_one_later_and_of_a_repeated_hour_the_first_counts() {
        let zone = TimeZone::get(ZONE).unwrap();
        let instant = |date, time| WallTime { date, time }.instant(&zone).unwrap().to_string();
        assert_eq!(instant(date(2026, 3, 29), time(3, 30, 0, 0)), "2026-03-29T01:30:00Z");
        assert_eq!(instant(date(2026, 10, 25), time(3, 30, 0, 0)), "2026-10-25T00:30:00Z");
    }
}
