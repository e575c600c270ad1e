use jiff::{Timestamp, civil::Date};

/// What a decision may know of the moment: a value, so that the same command always decides the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Env {
    /// The installation's clock.
    pub now: Timestamp,
    /// The day of `now` in Finland.
    pub today: Date,
    /// The day the command says it happened; not after `today`.
    pub occurred_on: Date,
}

impl Env {
    /// `occurred_on` is `today` unless the command says an earlier day.
    pub fn at(now: Timestamp, occurred_on: Option<Date>) -> Self {
        let today = now.to_zoned(helsinki()).date();
        Self { now, today, occurred_on: occurred_on.unwrap_or(today) }
    }
}

/// Europe/Helsinki from the bundled database; UTC+2 should that ever be missing.
fn helsinki() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("Europe/Helsinki").unwrap_or_else(|_| jiff::tz::TimeZone::fixed(jiff::tz::offset(2)))
}
