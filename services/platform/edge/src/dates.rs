use jiff::{Timestamp, civil::Date};

/// An ISO 8601 date for a reply; empty for none.
pub fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// An instant for a reply.
pub fn record_time(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}
