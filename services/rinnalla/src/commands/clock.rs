use std::fmt;

use installation::{ClockCommand, ClockDecider};
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use proto::installation::v1::ClockMoved;
use serde::Serialize;

use crate::{Answer, Failed, Settings, Surroundings, operator::Operator};

/// Where an installation's days begin and end.
pub(crate) const ZONE: &str = "Europe/Helsinki";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Move the clock forward, or set it the first time. It goes on ticking from there.
    Set {
        /// Date and time in Finland, e.g. 2026-03-02T08:30.
        #[arg(long)]
        at: DateTime,
    },
    /// Say what the clock shows.
    Show,
}

impl Command {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        let clock = match self {
            Self::Set { at } => set(settings, surroundings, at).await?,
            Self::Show => show(settings, surroundings).await?,
        };
        Answer::of(&clock, true)
    }
}

/// What the installation's clock shows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// With offset and zone.
    pub shows: String,
    /// Ahead of real time; negative when behind.
    pub offset_seconds: i64,
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.shows, against_real_time(self.offset_seconds))
    }
}

/// How far a clock is from real time, in words.
pub(crate) fn against_real_time(offset_seconds: i64) -> String {
    match offset_seconds {
        0 => "real time".to_owned(),
        ahead @ 1.. => format!("{:#} ahead of real time", SignedDuration::from_secs(ahead)),
        behind => format!("{:#} behind real time", SignedDuration::from_secs(-behind)),
    }
}

/// The clock of an installation with a district that is no demo is real time.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no demo: its installation keeps real time")]
pub struct NotADemo(String);

pub async fn set(settings: &Settings, surroundings: Surroundings, at: DateTime) -> Result<Clock, Failed> {
    let operator = Operator::connect(settings, surroundings).await?;
    operator.ensure_stream().await?;
    let known = operator.known().await?;
    if let Some(real) = known.districts.values().find(|district| !district.demo) {
        return Err(NotADemo(real.id.to_string()).into());
    }
    let now = surroundings.now();
    let offset_seconds = at.in_tz(ZONE)?.timestamp().as_second() - now.as_second();
    let said = ClockMoved { offset_seconds };
    operator.commit::<ClockDecider>(&known, "clock", &ClockCommand { offset_seconds }, &said).await?;
    Ok(clock(SignedDuration::from_secs(offset_seconds), now)?)
}

pub async fn show(settings: &Settings, surroundings: Surroundings) -> Result<Clock, Failed> {
    let known = Operator::connect(settings, surroundings).await?.known().await?;
    Ok(clock(known.clock_ahead, surroundings.now())?)
}

fn clock(ahead: SignedDuration, now: Timestamp) -> Result<Clock, jiff::Error> {
    let shows = now.checked_add(ahead)?.in_tz(ZONE)?.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Ok(Clock { shows, offset_seconds: ahead.as_secs() })
}
