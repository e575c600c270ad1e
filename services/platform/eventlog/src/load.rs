use std::{sync::Arc, time::Duration};

use decider::{Decider, DistrictId};
use futures::StreamExt as _;
use uuid::Uuid;

use crate::{
    aggregate::Folded,
    execute::{ATTEMPTS, EventLog},
    name::Key,
    outcome::Refused,
    read::{self, ReadError},
    saved::{self, Saved},
};

/// Reads of one aggregate's commits under way at once.
const READ_AT_ONCE: usize = 16;

impl EventLog {
    /// The aggregate as this instance knows it: possibly behind by the commands others are just carrying out.
    /// Revision 0 when it does not exist.
    pub async fn load<D: Decider>(
        &self,
        district: &DistrictId,
        id: Uuid,
    ) -> Result<Arc<Folded<D::State>>, Refused<D::Rejection>> {
        self.load_at::<D>(&self.key::<D>(district, id)).await
    }

    /// The aggregate as the stream's leader knows it: for whoever acts on it without a commit of its own that a
    /// conflict would stop.
    pub async fn load_newest<D: Decider>(
        &self,
        district: &DistrictId,
        id: Uuid,
    ) -> Result<Arc<Folded<D::State>>, Refused<D::Rejection>> {
        let key = self.key::<D>(district, id);
        let folded = self.load_at::<D>(&key).await?;
        self.refresh::<D>(&key, folded).await
    }

    /// Forgets what is kept in memory, as after a restart.
    pub fn forget(&self) {
        self.inner.kept.clear();
    }

    pub(crate) fn kept<D: Decider>(&self, key: &Key) -> Option<Arc<Folded<D::State>>> {
        self.inner.kept.get(key).and_then(|kept| kept.downcast().ok())
    }

    pub(crate) fn keep<D: Decider>(&self, key: &Key, folded: &Arc<Folded<D::State>>) {
        let newer = self.kept::<D>(key).is_none_or(|kept| kept.sequence < folded.sequence);
        if newer {
            self.inner.kept.insert(key.clone(), folded.clone());
        }
    }

    pub(crate) async fn load_at<D: Decider>(&self, key: &Key) -> Result<Arc<Folded<D::State>>, Refused<D::Rejection>> {
        if let Some(kept) = self.kept::<D>(key) {
            return Ok(kept);
        }
        // A saved state may be behind; then the append conflicts and the tail is read, so the hot path needs no look.
        let saved = match &self.inner.database {
            Some(database) => saved::load::<D>(database, key).await?,
            None => Saved::Nothing,
        };
        let folded = match saved {
            Saved::State(saved) => saved,
            Saved::Commits(sequences) => match self.refold::<D>(key, sequences).await? {
                Some(folded) => folded,
                None => self.tail::<D>(key, Folded::default()).await?,
            },
            Saved::Nothing => self.tail::<D>(key, Folded::default()).await?,
        };
        let folded = Arc::new(folded);
        if folded.revision > 0 {
            self.keep::<D>(key, &folded);
        }
        Ok(folded)
    }

    /// Folds commits whose places are known. Reading each by its sequence does not walk the log that lies between them.
    /// `None` when a replica lacks one or they do not chain: the log itself has to say.
    async fn refold<D: Decider>(&self, key: &Key, sequences: Vec<u64>) -> Result<Option<Folded<D::State>>, ReadError> {
        let read = |sequence| read::at(&self.inner.client, &key.stream, sequence);
        let reads: Vec<_> = sequences.into_iter().map(read).collect();
        let mut commits = futures::stream::iter(reads).buffered(READ_AT_ONCE);
        let mut folded = Folded::default();
        while let Some(commit) = commits.next().await {
            let Some(commit) = commit? else { return Ok(None) };
            if folded.read::<D>(&commit).is_err() {
                return Ok(None);
            }
        }
        Ok((folded.revision > 0).then_some(folded))
    }

    async fn tail<D: Decider>(
        &self,
        key: &Key,
        mut folded: Folded<D::State>,
    ) -> Result<Folded<D::State>, Refused<D::Rejection>> {
        // Most new aggregates have one commit or none: a look at the newest is a tenth of a read of the history.
        if folded.revision == 0 {
            match read::last(&self.inner.client, key).await? {
                None => return Ok(folded),
                Some(only) if only.revision == 1 => {
                    folded.read::<D>(&only)?;
                    return Ok(folded);
                }
                Some(_) => {}
            }
        }
        for commit in read::after(&self.inner.client, key, folded.sequence).await? {
            folded.read::<D>(&commit)?;
        }
        Ok(folded)
    }

    pub(crate) async fn leader_last(&self, key: &Key) -> Result<u64, ReadError> {
        read::leader_last(&self.inner.client, &key.stream.to_string(), &key.subject()).await
    }

    /// Folds on to what the stream's leader has, waiting for replicas that are behind.
    pub(crate) async fn refresh<D: Decider>(
        &self,
        key: &Key,
        folded: Arc<Folded<D::State>>,
    ) -> Result<Arc<Folded<D::State>>, Refused<D::Rejection>> {
        let newest = self.leader_last(key).await?;
        let mut folded = Arc::unwrap_or_clone(folded);
        for attempt in 0..ATTEMPTS {
            if folded.sequence >= newest {
                break;
            }
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(1 << attempt.min(8))).await;
            }
            folded = self.tail::<D>(key, folded).await?;
        }
        let folded = Arc::new(folded);
        self.keep::<D>(key, &folded);
        Ok(folded)
    }
}
