//! Checks a stream without knowing its events: what an operator can say of every context alike.

use std::collections::HashMap;

use async_nats::Client;
use uuid::Uuid;

use crate::{aggregate::FoldError, commit::Recorded, name::StreamName, tail::TailError, verify::Damage, walk::walk};

/// A stream was read from its first commit.
#[derive(Debug, Default)]
pub struct Chained {
    /// Sequence of the stream's newest message when the reading began; 0 when empty.
    pub newest: u64,
    pub commits: u64,
    /// What does not hold, in stream order.
    pub damage: Vec<Damage>,
    heads: HashMap<(String, Uuid), Head>,
}

/// Where an aggregate's chain stands.
#[derive(Debug)]
struct Head {
    revision: u64,
    hash: Vec<u8>,
}

impl Chained {
    pub fn aggregates(&self) -> usize {
        self.heads.len()
    }

    /// Each fault is told once: the chain goes on from the commit that was found.
    fn take(&mut self, commit: &Recorded) {
        self.commits += 1;
        let head = self
            .heads
            .entry((commit.kind.clone(), commit.id))
            .or_insert_with(|| Head { revision: 0, hash: Vec::new() });
        let sequence = commit.sequence;
        let fault = if commit.revision != head.revision + 1 {
            Some(FoldError::Revision { sequence, expected: head.revision + 1, found: commit.revision })
        } else if commit.previous_hash != head.hash {
            Some(FoldError::Chain { sequence })
        } else {
            None
        };
        *head = Head { revision: commit.revision, hash: commit.hash.to_vec() };
        if let Some(source) = fault {
            self.damage.push(Damage::Fold { kind: commit.kind.clone(), id: commit.id, sequence, source });
        }
    }
}

/// Reads one stream up to its newest commit at the time of asking: no gap in the sequence, every message a commit,
/// and in each aggregate revisions without a gap and hashes that chain over the stored bytes.
pub async fn verify_chain(client: &Client, stream: &StreamName) -> Result<Chained, TailError> {
    let mut chained = Chained::default();
    let newest = walk(client, stream, |found| match found {
        Ok(commit) => chained.take(&commit),
        Err(damage) => chained.damage.push(damage),
    })
    .await?;
    chained.newest = newest;
    Ok(chained)
}

#[cfg(test)]
mod tests {
    use decider::{ActorId, CommandId};

    use super::*;
    use crate::name::Context;

    fn commit(sequence: u64, revision: u64, previous: &[u8]) -> Recorded {
        Recorded {
            stream: StreamName::new(Context::Referrals, "here".parse().unwrap()),
            sequence,
            kind: "thing".to_owned(),
            id: Uuid::nil(),
            revision,
            command: CommandId(Uuid::from_u128(u128::from(sequence))),
            digest: [0; 32],
            actor: ActorId::new("somebody"),
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            previous_hash: previous.to_vec(),
            causation: None,
            events: vec![],
            hash: [u8::try_from(sequence).unwrap(); 32],
            traceparent: None,
        }
    }

    fn damage(commits: &[Recorded]) -> Vec<String> {
        let mut chained = Chained::default();
        for commit in commits {
            chained.take(commit);
        }
        assert_eq!((chained.commits, chained.aggregates()), (commits.len() as u64, 1));
        chained
            .damage
            .iter()
            .map(|damage| match damage {
                Damage::Fold { source, .. } => source.to_string(),
                other => other.to_string(),
            })
            .collect()
    }

    #[test]
    fn a_whole_chain_has_no_damage() {
        assert_eq!(damage(&[commit(1, 1, &[]), commit(2, 2, &[1; 32]), commit(3, 3, &[2; 32])]), [""; 0]);
    }

    #[test]
    fn a_commit_over_other_bytes_is_named_once() {
        let found = damage(&[commit(1, 1, &[]), commit(2, 2, &[9; 32]), commit(3, 3, &[2; 32])]);
        assert_eq!(found, ["commit 2 does not chain to the one before it"]);
    }

    #[test]
    fn a_commit_that_is_missing_is_named_once() {
        let found = damage(&[commit(1, 1, &[]), commit(3, 3, &[2; 32]), commit(4, 4, &[3; 32])]);
        assert_eq!(found, ["commit 3 is revision 3, expected 2"]);
    }
}
