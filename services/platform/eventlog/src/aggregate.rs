use std::{any::Any, collections::HashMap, marker::PhantomData, sync::Arc};

use decider::{CommandId, Decider, UndecodableEvent};
use serde::{Deserialize, Serialize};

use crate::commit::Recorded;

/// How many of its newest commands an aggregate remembers; older ones are looked up in a table.
pub(crate) const REMEMBERED: u8 = 64;

/// A command an aggregate has handled, and where its commit is.
#[derive(Debug, Clone, Copy)]
pub struct Handled {
    pub command: CommandId,
    pub sequence: u64,
}

impl Handled {
    pub(crate) fn by(commit: &Recorded) -> Self {
        Self { command: commit.command, sequence: commit.sequence }
    }
}

/// An aggregate folded up to a sequence. Default: one that does not exist.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Folded<S> {
    pub state: S,
    /// Sequence of its newest commit; 0 when it has none.
    pub sequence: u64,
    /// Number of its commits.
    pub revision: u64,
    /// Hash of its newest commit's stored bytes; empty when it has none.
    pub hash: Vec<u8>,
    /// Its newest commands, oldest first. No part of a saved state: a table has them all.
    #[serde(skip)]
    pub handled: Vec<Handled>,
}

/// A commit does not continue the aggregate it names.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    #[error("commit {sequence} is revision {found}, expected {expected}")]
    Revision { sequence: u64, expected: u64, found: u64 },
    #[error("commit {sequence} does not chain to the one before it")]
    Chain { sequence: u64 },
    #[error("an event of commit {sequence} cannot be read")]
    Event {
        sequence: u64,
        #[source]
        source: UndecodableEvent,
    },
    #[error("the saved state cannot be read")]
    Saved(#[from] postcard::Error),
}

impl<S: Clone> Folded<S> {
    pub(crate) fn handled(&self, command: CommandId) -> Option<Handled> {
        self.handled.iter().rev().find(|handled| handled.command == command).copied()
    }

    fn advance(&mut self, sequence: u64, hash: [u8; 32], command: CommandId) {
        self.sequence = sequence;
        self.revision += 1;
        self.hash = hash.to_vec();
        if self.handled.len() == usize::from(REMEMBERED) {
            self.handled.remove(0);
        }
        self.handled.push(Handled { command, sequence });
    }

    /// Folds one commit read from the log. One that is already folded changes nothing.
    pub(crate) fn read<D: Decider<State = S>>(&mut self, commit: &Recorded) -> Result<(), FoldError> {
        let sequence = commit.sequence;
        if sequence <= self.sequence {
            return Ok(());
        }
        if commit.revision != self.revision + 1 {
            return Err(FoldError::Revision { sequence, expected: self.revision + 1, found: commit.revision });
        }
        if commit.previous_hash != self.hash {
            return Err(FoldError::Chain { sequence });
        }
        for recorded in &commit.events {
            let event = recorded.decode::<D::Event>().map_err(|source| FoldError::Event { sequence, source })?;
            D::evolve(&mut self.state, &event, recorded.occurred_on);
        }
        self.advance(sequence, commit.hash, commit.command);
        Ok(())
    }

    /// The aggregate after a commit of ours was stored.
    pub(crate) fn wrote<D: Decider<State = S>>(
        &self,
        sequence: u64,
        stored: &[u8],
        events: &[D::Event],
        by: &crate::CommandContext,
    ) -> Self {
        let mut next = self.clone();
        for event in events {
            D::evolve(&mut next.state, event, by.env.occurred_on);
        }
        next.advance(sequence, crate::hash(stored), by.command);
        next
    }
}

/// The kinds of aggregate a service owns: what its lanes fold and `verify` refolds.
#[derive(Clone, Default)]
pub struct Aggregates {
    kinds: HashMap<&'static str, Arc<dyn AnyKind>>,
}

impl Aggregates {
    #[must_use]
    pub fn with<D: Decider>(mut self) -> Self {
        self.kinds.insert(D::KIND, Arc::new(Kind::<D>(PhantomData)));
        self
    }

    /// `None` for a kind this service does not own.
    pub fn fold_version(&self, kind: &str) -> Option<u32> {
        self.kinds.get(kind).map(|kind| kind.fold_version())
    }

    /// Folds commits of one aggregate onto its saved state (empty: none) and gives what to save.
    /// `None` for a kind this service does not own.
    pub fn fold(&self, kind: &str, saved: &[u8], commits: &[&Recorded]) -> Option<Result<Vec<u8>, FoldError>> {
        self.kinds.get(kind).map(|kind| kind.fold(saved, commits))
    }
}

impl std::fmt::Debug for Aggregates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.kinds.keys()).finish()
    }
}

trait AnyKind: Send + Sync + Any {
    fn fold_version(&self) -> u32;
    fn fold(&self, saved: &[u8], commits: &[&Recorded]) -> Result<Vec<u8>, FoldError>;
}

struct Kind<D>(PhantomData<fn() -> D>);

impl<D: Decider> AnyKind for Kind<D> {
    fn fold_version(&self) -> u32 {
        D::FOLD_VERSION
    }

    fn fold(&self, saved: &[u8], commits: &[&Recorded]) -> Result<Vec<u8>, FoldError> {
        let mut folded: Folded<D::State> =
            if saved.is_empty() { Folded::default() } else { postcard::from_bytes(saved)? };
        for commit in commits {
            folded.read::<D>(commit)?;
        }
        Ok(postcard::to_stdvec(&folded)?)
    }
}
