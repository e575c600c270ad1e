use std::collections::HashMap;

use async_nats::Client;

use crate::{
    aggregate::{Aggregates, FoldError},
    commit::Recorded,
    name::StreamName,
    tail::{Tail, TailError, newest},
};

/// A stream was refolded from its first commit.
#[derive(Debug, Default)]
pub struct Verified {
    pub commits: u64,
    pub aggregates: u64,
    /// What does not hold, in stream order.
    pub damage: Vec<Damage>,
    /// Saved state of each aggregate as the log gives it, by kind and id.
    pub states: HashMap<(String, uuid::Uuid), Vec<u8>>,
}

/// A place in the log where something does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("message {sequence} on {subject} is not a commit")]
    Unreadable {
        sequence: u64,
        subject: String,
        #[source]
        source: crate::MalformedCommit,
    },
    #[error("{kind} {id} at {sequence}")]
    Fold {
        kind: String,
        id: uuid::Uuid,
        sequence: u64,
        #[source]
        source: FoldError,
    },
    #[error("{kind} is not a kind of this context (commit {sequence})")]
    Kind { kind: String, sequence: u64 },
    /// The messages between are gone.
    #[error("the stream jumps from {expected} to {found}")]
    Gap { expected: u64, found: u64 },
}

/// Refolds one stream up to its newest commit at the time of asking, checking chain and revisions.
pub async fn verify(client: &Client, stream: &StreamName, aggregates: &Aggregates) -> Result<Verified, TailError> {
    let head = newest(client, stream).await?;
    let mut verified = Verified::default();
    if head == 0 {
        return Ok(verified);
    }
    let mut tail = Tail::open(client, stream, 0).await?;
    let mut sequence = 0;
    while sequence < head {
        sequence += 1;
        match tail.next().await? {
            Ok(commit) => fold(&mut verified, aggregates, &commit),
            Err(unreadable) => verified.damage.push(Damage::Unreadable {
                sequence: unreadable.sequence,
                subject: unreadable.subject,
                source: unreadable.source,
            }),
        }
    }
    verified.aggregates = verified.states.len() as u64;
    Ok(verified)
}

fn fold(verified: &mut Verified, aggregates: &Aggregates, commit: &Recorded) {
    verified.commits += 1;
    let (kind, id, sequence) = (commit.kind.clone(), commit.id, commit.sequence);
    let saved = verified.states.entry((kind.clone(), id)).or_default();
    match aggregates.fold(&kind, saved, &[commit]) {
        Some(Ok(folded)) => *saved = folded,
        Some(Err(source)) => verified.damage.push(Damage::Fold { kind, id, sequence, source }),
        None => verified.damage.push(Damage::Kind { kind, sequence }),
    }
}
