//! Appending, and what each answer of the server means. Codes are matched by number: texts change between releases,
//! and the client library names only some of them.

use std::time::Duration;

use async_nats::{
    Client, HeaderMap, Request,
    client::{PublishErrorKind, RequestErrorKind},
};
use bytes::Bytes;
use serde::Deserialize;

use crate::name::Key;

const EXPECTED_SEQUENCE: &str = "Nats-Expected-Last-Subject-Sequence";
const EXPECTED_STREAM: &str = "Nats-Expected-Stream";
const BATCH_ID: &str = "Nats-Batch-Id";
const BATCH_SEQUENCE: &str = "Nats-Batch-Sequence";
const BATCH_COMMIT: &str = "Nats-Batch-Commit";

/// How long an acknowledgement may take before it counts as lost.
const ACK_WITHIN: Duration = Duration::from_secs(5);

/// A commit was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Of the last message, when several were appended together.
    pub sequence: u64,
}

/// A commit was not stored, or nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended to the aggregate. `actual` is its last sequence, when the server says.
    #[error("the aggregate has moved on")]
    Conflict { actual: Option<u64> },
    /// Nothing was stored; trying again soon may succeed.
    #[error("the event log is busy (code {code})")]
    Busy { code: u64 },
    /// It may or may not be stored: read the aggregate's tail.
    #[error("no acknowledgement came")]
    AckLost,
    /// Too many bytes or messages for one append.
    #[error("the commit is too large (code {code})")]
    TooLarge { code: u64 },
    /// The stream takes no more.
    #[error("the stream is full or broken (code {code})")]
    Full { code: u64 },
    /// The stream's settings and this build disagree, or it does not exist.
    #[error("the stream is not set up for this build (code {code})")]
    Misconfigured { code: u64 },
    /// There is no connection to a server.
    #[error("the event log cannot be reached")]
    Unreachable,
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

/// One commit where the aggregate's last sequence is `expected` (0: it has none).
pub(crate) struct Append {
    pub(crate) key: Key,
    pub(crate) expected: u64,
    pub(crate) commit: Bytes,
    pub(crate) headers: HeaderMap,
}

/// Appends one commit alone.
pub(crate) async fn append(client: &Client, append: Append) -> Result<Appended, AppendError> {
    let Append { key, expected, commit, mut headers } = append;
    headers.insert(EXPECTED_SEQUENCE, expected.to_string().as_str());
    headers.insert(EXPECTED_STREAM, key.stream.to_string().as_str());
    let request = Request::new().headers(headers).payload(commit).timeout(Some(ACK_WITHIN));
    answer(client.send_request(key.subject(), request).await)
}

/// Appends several commits of one stream, all or none, each where its own aggregate's last sequence is as given.
/// The keys differ from each other.
pub(crate) async fn append_together(
    client: &Client,
    batch_id: &str,
    commits: Vec<(Key, u64, Bytes)>,
    headers: &HeaderMap,
) -> Result<Appended, AppendError> {
    let last = commits.len();
    for (index, (key, expected, commit)) in commits.into_iter().enumerate() {
        let mut headers = headers.clone();
        headers.insert(EXPECTED_SEQUENCE, expected.to_string().as_str());
        headers.insert(EXPECTED_STREAM, key.stream.to_string().as_str());
        headers.insert(BATCH_ID, batch_id);
        headers.insert(BATCH_SEQUENCE, (index + 1).to_string().as_str());
        if index + 1 < last {
            client.publish_with_headers(key.subject(), headers, commit).await.map_err(|error| match error.kind() {
                PublishErrorKind::MaxPayloadExceeded => AppendError::TooLarge { code: 0 },
                _ => AppendError::Unreachable,
            })?;
        } else {
            headers.insert(BATCH_COMMIT, "1");
            let request = Request::new().headers(headers).payload(commit).timeout(Some(ACK_WITHIN));
            return answer(client.send_request(key.subject(), request).await);
        }
    }
    Err(AppendError::Misconfigured { code: 0 })
}

fn answer(reply: Result<async_nats::Message, async_nats::RequestError>) -> Result<Appended, AppendError> {
    let message = match reply {
        Ok(message) => message,
        Err(error) => {
            return Err(match error.kind() {
                // No stream listens on the subject, or its leader is being elected.
                RequestErrorKind::NoResponders => AppendError::Busy { code: 503 },
                RequestErrorKind::MaxPayloadExceeded => AppendError::TooLarge { code: 0 },
                RequestErrorKind::TimedOut | RequestErrorKind::InvalidSubject | RequestErrorKind::Other => {
                    AppendError::AckLost
                }
            });
        }
    };
    let answer: Answer = serde_json::from_slice(&message.payload).map_err(|_| AppendError::AckLost)?;
    match answer.error {
        None => Ok(Appended { sequence: answer.seq }),
        Some(error) => Err(meaning(error.err_code, &error.description)),
    }
}

/// What an error code of the server means for an append. The table is ARCHITECTURE.md's.
fn meaning(code: u64, description: &str) -> AppendError {
    match code {
        // wrong last sequence: the text ends with the actual one on most paths, not on all
        10071 => AppendError::Conflict { actual: description.rsplit(' ').next().and_then(|last| last.parse().ok()) },
        // another write to the subject is in flight (replicated streams)
        10164 => AppendError::Conflict { actual: None },
        // a batch with this id was seen: its commit may be stored
        10201 => AppendError::AckLost,
        // cluster has no leader, is not ready, is overwhelmed; batches in flight, abandoned or incomplete
        10158 | 10163 | 10008 | 10009 | 10167 | 10176 | 10210 | 10211 => AppendError::Busy { code },
        // batches unknown or not allowed; expected stream does not match; header combinations refused
        10174 | 10060 | 10193 | 10200 | 10059 => AppendError::Misconfigured { code },
        10199 | 10054 => AppendError::TooLarge { code },
        // store failed, resources exceeded, insufficient storage
        _ => AppendError::Full { code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_code_has_its_meaning() {
        let conflict = |actual| AppendError::Conflict { actual };
        assert_eq!(meaning(10071, "wrong last sequence: 17"), conflict(Some(17)));
        assert_eq!(meaning(10071, "wrong last sequence"), conflict(None));
        assert_eq!(meaning(10164, "wrong last sequence"), conflict(None));
        assert_eq!(meaning(10201, ""), AppendError::AckLost);
        for code in [10158, 10163, 10008, 10009, 10167, 10176, 10210, 10211] {
            assert_eq!(meaning(code, ""), AppendError::Busy { code });
        }
        for code in [10174, 10060, 10193, 10200, 10059] {
            assert_eq!(meaning(code, ""), AppendError::Misconfigured { code });
        }
        for code in [10199, 10054] {
            assert_eq!(meaning(code, ""), AppendError::TooLarge { code });
        }
        for code in [10077, 10047, 10023, 19_999] {
            assert_eq!(meaning(code, ""), AppendError::Full { code });
        }
    }
}
