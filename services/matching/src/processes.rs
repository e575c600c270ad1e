//! What commits and days call for: commands of this service, sent by the service itself.

mod activate_held;
mod close_reopened;
mod expire_group_offers;
mod expire_proposals;
mod leave_erased;
mod leave_groups;
mod seek_friend;
mod set_up_accepted;
mod withdraw_away;
mod withdraw_group_offers;
mod withdraw_left_over;
mod withdraw_unconsented;

pub(crate) use activate_held::ActivateHeld;
pub(crate) use close_reopened::CloseReopened;
pub(crate) use expire_group_offers::ExpireGroupOffers;
pub(crate) use expire_proposals::ExpireProposals;
pub(crate) use leave_erased::LeaveErased;
pub(crate) use leave_groups::LeaveGroups;
pub(crate) use seek_friend::SeekFriend;
pub(crate) use set_up_accepted::SetUpAccepted;
pub(crate) use withdraw_away::WithdrawAway;
pub(crate) use withdraw_group_offers::WithdrawGroupOffers;
pub(crate) use withdraw_left_over::WithdrawLeftOver;
pub(crate) use withdraw_unconsented::WithdrawUnconsented;

use ::projection::{Process, ReactError, caused_by};
use decider::{Decider, DistrictId, Env};
use edge::App;
use eventlog::{CommandContext, Context, Recorded, StreamName};
use jiff::civil::Date;
use tokio::time::Instant;

/// How long one attempt waits for this service's own rows.
const ROWS_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);

/// The n-th command for a commit, on the day its event happened.
fn context<P: Process>(commit: &Recorded, n: u32, occurred_on: Date) -> CommandContext {
    caused_by::<P>(commit, n, "matching", Env::at(commit.recorded_at, Some(occurred_on)))
}

/// Waits until this service's rows show all that its stream holds by now.
async fn newest_rows(app: &App, district: &DistrictId) -> Result<(), ReactError> {
    rows_as_new_as(app, &StreamName::new(Context::Matching, district.clone())).await
}

/// Waits until this service's rows show all that a stream holds by now.
async fn rows_as_new_as(app: &App, stream: &StreamName) -> Result<(), ReactError> {
    app.rows_as_new_as(stream, Instant::now() + ROWS_WITHIN).await.map_err(ReactError::retry)
}

/// A refusal that the process expects: somebody else has done it, or has decided otherwise.
fn unless_refused<D: Decider>(
    done: Result<eventlog::Done<D>, crate::commands::NotDone>,
    expected: &[&str],
) -> Result<u64, ReactError> {
    match done {
        Ok(done) => Ok(done.sequence),
        Err(refused) if crate::commands::reason_of(&refused).is_some_and(|reason| expected.contains(&reason)) => Ok(0),
        Err(refused) => Err(refused.into()),
    }
}
