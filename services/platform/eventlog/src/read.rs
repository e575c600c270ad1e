//! Reading one aggregate. Never a consumer: the server keeps each for half a minute and allows a thousand.

use std::time::Duration;

use async_nats::{Client, HeaderMap, Message, StatusCode, client::RequestErrorKind};
use futures::StreamExt;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    commit::{MalformedCommit, Recorded},
    name::{Key, StreamName},
};

const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A read holds up the stream's writes, so a long history comes in pieces.
const PIECE: u32 = 256;
const PIECE_BYTES: u32 = 1 << 20;

/// A read did not answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the event log cannot be reached")]
    Unreachable,
    #[error("the event log answered {0}")]
    Refused(String),
    #[error("commit {sequence} of {stream} cannot be read")]
    Malformed {
        stream: String,
        sequence: u64,
        #[source]
        source: MalformedCommit,
    },
}

/// Every commit of the aggregate a lane met, in order.
pub async fn history(client: &Client, stream: &StreamName, kind: &str, id: Uuid) -> Result<Vec<Recorded>, ReadError> {
    history_from(client, stream, kind, id, 1).await
}

/// The same from a sequence on. A replica that is behind may give fewer than there are.
pub async fn history_from(
    client: &Client,
    stream: &StreamName,
    kind: &str,
    id: Uuid,
    sequence: u64,
) -> Result<Vec<Recorded>, ReadError> {
    from(client, stream, &stream.subject(kind, id), sequence).await
}

/// Commits of an aggregate after a sequence, in order. A replica that is behind may give fewer than there are.
pub(crate) async fn after(client: &Client, key: &Key, sequence: u64) -> Result<Vec<Recorded>, ReadError> {
    from(client, &key.stream, &key.subject(), sequence + 1).await
}

async fn from(client: &Client, stream: &StreamName, subject: &str, mut from: u64) -> Result<Vec<Recorded>, ReadError> {
    let mut commits: Vec<Recorded> = Vec::new();
    loop {
        let before = commits.len();
        let remaining = piece(client, stream, subject, from, &mut commits).await?;
        let Some(last) = commits.last().filter(|_| remaining > 0 && commits.len() > before) else { return Ok(commits) };
        from = last.sequence + 1;
    }
}

/// Gives how many commits of the aggregate come after this piece: bytes as well as number end one.
async fn piece(
    client: &Client,
    stream: &StreamName,
    subject: &str,
    from: u64,
    into: &mut Vec<Recorded>,
) -> Result<u64, ReadError> {
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(|_| ReadError::Unreachable)?;
    let ask = format!(r#"{{"seq":{from},"batch":{PIECE},"max_bytes":{PIECE_BYTES},"next_by_subj":"{subject}"}}"#);
    client
        .publish_with_reply(format!("$JS.API.DIRECT.GET.{stream}"), inbox, ask.into())
        .await
        .map_err(|_| ReadError::Unreachable)?;
    loop {
        let answer =
            tokio::time::timeout(ANSWER_WITHIN, answers.next()).await.ok().flatten().ok_or(ReadError::Unreachable)?;
        match answer.status {
            None | Some(StatusCode::OK) => into.push(stored(stream, &answer)?),
            // end of this piece; nothing there
            Some(status) if status.as_u16() == 204 || status.as_u16() == 404 => {
                let remaining = answer.headers.as_ref().and_then(|headers| headers.get("Nats-Num-Pending"));
                return Ok(remaining.and_then(|remaining| remaining.as_str().parse().ok()).unwrap_or(0));
            }
            Some(StatusCode::NO_RESPONDERS) => return Err(ReadError::Unreachable),
            Some(status) => return Err(ReadError::Refused(status.to_string())),
        }
    }
}

/// The newest commit of an aggregate; any replica may answer.
pub(crate) async fn last(client: &Client, key: &Key) -> Result<Option<Recorded>, ReadError> {
    let subject = format!("$JS.API.DIRECT.GET.{}.{}", key.stream, key.subject());
    direct(client, &key.stream, subject, String::new()).await
}

/// The commit at a sequence of a stream.
pub(crate) async fn at(client: &Client, stream: &StreamName, sequence: u64) -> Result<Option<Recorded>, ReadError> {
    direct(client, stream, format!("$JS.API.DIRECT.GET.{stream}"), format!(r#"{{"seq":{sequence}}}"#)).await
}

async fn direct(
    client: &Client,
    stream: &StreamName,
    subject: String,
    ask: String,
) -> Result<Option<Recorded>, ReadError> {
    let answer = request(client, subject, ask).await?;
    match answer.status {
        None | Some(StatusCode::OK) => stored(stream, &answer).map(Some),
        Some(status) if status.as_u16() == 404 => Ok(None),
        Some(status) => Err(ReadError::Refused(status.to_string())),
    }
}

/// Sequence of the newest message under a subject as the stream's leader knows it; 0 when there is none.
pub(crate) async fn leader_last(client: &Client, stream: &str, subject: &str) -> Result<u64, ReadError> {
    #[derive(Deserialize)]
    struct Answer {
        message: Option<Found>,
        error: Option<Failed>,
    }
    #[derive(Deserialize)]
    struct Found {
        seq: u64,
    }
    #[derive(Deserialize)]
    struct Failed {
        #[serde(default)]
        err_code: u64,
    }
    /// No message found.
    const NONE: u64 = 10037;
    let ask = format!(r#"{{"last_by_subj":"{subject}"}}"#);
    let answer = request(client, format!("$JS.API.STREAM.MSG.GET.{stream}"), ask).await?;
    match serde_json::from_slice(&answer.payload) {
        Ok(Answer { message: Some(found), .. }) => Ok(found.seq),
        Ok(Answer { error: Some(Failed { err_code: NONE }), .. }) => Ok(0),
        Ok(Answer { error: Some(Failed { err_code }), .. }) => Err(ReadError::Refused(err_code.to_string())),
        _ => Err(ReadError::Refused("no message and no error".to_owned())),
    }
}

async fn request(client: &Client, subject: String, ask: String) -> Result<Message, ReadError> {
    let request = async_nats::Request::new().payload(ask.into()).timeout(Some(ANSWER_WITHIN));
    client.send_request(subject, request).await.map_err(|error| match error.kind() {
        RequestErrorKind::NoResponders | RequestErrorKind::TimedOut => ReadError::Unreachable,
        _ => ReadError::Refused(error.kind().to_string()),
    })
}

fn stored(stream: &StreamName, message: &Message) -> Result<Recorded, ReadError> {
    let none = HeaderMap::new();
    let headers = message.headers.as_ref().unwrap_or(&none);
    let text = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
    let sequence = text("Nats-Sequence")
        .and_then(|sequence| sequence.parse().ok())
        .ok_or_else(|| ReadError::Refused("no sequence".to_owned()))?;
    let subject = text("Nats-Subject").ok_or_else(|| ReadError::Refused("no subject".to_owned()))?;
    Recorded::decode(stream, sequence, &subject, text("traceparent"), &message.payload)
        .map_err(|source| ReadError::Malformed { stream: stream.to_string(), sequence, source })
}
