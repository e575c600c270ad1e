//! The demo installation's clock, moved forward and never back.

use installation::{ClockCommand, ClockDecider};
use jiff::civil::{Date, DateTime};
use proto::installation::v1::ClockMoved;

use crate::{Failed, commands::clock::ZONE, operator::Operator};

pub(super) struct Clock<'o> {
    operator: &'o Operator,
}

impl<'o> Clock<'o> {
    pub(super) fn new(operator: &'o Operator) -> Self {
        Self { operator }
    }

    /// Moves the clock there, unless it shows that time or a later one already. Gives the day it shows then.
    pub(super) async fn reach(&self, at: DateTime) -> Result<Date, Failed> {
        let known = self.operator.known().await?;
        let now = self.operator.now();
        let offset_seconds = at.in_tz(ZONE)?.timestamp().as_second() - now.as_second();
        if offset_seconds <= known.clock_ahead.as_secs() {
            return Ok(now.checked_add(known.clock_ahead)?.in_tz(ZONE)?.date());
        }
        let said = ClockMoved { offset_seconds };
        self.operator.commit::<ClockDecider>(&known, "clock", &ClockCommand { offset_seconds }, &said).await?;
        Ok(at.date())
    }
}
