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
const SCHEMA_AFTER: u32 = SCHEMA + 1;

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

/// Whether a build knows an event, by name and version.
pub type Vocabulary = fn(&str, u32) -> bool;

impl Recorded {
    /// The first event that a build does not know: a newer one wrote it.
    pub fn unknown_event(&self, known: Vocabulary) -> Option<UndecodableEvent> {
        self.events
            .iter()
            .find(|event| !known(&event.name, event.version))
            .map(|event| UndecodableEvent::Unknown { name: event.name.clone(), version: event.version })
    }
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

impl MalformedCommit {
    /// A newer build wrote it, and can read it.
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Schema(SCHEMA_AFTER..))
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::name::{Context, Key};

    /// An event of which nothing is known but its bytes.
    #[derive(Debug, Clone, PartialEq)]
    struct Any(Vec<u8>);

    impl StoredEvent for Any {
        fn type_name(&self) -> &'static str {
            "Any"
        }

        fn version(&self) -> u32 {
            3
        }

        fn encode_body(&self) -> Vec<u8> {
            self.0.clone()
        }

        fn decode_body(_: &str, _: u32, body: &[u8]) -> Result<Self, UndecodableEvent> {
            Ok(Self(body.to_vec()))
        }
    }

    #[derive(Debug, Clone, thiserror::Error)]
    #[error("never")]
    struct Never;

    impl decider::Rejection for Never {
        fn reason(&self) -> &'static str {
            "NEVER"
        }
    }

    #[derive(Debug)]
    struct Kind;

    impl Decider for Kind {
        const KIND: &'static str = "kind";
        const FOLD_VERSION: u32 = 1;
        type State = ();
        type Command = ();
        type Event = Any;
        type Rejection = Never;

        fn decide((): &(), (): &(), _: &Env) -> Result<Vec<Any>, Never> {
            Ok(vec![])
        }

        fn evolve((): &mut (), _: &Any, _: Date) {}
    }

    fn instant() -> impl Strategy<Value = Timestamp> {
        (0_i64..4_000_000_000, 0_i32..1_000_000_000).prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
    }

    fn slug() -> impl Strategy<Value = DistrictId> {
        "[a-z0-9][a-z0-9-]{0,38}[a-z0-9]".prop_map(|slug| slug.parse().unwrap())
    }

    fn context() -> impl Strategy<Value = CommandContext> {
        let who = (slug(), any::<u128>(), any::<[u8; 32]>(), ".{0,40}");
        let causation = prop::option::of((".{0,20}", ".{0,20}", any::<u64>(), any::<u32>()));
        (who, instant(), causation).prop_map(|((district, command, digest, actor), now, causation)| CommandContext {
            district,
            command: CommandId(Uuid::from_u128(command)),
            digest,
            actor: ActorId::new(&actor),
            purpose: "test",
            env: Env::at(now, None),
            causation: causation.map(|(process, stream, sequence, n)| Causation { process, stream, sequence, n }),
        })
    }

    proptest! {
        #[test]
        fn a_commit_reads_as_it_was_written(
            by in context(),
            revision in 1_u64..,
            previous in prop::collection::vec(any::<u8>(), 0..33),
            bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..5),
            id in any::<u128>(),
        ) {
            let events: Vec<Any> = bodies.into_iter().map(Any).collect();
            let bytes = encode::<Kind>(&by, revision, &previous, &events);
            let key = Key::of::<Kind>(Context::Matching, &by.district, Uuid::from_u128(id));
            let read = Recorded::decode(&key.stream, 7, &key.subject(), None, &bytes).unwrap();
            prop_assert_eq!((read.kind.as_str(), read.id, read.sequence), (Kind::KIND, key.id, 7));
            prop_assert_eq!((read.revision, read.previous_hash), (revision, previous));
            prop_assert_eq!((read.command, read.digest, read.actor), (by.command, by.digest, by.actor.clone()));
            prop_assert_eq!((read.recorded_at, read.causation), (by.env.now, by.causation.clone()));
            prop_assert_eq!(read.hash, hash(&bytes));
            prop_assert!(read.events.iter().all(|event| event.occurred_on == by.env.occurred_on && event.version == 3));
            let again: Vec<Any> = read.events.iter().map(|event| event.decode().unwrap()).collect();
            prop_assert_eq!(again, events);
        }

        #[test]
        fn bytes_from_anywhere_are_refused_or_read_but_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let stream = StreamName::new(Context::Matching, "here".parse().unwrap());
            let subject = stream.subject("kind", Uuid::nil());
            if let Ok(read) = Recorded::decode(&stream, 1, &subject, None, &bytes) {
                prop_assert_eq!(read.hash, hash(&bytes));
            }
        }

        #[test]
        fn a_subject_is_literal_whatever_the_district_and_id(district in slug(), id in any::<u128>(), text in ".{0,45}") {
            for context in Context::OF_DISTRICT {
                let subject = Key::of::<Kind>(context, &district, Uuid::from_u128(id)).subject();
                prop_assert!(!subject.contains(['*', '>', ' ']) && subject.is_ascii());
                prop_assert_eq!(subject.split('.').count(), 5);
                prop_assert_eq!(kind_and_id(&subject), Some((Kind::KIND, Uuid::from_u128(id))));
            }
            // What a district id is made of cannot reach beyond its token.
            if let Ok(district) = text.parse::<DistrictId>() {
                prop_assert!(district.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            }
        }
    }
}
