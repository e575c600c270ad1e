//! The demo installation's clock, moved forward and never back.

use installation::{ClockCommand, ClockDecider};
use jiff::civil::DateTime;
use proto::installation::v1::ClockMoved;

use crate::{Failed, commands::clock::ZONE, operator::Operator};

pub(super) struct Clock<'o> {
    operator: &'o Operator,
}

impl<'o> Clock<'o> {
    pub(super) fn new(operator: &'o Operator) -> Self {
        Self { operator }
    }

    /// Moves the clock there, unless it shows that time or a later one already.
    pub(super) async fn reach(&self, at: DateTime) -> Result<(), Failed> {
        let known = self.operator.known().await?;
        let now = self.operator.now();
        let offset_seconds = at.in_tz(ZONE)?.timestamp().as_second() - now.as_second();
        let first = known.clock_ahead.is_zero();
        if !first && offset_seconds <= known.clock_ahead.as_secs() {
            return Ok(());
        }
        let said = ClockMoved { offset_seconds };
        self.operator.commit::<ClockDecider>(&known, "clock", &ClockCommand { offset_seconds }, &said).await?;
        Ok(())
    }
}
