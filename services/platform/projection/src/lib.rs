//! What the event log drives: lanes that turn commits into rows, and processes that turn commits into further commands.
//! The Postgres cursor is the only checkpoint; a lane's rows and its cursor move in one transaction.

mod apply;
mod course;
mod earlier;
mod entry;
mod lane;
mod model;
mod own;
mod parked;
mod place;
mod positions;
mod process;
mod rebuild;
mod statistics;

pub use apply::{ApplyError, Projection};
pub use earlier::earlier;
pub use entry::{BadField, Entry, count, day, id, ids, optional_day, optional_id};
pub use lane::{Lane, LaneError, LaneName};
pub use model::{ModelError, ReadModel};
pub use parked::{Parked, parked};
pub use positions::{NotApplied, Positions, Stale, Stopped, Token, TokenError};
pub use process::{Process, ProcessLane, ReactError, caused, caused_by};
pub use rebuild::{RebuildError, Rebuilt, SHADOW, rebuild};
pub use statistics::STATISTICS;

/// Tables a rebuild never touches: positions of processes, and pointers to what they could not do.
pub const KEPT_TABLES: &str = include_str!("kept.sql");
