//! Reads of the read model. Every reply that shows a person goes through the view log (`Call::shows`).

pub(crate) mod due;
pub(crate) mod first_meeting;
pub(crate) mod held;
pub(crate) mod known;
pub(crate) mod led_group;
pub(crate) mod series;
pub(crate) mod session;

use jiff::civil::Date;
use proto::scheduling::v1::LocalStart;
use scheduling_domain::wall_time::ZONE;

/// As people agreed on it.
fn local_start(on: Date, at: String) -> LocalStart {
    LocalStart { date: on.to_string(), time: at, zone: ZONE.to_owned() }
}
