use async_nats::Client;
use decider::StoredEvent;
use eventlog::Recorded;

use crate::ReactError;

/// The first event of the aggregate a commit belongs to that `pick` takes: what later events do not repeat. `None` when
/// there is none.
pub async fn earlier<E: StoredEvent, T>(
    client: &Client,
    commit: &Recorded,
    pick: impl Fn(E) -> Option<T>,
) -> Result<Option<T>, ReactError> {
    let history = eventlog::history(client, &commit.stream, &commit.kind, commit.id).await;
    for recorded in history.map_err(ReactError::retry)?.iter().flat_map(|commit| &commit.events) {
        if let Some(picked) = pick(recorded.decode()?) {
            return Ok(Some(picked));
        }
    }
    Ok(None)
}
