use std::{error::Error, time::Duration};

use async_nats::{
    Client,
    jetstream::{
        self,
        consumer::{
            DeliverPolicy,
            pull::{Ordered, OrderedConfig},
        },
    },
};
use futures::StreamExt;

use crate::{
    commit::{MalformedCommit, Recorded},
    name::StreamName,
    read::{ReadError, at, leader_last},
};

/// How often, and after what pauses, the members of a stream are asked for a commit that one of them has not.
const LOOKS: u32 = 10;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Every commit of a stream from a sequence on, in order, without a gap.
pub struct Tail {
    client: Client,
    stream: StreamName,
    next: u64,
    messages: Ordered,
}

/// Following a stream failed. All but `Gap` are mended by opening the tail again.
#[derive(Debug, thiserror::Error)]
pub enum TailError {
    #[error("stream {stream} cannot be followed")]
    Unreachable {
        stream: String,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Something was taken out of the log. Nothing may be built on what follows.
    #[error("stream {stream} jumps from {expected} to {found}")]
    Gap { stream: String, expected: u64, found: u64 },
}

/// A commit, or the place of one that cannot be read.
pub type Message = Result<Recorded, Unreadable>;

/// A message that is not a commit this build can read.
#[derive(Debug)]
pub struct Unreadable {
    pub subject: String,
    pub sequence: u64,
    pub source: MalformedCommit,
}

impl Tail {
    /// Follows from the commit after `cursor`. A cursor beyond the stream is a gap: commits that were read are gone.
    pub async fn open(client: &Client, stream: &StreamName, cursor: u64) -> Result<Self, TailError> {
        let messages = follow(client, stream, cursor).await?;
        Ok(Self { client: client.clone(), stream: stream.clone(), next: cursor + 1, messages })
    }

    /// Waits for the next commit.
    pub async fn next(&mut self) -> Result<Message, TailError> {
        let (message, sequence) = loop {
            let message = match self.messages.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(unreachable(&self.stream, error)),
                None => return Err(unreachable(&self.stream, "it ended")),
            };
            let sequence = message.info().map_err(|error| unreachable(&self.stream, error))?.stream_sequence;
            if sequence >= self.next {
                break (message, sequence);
            }
            // Where the server loses the consumer before it gave anything, the client makes another that begins with
            // the stream, not where this tail began.
            self.messages = follow(&self.client, &self.stream, self.next - 1).await?;
        };
        if sequence != self.next {
            return Err(TailError::Gap { stream: self.stream.to_string(), expected: self.next, found: sequence });
        }
        self.next += 1;
        let traceparent = message
            .headers
            .as_ref()
            .and_then(|headers| headers.get("traceparent"))
            .map(|value| value.as_str().to_owned());
        let subject = message.subject.as_str();
        Ok(Recorded::decode(&self.stream, sequence, subject, traceparent, &message.payload)
            .map_err(|source| Unreadable { subject: subject.to_owned(), sequence, source }))
    }
}

async fn follow(client: &Client, stream: &StreamName, cursor: u64) -> Result<Ordered, TailError> {
    let config = OrderedConfig {
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: cursor + 1 },
        ..OrderedConfig::default()
    };
    // The server would wait for the commit after the cursor, and never give those that take the lost ones' place.
    let newest = newest(client, stream).await?;
    if newest < cursor && !holds(client, stream, cursor).await? {
        return Err(TailError::Gap { stream: stream.to_string(), expected: cursor + 1, found: newest + 1 });
    }
    let found = jetstream::new(client.clone())
        .get_stream_no_info(stream.to_string())
        .await
        .map_err(|error| unreachable(stream, error))?;
    let consumer = found.create_consumer(config).await.map_err(|error| unreachable(stream, error))?;
    consumer.messages().await.map_err(|error| unreachable(stream, error))
}

fn unreachable(stream: &(impl ToString + ?Sized), source: impl Into<Box<dyn Error + Send + Sync>>) -> TailError {
    TailError::Unreachable { stream: stream.to_string(), source: source.into() }
}

/// Sequence of the stream's newest message; 0 when empty.
///
/// Asks the leader for the message itself: while a replicated stream is young, a member that is behind may answer for its
/// state too.
pub async fn newest(client: &Client, stream: &StreamName) -> Result<u64, TailError> {
    newest_of(client, &stream.to_string()).await
}

/// The same for a stream of any name.
///
/// A leader under load may say that it holds nothing, of a stream of hundreds. What a stream tells of its state is never too
/// much, so it is asked for that too before it counts as empty.
pub(crate) async fn newest_of(client: &Client, stream: &str) -> Result<u64, TailError> {
    let found = leader_last(client, stream, ">").await.map_err(|error| unreachable(stream, error))?;
    if found > 0 {
        return Ok(found);
    }
    let told = jetstream::new(client.clone()).get_stream(stream).await.map_err(|error| unreachable(stream, error))?;
    Ok(told.cached_info().state.last_sequence)
}

/// Whether a stream still has a commit that was read of it. While it is young, a member that is behind may answer for its
/// state as if it led: one member that has the commit proves more than many that do not.
async fn holds(client: &Client, stream: &StreamName, sequence: u64) -> Result<bool, TailError> {
    for _ in 0..LOOKS {
        match at(client, stream, sequence).await {
            Ok(Some(_)) | Err(ReadError::Malformed { .. }) => return Ok(true),
            Ok(None) => tokio::time::sleep(LOOK_AGAIN_AFTER).await,
            Err(error) => return Err(unreachable(stream, error)),
        }
    }
    Ok(false)
}
