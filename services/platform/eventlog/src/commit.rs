use bytes::Bytes;
use decider::{ActorId, CommandId, Decider, DistrictId, Env, StoredEvent, UndecodableEvent};
use jiff::{Timestamp, civil::Date};
use prost::Message;
use proto::eventlog::v1 as pb;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::name::{StreamName, kind_and_id};

/// Layout of the envelope this build writes and the newest it reads.
const SCHEMA: u32 = 1;

/// Who wants what done, when, and why it may be done: what a commit says beside its events.
#[derive(Debug, Clone)]
pub struct CommandContext {
    pub district: DistrictId,
    pub command: CommandId,
    /// HMAC under the district's key over actor and command: tells a repeat from a different command with the same id.
    pub digest: [u8; 32],
    pub actor: ActorId,
    /// Purpose the actor acts under. Never a personal value.
    pub purpose: &'static str,
    pub env: Env,
    /// Set for a process.
    pub causation: Option<Causation>,
}

impl CommandContext {
    /// The id of the n-th thing of a kind that this command creates.
    pub fn creates(&self, kind: &str, n: u32) -> Uuid {
        self.command.creates(&self.district, &self.actor, kind, n)
    }
}

/// The input a process reacted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Causation {
    pub process: String,
    pub stream: String,
    pub sequence: u64,
    pub n: u32,
}

/// A commit as read from the log.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub stream: StreamName,
    pub sequence: u64,
    pub kind: String,
    pub id: Uuid,
    pub revision: u64,
    pub command: CommandId,
    pub digest: [u8; 32],
    pub actor: ActorId,
    pub recorded_at: Timestamp,
    pub previous_hash: Vec<u8>,
    pub causation: Option<Causation>,
    pub events: Vec<RecordedEvent>,
    /// SHA-256 of the stored bytes.
    pub hash: [u8; 32],
    /// W3C trace context of the command, for links.
    pub traceparent: Option<String>,
}

/// One event, not yet decoded.
#[derive(Debug, Clone)]
pub struct RecordedEvent {
    pub name: String,
    pub version: u32,
    pub occurred_on: Date,
    pub body: Bytes,
}

impl RecordedEvent {
    pub fn decode<E: StoredEvent>(&self) -> Result<E, UndecodableEvent> {
        E::decode_body(&self.name, self.version, &self.body)
    }
}

/// The bytes of a message are not a commit this build can read.
#[derive(Debug, thiserror::Error)]
pub enum MalformedCommit {
    #[error("the subject names no aggregate")]
    Subject,
    #[error("envelope schema {0} is newer than this build")]
    Schema(u32),
    #[error("{0} is missing or malformed")]
    Field(&'static str),
    #[error("not an envelope")]
    Envelope(#[from] prost::DecodeError),
}

impl Recorded {
    pub(crate) fn decode(
        stream: &StreamName,
        sequence: u64,
        subject: &str,
        traceparent: Option<String>,
        bytes: &[u8],
    ) -> Result<Self, MalformedCommit> {
        let (kind, id) = kind_and_id(subject).ok_or(MalformedCommit::Subject)?;
        let commit = pb::Commit::decode(bytes)?;
        if commit.schema != SCHEMA {
            return Err(MalformedCommit::Schema(commit.schema));
        }
        let recorded_at = commit
            .recorded_at
            .and_then(|at| Timestamp::new(at.seconds, at.nanos).ok())
            .ok_or(MalformedCommit::Field("recorded_at"))?;
        let events = commit.events.into_iter().map(|event| {
            Ok(RecordedEvent {
                name: event.r#type,
                version: event.version,
                occurred_on: event.occurred_on.parse().map_err(|_| MalformedCommit::Field("occurred_on"))?,
                body: event.body.into(),
            })
        });
        Ok(Self {
            stream: stream.clone(),
            sequence,
            kind: kind.to_owned(),
            id,
            revision: commit.revision,
            command: CommandId(commit.command_id.parse().map_err(|_| MalformedCommit::Field("command_id"))?),
            digest: commit.digest.try_into().map_err(|_| MalformedCommit::Field("digest"))?,
            actor: ActorId::new(&commit.actor),
            recorded_at,
            previous_hash: commit.previous_hash,
            causation: commit.causation.map(|by| Causation {
                process: by.process,
                stream: by.stream,
                sequence: by.sequence,
                n: by.n,
            }),
            events: events.collect::<Result<_, MalformedCommit>>()?,
            hash: hash(bytes),
            traceparent,
        })
    }
}

/// What the next commit of an aggregate chains to.
pub fn hash(stored: &[u8]) -> [u8; 32] {
    Sha256::digest(stored).into()
}

/// The stored bytes of a commit.
pub(crate) fn encode<D: Decider>(
    by: &CommandContext,
    revision: u64,
    previous_hash: &[u8],
    events: &[D::Event],
) -> Vec<u8> {
    let occurred_on = by.env.occurred_on.to_string();
    let commit = pb::Commit {
        schema: SCHEMA,
        command_id: by.command.0.to_string(),
        digest: by.digest.to_vec(),
        actor: by.actor.as_str().to_owned(),
        purpose: by.purpose.to_owned(),
        recorded_at: Some(timestamp(by.env.now)),
        revision,
        previous_hash: previous_hash.to_vec(),
        causation: by.causation.as_ref().map(|cause| pb::Causation {
            process: cause.process.clone(),
            stream: cause.stream.clone(),
            sequence: cause.sequence,
            n: cause.n,
        }),
        events: events
            .iter()
            .map(|event| pb::RecordedEvent {
                r#type: event.type_name().to_owned(),
                version: event.version(),
                occurred_on: occurred_on.clone(),
                body: event.encode_body(),
            })
            .collect(),
    };
    commit.encode_to_vec()
}

fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}
