//! What commits call for: commands of this service, sent by the service itself.

mod follow_matches;
mod follow_series;
mod leave_sessions;

pub(crate) use follow_matches::FollowMatches;
pub(crate) use follow_series::FollowSeries;
pub(crate) use leave_sessions::LeaveSessions;

use ::projection::{Process, caused_by};
use decider::Env;
use eventlog::{CommandContext, Recorded};
use jiff::civil::Date;

/// What the n-th command for a commit says beside itself: the moment and day are the commit's.
fn by<P: Process>(commit: &Recorded, n: u32, occurred_on: Date) -> CommandContext {
    caused_by::<P>(commit, n, "coordination", Env::at(commit.recorded_at, Some(occurred_on)))
}
