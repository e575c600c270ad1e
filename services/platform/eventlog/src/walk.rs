use std::time::Duration;

use async_nats::Client;

use crate::{
    commit::Recorded,
    name::StreamName,
    tail::{Tail, TailError, Unreadable, newest},
    verify::Damage,
};

/// A message that is in the stream comes much sooner.
const COMES_WITHIN: Duration = Duration::from_secs(10);

/// Gives every commit of a stream, from its first to its newest at the time of asking, and what is no commit or is
/// missing. What was taken out ends nothing: the walk goes on behind it. Gives the newest sequence; 0 when empty.
pub(crate) async fn walk(
    client: &Client,
    stream: &StreamName,
    mut take: impl FnMut(Result<Recorded, Damage>) + Send,
) -> Result<u64, TailError> {
    let newest = newest(client, stream).await?;
    let mut at = 0;
    let mut tail = None;
    while at < newest {
        let open = match &mut tail {
            Some(open) => open,
            None => tail.insert(Tail::open(client, stream, at).await?),
        };
        let Ok(message) = tokio::time::timeout(COMES_WITHIN, open.next()).await else {
            take(Err(Damage::Gap { expected: at + 1, found: newest + 1 }));
            break;
        };
        match message {
            Ok(Ok(commit)) => {
                at = commit.sequence;
                take(Ok(commit));
            }
            Ok(Err(Unreadable { subject, sequence, source })) => {
                at = sequence;
                take(Err(Damage::Unreadable { sequence, subject, source }));
            }
            Err(TailError::Gap { expected, found, .. }) => {
                at = found - 1;
                tail = None;
                take(Err(Damage::Gap { expected, found }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(newest)
}
