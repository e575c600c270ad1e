//! Writing a stream anew, message by message, each where it stood. Only ever into a stream that is empty.

use std::time::Duration;

use async_nats::{Client, HeaderMap, StatusCode, Subject, Subscriber};
use futures::StreamExt;
use serde::Deserialize;

use crate::export::StoredMessage;

const EXPECTED_LAST: &str = "Nats-Expected-Last-Sequence";
const EXPECTED_STREAM: &str = "Nats-Expected-Stream";
/// Headers of this prefix told the server what to do with the message when it first came. Obeyed again they would begin
/// batches; what they asked for is what the order says.
const INSTRUCTION: &str = "Nats-";

/// Messages on their way. Each names the sequence before its own, so one that fails fails all that follow it.
const IN_FLIGHT: u64 = 256;
const ACK_WITHIN: Duration = Duration::from_secs(10);
/// Until every server of a cluster knows of a new stream.
const KNOWN_WITHIN: Duration = Duration::from_secs(10);
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// A stream could not be written as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("stream {stream} does not acknowledge message {sequence}")]
    Unacknowledged { stream: String, sequence: u64 },
    #[error("stream {stream} refuses message {sequence}: {description} (code {code})")]
    Refused { stream: String, sequence: u64, code: u64, description: String },
    #[error("stream {stream} stored message {sequence} at {found}")]
    Elsewhere { stream: String, sequence: u64, found: u64 },
    #[error("stream {stream} has no message {expected} to write, but {found}")]
    OutOfOrder { stream: String, expected: u64, found: u64 },
    #[error("the event log cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One stream being written.
pub struct Import {
    client: Client,
    stream: String,
    inbox: String,
    answers: Subscriber,
    sent: u64,
    acknowledged: u64,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    seq: u64,
    error: Option<ServerError>,
}

#[derive(Deserialize)]
struct ServerError {
    #[serde(default)]
    err_code: u64,
    #[serde(default)]
    description: String,
}

impl Import {
    /// Into a stream that was just made.
    pub async fn open(client: &Client, stream: &str) -> Result<Self, ImportError> {
        let inbox = client.new_inbox();
        let answers =
            client.subscribe(format!("{inbox}.*")).await.map_err(|error| ImportError::Unreachable(error.into()))?;
        Ok(Self { client: client.clone(), stream: stream.to_owned(), inbox, answers, sent: 0, acknowledged: 0 })
    }

    /// Writes the next message. It is stored once [`Import::finish`] says so.
    pub async fn write(&mut self, message: &StoredMessage) -> Result<(), ImportError> {
        let expected = self.sent + 1;
        if message.sequence != expected {
            return Err(ImportError::OutOfOrder { stream: self.stream.clone(), expected, found: message.sequence });
        }
        if expected == 1 {
            self.send(message).await?;
            return self.first(message).await;
        }
        while self.sent - self.acknowledged >= IN_FLIGHT {
            self.acknowledge().await?;
        }
        self.send(message).await
    }

    /// Waits until all is stored. Gives the last sequence.
    pub async fn finish(mut self) -> Result<u64, ImportError> {
        while self.acknowledged < self.sent {
            self.acknowledge().await?;
        }
        Ok(self.sent)
    }

    /// The first is asked again for a while: the server at hand may not have heard of the new stream.
    async fn first(&mut self, message: &StoredMessage) -> Result<(), ImportError> {
        let until = tokio::time::Instant::now() + KNOWN_WITHIN;
        loop {
            match self.acknowledge().await {
                Err(ImportError::Unacknowledged { .. }) if tokio::time::Instant::now() < until => {
                    tokio::time::sleep(ASK_AGAIN).await;
                    self.send(message).await?;
                }
                settled => return settled,
            }
        }
    }

    async fn send(&mut self, message: &StoredMessage) -> Result<(), ImportError> {
        let mut headers = HeaderMap::new();
        for (name, value) in message.headers.iter().filter(|(name, _)| !name.starts_with(INSTRUCTION)) {
            headers.append(name.as_str(), value.as_str());
        }
        headers.insert(EXPECTED_LAST, (message.sequence - 1).to_string().as_str());
        headers.insert(EXPECTED_STREAM, self.stream.as_str());
        let reply = format!("{}.{}", self.inbox, message.sequence);
        let subject = Subject::from(message.subject.as_str());
        self.client
            .publish_with_reply_and_headers(subject, reply, headers, message.payload.clone())
            .await
            .map_err(|error| ImportError::Unreachable(error.into()))?;
        self.sent = message.sequence;
        Ok(())
    }

    /// Takes one acknowledgement.
    async fn acknowledge(&mut self) -> Result<(), ImportError> {
        let stream = || self.stream.clone();
        let unacknowledged = |sequence| ImportError::Unacknowledged { stream: stream(), sequence };
        let answer = tokio::time::timeout(ACK_WITHIN, self.answers.next()).await.ok().flatten();
        let answer = answer.ok_or_else(|| unacknowledged(self.acknowledged + 1))?;
        let asked = answer.subject.rsplit('.').next().and_then(|sequence| sequence.parse().ok());
        let sequence: u64 = asked.ok_or_else(|| unacknowledged(self.acknowledged + 1))?;
        if answer.status == Some(StatusCode::NO_RESPONDERS) {
            return Err(unacknowledged(sequence));
        }
        match serde_json::from_slice(&answer.payload) {
            Ok(Answer { error: Some(ServerError { err_code, description }), .. }) => {
                Err(ImportError::Refused { stream: stream(), sequence, code: err_code, description })
            }
            Ok(Answer { seq, error: None }) if seq == sequence => {
                self.acknowledged += 1;
                Ok(())
            }
            Ok(Answer { seq, error: None }) => Err(ImportError::Elsewhere { stream: stream(), sequence, found: seq }),
            Err(_) => Err(unacknowledged(sequence)),
        }
    }
}
