//! Streams as they are stored, for a backup: any stream of the log, message by message, nothing decoded.

use std::time::Duration;

use async_nats::{
    Client,
    jetstream::{
        self,
        consumer::{
            DeliverPolicy,
            pull::{Ordered, OrderedConfig},
        },
        stream::Config,
    },
};
use bytes::Bytes;
use futures::StreamExt;

use crate::{
    streams::standing,
    tail::{TailError, newest_of},
};

/// How long the next message of a stream that has more may take.
const COMES_WITHIN: Duration = Duration::from_secs(30);

/// A message as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    pub sequence: u64,
    pub subject: String,
    /// Sorted by name; of a name that stands more than once, in the order they stand in.
    pub headers: Vec<(String, String)>,
    pub payload: Bytes,
}

/// A stream as the server describes it now.
#[derive(Debug, Clone)]
pub struct StreamFound {
    pub config: Config,
    /// 0 when empty.
    pub newest: u64,
}

/// What a stream of this name is like; none when there is no such stream.
pub async fn find_stream(client: &Client, stream: &str) -> Result<Option<StreamFound>, TailError> {
    match standing(client, stream).await {
        Ok(Some(config)) => Ok(Some(StreamFound { config, newest: newest_of(client, stream).await? })),
        Ok(None) => Ok(None),
        Err(error) => Err(TailError::Unreachable { stream: stream.to_owned(), source: error.into() }),
    }
}

/// The messages of a stream from one sequence up to another, in order, without a gap.
pub struct Export {
    stream: String,
    next: u64,
    until: u64,
    messages: Option<Ordered>,
}

impl Export {
    /// Begins after the message at `after` and ends with the one at `until`.
    pub async fn open(client: &Client, stream: &str, after: u64, until: u64) -> Result<Self, TailError> {
        let mut export = Self { stream: stream.to_owned(), next: after + 1, until, messages: None };
        // Of what is not there nothing is awaited.
        if export.next <= until {
            let config = OrderedConfig {
                deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: export.next },
                ..OrderedConfig::default()
            };
            let stream = jetstream::new(client.clone())
                .get_stream_no_info(stream)
                .await
                .map_err(|error| export.unreachable(error.into()))?;
            let consumer = stream.create_consumer(config).await.map_err(|error| export.unreachable(error.into()))?;
            let messages = consumer.messages().await.map_err(|error| export.unreachable(error.into()))?;
            export.messages = Some(messages);
        }
        Ok(export)
    }

    /// The next message; none after the last.
    pub async fn next(&mut self) -> Result<Option<StoredMessage>, TailError> {
        let Some(messages) = self.messages.as_mut().filter(|_| self.next <= self.until) else { return Ok(None) };
        let message = match tokio::time::timeout(COMES_WITHIN, messages.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) => return Err(self.unreachable(error.into())),
            Ok(None) => return Err(self.unreachable("it ended".into())),
            Err(late) => return Err(self.unreachable(late.into())),
        };
        let sequence = message.info().map_err(|source| self.unreachable(source))?.stream_sequence;
        if sequence != self.next {
            return Err(TailError::Gap { stream: self.stream.clone(), expected: self.next, found: sequence });
        }
        self.next += 1;
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, values) in message.headers.iter().flat_map(async_nats::HeaderMap::iter) {
            headers.extend(values.iter().map(|value| (name.to_string(), value.as_str().to_owned())));
        }
        // Stable: values of one name keep their order.
        headers.sort_by(|one, other| one.0.cmp(&other.0));
        let message = message.message;
        Ok(Some(StoredMessage { sequence, subject: message.subject.to_string(), headers, payload: message.payload }))
    }

    fn unreachable(&self, source: Box<dyn std::error::Error + Send + Sync>) -> TailError {
        TailError::Unreachable { stream: self.stream.clone(), source }
    }
}
