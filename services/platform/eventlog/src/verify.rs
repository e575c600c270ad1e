use std::collections::{HashMap, HashSet};

use async_nats::Client;
use uuid::Uuid;

use crate::{
    aggregate::{Aggregates, FoldError},
    commit::Recorded,
    name::StreamName,
    tail::TailError,
    walk::walk,
};

/// A stream was refolded from its first commit.
#[derive(Debug, Default)]
pub struct Verified {
    pub commits: u64,
    pub aggregates: u64,
    /// What does not hold, in stream order.
    pub damage: Vec<Damage>,
    /// Saved state of each aggregate as the log gives it, by kind and id; of a damaged one, up to the damage.
    pub states: HashMap<(String, Uuid), Vec<u8>>,
    damaged: HashSet<(String, Uuid)>,
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
        id: Uuid,
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

/// Refolds one stream up to its newest commit at the time of asking, checking sequence, chain and revisions. Damage ends
/// nothing: an aggregate is damaged once, where it first does not hold, and the others go on.
pub async fn verify(client: &Client, stream: &StreamName, aggregates: &Aggregates) -> Result<Verified, TailError> {
    let mut verified = Verified::default();
    walk(client, stream, |found| match found {
        Ok(commit) => verified.fold(aggregates, &commit),
        Err(damage) => verified.damage.push(damage),
    })
    .await?;
    verified.aggregates = verified.states.len() as u64;
    Ok(verified)
}

impl Verified {
    fn fold(&mut self, aggregates: &Aggregates, commit: &Recorded) {
        self.commits += 1;
        let of = (commit.kind.clone(), commit.id);
        if self.damaged.contains(&of) {
            return;
        }
        let (kind, id, sequence) = (commit.kind.clone(), commit.id, commit.sequence);
        let saved = self.states.entry(of.clone()).or_default();
        let damage = match aggregates.fold(&kind, saved, &[commit]) {
            Some(Ok(folded)) => {
                *saved = folded;
                return;
            }
            Some(Err(source)) => Damage::Fold { kind, id, sequence, source },
            None => Damage::Kind { kind, sequence },
        };
        self.damaged.insert(of);
        self.damage.push(damage);
    }
}
