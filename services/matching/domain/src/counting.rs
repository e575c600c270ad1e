//! The counting words, as figures and lists must use them.

use jiff::civil::Date;
use proto::matching::v1::{MatchStatus, SupportRequestStatus};

use crate::MatchState;

/// The day a match counts as *matched*: when it was first active. `None` for one that never was.
pub fn matched_on(state: &MatchState) -> Option<Date> {
    state.first_active_on()
}

/// Whether a request counts as *waiting*: somebody taken in without an active match. A match that is being set up
/// is not active yet; a paused one still is hers. `of_match` is the status of the match set up for it.
pub fn waits(request: SupportRequestStatus, of_match: Option<MatchStatus>) -> bool {
    match request {
        SupportRequestStatus::Open => true,
        SupportRequestStatus::Matched => !matches!(of_match, Some(MatchStatus::Active | MatchStatus::Paused)),
        SupportRequestStatus::Closed | SupportRequestStatus::Unspecified => false,
    }
}
