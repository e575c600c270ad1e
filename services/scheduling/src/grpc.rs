//! The methods. Each file reads one request whole, carries out or looks up, and answers.

mod held;
mod meetings;
mod sessions;

use decider::{DistrictId, Sealed};
use edge::{App, Edge, Failure, Violations};
use jiff::civil::Date;
use proto::scheduling::v1::{DateRange, LocalStart, PrivatePlace, WeeklyTime};
use scheduling_domain::{Days, InvalidWallTime, Minutes, WallTime, Weekly};
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct MeetingsGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct SessionsGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct HeldGrpc(pub(crate) Edge);

/// Longest place, in characters.
const PLACE: usize = 500;

/// A place that can be somebody's home, sealed under her identity key; `None` for none.
async fn sealed_place(app: &App, district: &DistrictId, person: Uuid, text: &str) -> Result<Option<Sealed>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let place = PrivatePlace { text: text.to_owned() };
    Ok(Some(app.keyring.seal(district, person, &place).await?))
}

fn read_start(violations: &mut Violations, field: &str, start: Option<&LocalStart>) -> WallTime {
    let Some(start) = start else {
        violations.add(field, "is required");
        return WallTime::default();
    };
    let date = violations.date(&format!("{field}.date"), &start.date);
    let time = read_clock(violations, &format!("{field}.time"), &start.time);
    read_zone(violations, &format!("{field}.zone"), &start.zone);
    WallTime { date, ..time }
}

fn read_weekly(violations: &mut Violations, field: &str, weekly: Option<&WeeklyTime>) -> Option<Weekly> {
    let Some(weekly) = weekly else {
        violations.add(field, "is required");
        return None;
    };
    let weekday = violations.choice(&format!("{field}.weekday"), weekly.weekday);
    let start = read_clock(violations, &format!("{field}.start_time"), &weekly.start_time);
    read_zone(violations, &format!("{field}.zone"), &weekly.zone);
    let duration = read_duration(violations, &format!("{field}.duration_minutes"), weekly.duration_minutes);
    Weekly::new(weekday, start.time, duration?)
}

fn read_duration(violations: &mut Violations, field: &str, minutes: u32) -> Option<Minutes> {
    Minutes::try_from(minutes).map_err(|invalid| violations.add(field, words(invalid))).ok()
}

fn read_days(violations: &mut Violations, field: &str, days: &DateRange) -> Option<Days> {
    let from = violations.date(&format!("{field}.from"), &days.from);
    let to = violations.date(&format!("{field}.to"), &days.to);
    let days = Days::new(from, to);
    if days.is_none() && to != Date::ZERO {
        violations.add(field, words(InvalidWallTime::Range));
    }
    days
}

/// Time of day, of no day in particular.
fn read_clock(violations: &mut Violations, field: &str, time: &str) -> WallTime {
    let date = Date::ZERO.to_string();
    WallTime::try_from(&LocalStart { date, time: time.to_owned(), zone: String::new() }).unwrap_or_else(|invalid| {
        violations.add(field, words(invalid));
        WallTime::default()
    })
}

fn read_zone(violations: &mut Violations, field: &str, zone: &str) {
    let date = Date::ZERO.to_string();
    let start = LocalStart { date, time: "00:00".to_owned(), zone: zone.to_owned() };
    if let Err(invalid) = WallTime::try_from(&start) {
        violations.add(field, words(invalid));
    }
}

fn words(invalid: InvalidWallTime) -> &'static str {
    match invalid {
        InvalidWallTime::Date => "must be a date like 2026-03-02",
        InvalidWallTime::Time => "must be a time of day like 17:30",
        InvalidWallTime::Zone => "must be Europe/Helsinki, or empty",
        InvalidWallTime::Weekday => "is required",
        InvalidWallTime::Duration => "must be between a minute and a week",
        InvalidWallTime::Range => "must not end before it begins",
    }
}
