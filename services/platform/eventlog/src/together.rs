use std::sync::Arc;

use bytes::Bytes;
use decider::Decider;
use uuid::Uuid;

use crate::{
    aggregate::Folded,
    append::{self, AppendError},
    commit::{self, CommandContext},
    execute::{EventLog, Refused, trace_headers},
    name::{Key, StreamName},
};

/// Commits on several aggregates of one district that are stored all or none. For the rare fact that spans
/// aggregates: an atomic append costs twenty times a single one on an unreplicated stream, and a reader may see a prefix.
pub struct Together<'log> {
    log: &'log EventLog,
    by: CommandContext,
    commits: Vec<(Key, u64, Bytes)>,
}

impl EventLog {
    pub fn together(&self, by: &CommandContext) -> Together<'_> {
        Together { log: self, by: by.clone(), commits: Vec::new() }
    }
}

impl Together<'_> {
    /// The aggregate as the leader knows it.
    pub async fn load<D: Decider>(&self, id: Uuid) -> Result<Arc<Folded<D::State>>, Refused<D::Rejection>> {
        let key = self.log.key::<D>(&self.by.district, id);
        let folded = self.log.load_at::<D>(&key).await?;
        self.log.refresh::<D>(&key, folded).await
    }

    /// Whether this very command was already carried out on that aggregate.
    pub async fn was_handled<D: Decider>(
        &self,
        id: Uuid,
        folded: &Folded<D::State>,
    ) -> Result<bool, Refused<D::Rejection>> {
        let key = self.log.key::<D>(&self.by.district, id);
        match self.log.handled::<D>(&self.by, &key, folded).await? {
            Some(handled) if handled.digest != self.by.digest => Err(Refused::CommandReused),
            handled => Ok(handled.is_some()),
        }
    }

    /// Decides on one aggregate. Each aggregate at most once; one with nothing to do is left out.
    pub fn decide<D: Decider>(
        &mut self,
        id: Uuid,
        folded: &Arc<Folded<D::State>>,
        command: &D::Command,
    ) -> Result<Vec<D::Event>, Refused<D::Rejection>> {
        let events = D::decide(&folded.state, command, &self.by.env).map_err(Refused::Rejected)?;
        if events.is_empty() {
            return Ok(events);
        }
        let key = self.log.key::<D>(&self.by.district, id);
        let bytes = Bytes::from(commit::encode::<D>(&self.by, folded.revision + 1, &folded.hash, &events));
        self.commits.push((key, folded.sequence, bytes));
        Ok(events)
    }

    /// Appends everything decided, or nothing. A conflict is the caller's to retry from `load`.
    /// Gives the sequence of the last commit.
    pub async fn append(self) -> Result<(StreamName, u64), AppendError> {
        let Self { log, by, commits } = self;
        let stream = StreamName::new(log.context(), by.district.clone());
        // The semaphore is never closed.
        let _permit = log.inner.in_flight.acquire().await.ok();
        let client = &log.inner.client;
        let appended = match <[_; 1]>::try_from(commits) {
            Ok([(key, expected, bytes)]) => append::append(client, &key, expected, bytes, trace_headers()).await?,
            Err(commits) => {
                // A batch id is used once: a retry is another attempt, not a repeat.
                let attempt: Vec<u8> = commits.iter().flat_map(|(_, expected, _)| expected.to_be_bytes()).collect();
                let batch = Uuid::new_v5(&by.command.0, &attempt).to_string();
                append::append_together(client, &batch, commits, &trace_headers()).await?
            }
        };
        Ok((stream, appended.sequence))
    }
}
