use std::{marker::PhantomData, sync::Arc};

use bytes::Bytes;
use decider::{Decider, Rejection};
use futures::future::BoxFuture;
use uuid::Uuid;

use crate::{
    append::{self, AppendError},
    commit::{self, CommandContext},
    execute::{ATTEMPTS, EventLog, LOST_AT_MOST, pause},
    name::Key,
    outcome::{Done, Refused},
    trace::trace_headers,
};

/// One command on several aggregates of one district, stored all or none. For the rare fact that spans aggregates:
/// an atomic append costs twenty times a single one on an unreplicated stream, and a reader may see a prefix.
///
/// The first aggregate stands for the whole: it remembers the command, and its commit is the last of the batch,
/// so that whoever has seen it has seen the others.
pub struct Together<'log, D: Decider> {
    log: &'log EventLog,
    by: &'log CommandContext,
    id: Uuid,
    command: D::Command,
    others: Vec<Box<dyn Part + 'log>>,
}

/// A rule of one of several kinds of aggregate said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct AnyRejection {
    reason: &'static str,
    absence: bool,
    facts: Vec<(&'static str, String)>,
    text: String,
}

impl AnyRejection {
    pub fn of(rejection: &impl Rejection) -> Self {
        Self {
            reason: rejection.reason(),
            absence: rejection.is_absence(),
            facts: rejection.facts(),
            text: rejection.to_string(),
        }
    }
}

impl Rejection for AnyRejection {
    fn reason(&self) -> &'static str {
        self.reason
    }

    fn is_absence(&self) -> bool {
        self.absence
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        self.facts.clone()
    }
}

impl EventLog {
    /// Begins a command on several aggregates with the one that stands for the whole.
    pub fn together<'log, D: Decider>(
        &'log self,
        by: &'log CommandContext,
        id: Uuid,
        command: D::Command,
    ) -> Together<'log, D> {
        Together { log: self, by, id, command, others: Vec::new() }
    }
}

impl<'log, D: Decider> Together<'log, D> {
    /// Another aggregate, none twice. One with nothing to do is left out.
    #[must_use]
    pub fn and<O: Decider>(mut self, id: Uuid, command: O::Command) -> Self
    where
        O::Command: 'log,
    {
        self.others.push(Box::new(Other::<O> { id, command, kind: PhantomData }));
        self
    }

    /// Every aggregate decides alone; one that says no refuses all. When nothing remains to be done on the first,
    /// nothing is done on the others. What others change meanwhile is decided on anew.
    pub async fn execute(self) -> Result<Done<D>, Refused<AnyRejection>> {
        let Self { log, by, id, command, others } = self;
        let key = log.key::<D>(&by.district, id);
        let mut lost = 0;
        for attempt in 0..ATTEMPTS {
            let folded = log.load_at::<D>(&key).await.map_err(Refused::any)?;
            let folded = log.refresh::<D>(&key, folded).await.map_err(Refused::any)?;
            if let Some(handled) = log.handled::<D>(by, &key, &folded).await.map_err(Refused::any)? {
                return log.first_answer(by, &key, folded, handled).await.map_err(Refused::any);
            }
            let events = D::decide(&folded.state, &command, &by.env)
                .map_err(|rejection| Refused::Rejected(AnyRejection::of(&rejection)))?;
            if events.is_empty() {
                let (stream, sequence) = (key.stream, folded.sequence);
                return Ok(Done { events, folded, stream, sequence, replayed: false });
            }
            let mut commits = Vec::with_capacity(others.len() + 1);
            for other in &others {
                commits.extend(other.decide(log, by).await?);
            }
            let bytes = Bytes::from(commit::encode::<D>(by, folded.revision + 1, &folded.hash, &events));
            commits.push((key.clone(), folded.sequence, bytes.clone()));
            match append(log, by, commits).await {
                Ok(sequence) => {
                    let folded = Arc::new(folded.wrote::<D>(sequence, &bytes, &events, by));
                    log.keep::<D>(&key, &folded);
                    return Ok(Done { events, folded, stream: key.stream, sequence, replayed: false });
                }
                Err(AppendError::Conflict { .. }) => pause(attempt, by).await,
                Err(AppendError::AckLost) if lost + 1 < LOST_AT_MOST => lost += 1,
                Err(AppendError::Busy { .. }) if attempt + 1 < ATTEMPTS => pause(attempt + 2, by).await,
                Err(other) => return Err(other.into()),
            }
        }
        Err(Refused::Contended)
    }
}

/// Gives the sequence of the last commit. A single one needs no batch.
async fn append(log: &EventLog, by: &CommandContext, commits: Vec<Commit>) -> Result<u64, AppendError> {
    let appended = match <[_; 1]>::try_from(commits) {
        Ok([(key, expected, bytes)]) => log.append(key, expected, bytes).await?,
        Err(commits) => {
            // The semaphore is never closed.
            let _permit = log.inner.in_flight.acquire().await.ok();
            let client = &log.inner.client;
            // A batch id is used once: a retry is another attempt, not a repeat. Inboxes never meet.
            let batch = Uuid::new_v5(&by.command.0, client.new_inbox().as_bytes()).to_string();
            append::append_together(client, &batch, commits, &trace_headers()).await?
        }
    };
    Ok(appended.sequence)
}

/// Where a commit goes, the last sequence it expects there, and its bytes.
type Commit = (Key, u64, Bytes);

/// What one of the other aggregates does.
trait Part: Send + Sync {
    /// `None` when nothing remains to be done.
    fn decide<'p>(
        &'p self,
        log: &'p EventLog,
        by: &'p CommandContext,
    ) -> BoxFuture<'p, Result<Option<Commit>, Refused<AnyRejection>>>;
}

struct Other<O: Decider> {
    id: Uuid,
    command: O::Command,
    kind: PhantomData<fn() -> O>,
}

impl<O: Decider> Part for Other<O> {
    fn decide<'p>(
        &'p self,
        log: &'p EventLog,
        by: &'p CommandContext,
    ) -> BoxFuture<'p, Result<Option<Commit>, Refused<AnyRejection>>> {
        Box::pin(async move {
            let key = log.key::<O>(&by.district, self.id);
            let folded = log.load_at::<O>(&key).await.map_err(Refused::any)?;
            let folded = log.refresh::<O>(&key, folded).await.map_err(Refused::any)?;
            let events = O::decide(&folded.state, &self.command, &by.env)
                .map_err(|rejection| Refused::Rejected(AnyRejection::of(&rejection)))?;
            if events.is_empty() {
                return Ok(None);
            }
            let bytes = Bytes::from(commit::encode::<O>(by, folded.revision + 1, &folded.hash, &events));
            Ok(Some((key, folded.sequence, bytes)))
        })
    }
}
