//! What commits and days call for: commands of this service, sent by the service itself.

mod activate_held;
mod expire_proposals;
mod seek_friend;
mod set_up_accepted;
mod withdraw_left_over;

pub(crate) use activate_held::ActivateHeld;
pub(crate) use expire_proposals::ExpireProposals;
pub(crate) use seek_friend::SeekFriend;
pub(crate) use set_up_accepted::SetUpAccepted;
pub(crate) use withdraw_left_over::WithdrawLeftOver;

use ::projection::{Process, ReactError, caused_by};
use decider::{Decider, Env, StoredEvent};
use edge::App;
use eventlog::{CommandContext, Recorded};
use jiff::civil::Date;
use uuid::Uuid;

/// The n-th command for a commit, on the day its event happened.
fn context<P: Process>(commit: &Recorded, n: u32, occurred_on: Date) -> CommandContext {
    caused_by::<P>(commit, n, "matching", Env::at(commit.recorded_at, Some(occurred_on)))
}

/// The id a followed event names.
fn id(text: &str) -> Result<Uuid, ReactError> {
    text.parse().map_err(|error: uuid::Error| ReactError::Refused { reason: "id".to_owned(), source: error.into() })
}

/// The first event of the aggregate a commit belongs to that `pick` takes: what later events do not repeat.
async fn earlier<E: StoredEvent, T>(
    app: &App,
    commit: &Recorded,
    pick: impl Fn(E) -> Option<T>,
) -> Result<Option<T>, ReactError> {
    let history = eventlog::history(app.log.client(), &commit.stream, &commit.kind, commit.id).await;
    for recorded in history.map_err(ReactError::retry)?.iter().flat_map(|commit| &commit.events) {
        if let Some(picked) = pick(recorded.decode()?) {
            return Ok(Some(picked));
        }
    }
    Ok(None)
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
