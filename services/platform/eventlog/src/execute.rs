use std::{any::Any, sync::Arc, time::Duration};

use async_nats::Client;
use bytes::Bytes;
use database::Database;
use decider::{Decider, DistrictId};
use quick_cache::sync::Cache;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    aggregate::Folded,
    append::{Append, AppendError, Appended},
    burst::Bursts,
    commit::{self, CommandContext},
    name::{Context, Key},
    outcome::{Done, Refused},
    shared::Tails,
    trace::trace_headers,
};

/// Folded aggregates kept in memory; one takes about a kilobyte.
const KEPT: usize = 16_384;
/// Past this many appends in flight only latency grows.
const IN_FLIGHT: usize = 256;
pub(crate) const ATTEMPTS: u32 = 12;
/// Acknowledgements that may be lost before the caller is told. The server answers nothing at all to whoever may not
/// publish, so that a lost acknowledgement must not be tried again for ever.
pub(crate) const LOST_AT_MOST: u32 = 2;
/// Queues for those who met at an aggregate; aggregates share them by chance.
const QUEUES: usize = 256;

/// One context's side of the event log: loads, decides, appends.
#[derive(Clone)]
pub struct EventLog {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) client: Client,
    tails: Tails,
    bursts: Bursts,
    context: Context,
    /// Where lanes save states. Without it aggregates are folded from the log.
    pub(crate) database: Option<Database>,
    pub(crate) kept: Cache<Key, Arc<dyn Any + Send + Sync>>,
    pub(crate) in_flight: tokio::sync::Semaphore,
    queues: Vec<Mutex<()>>,
}

impl std::fmt::Debug for EventLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventLog").field("context", &self.inner.context).finish_non_exhaustive()
    }
}

impl EventLog {
    /// `database` holds the saved states of this context's aggregates.
    pub fn new(client: Client, context: Context, database: Database) -> Self {
        Self::over(client, context, Some(database))
    }

    /// For a context without a lane that saves states: aggregates are folded from the log alone.
    pub fn without_saved(client: Client, context: Context) -> Self {
        Self::over(client, context, None)
    }

    fn over(client: Client, context: Context, database: Option<Database>) -> Self {
        let inner = Inner {
            tails: Tails::new(client.clone()),
            bursts: Bursts::new(client.clone()),
            client,
            context,
            database,
            kept: Cache::new(KEPT),
            in_flight: tokio::sync::Semaphore::new(IN_FLIGHT),
            queues: std::iter::repeat_with(Mutex::default).take(QUEUES).collect(),
        };
        Self { inner: Arc::new(inner) }
    }

    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// Where all that follow the log in this process meet.
    pub fn tails(&self) -> &Tails {
        &self.inner.tails
    }

    pub fn context(&self) -> Context {
        self.inner.context
    }

    pub fn key<D: Decider>(&self, district: &DistrictId, id: Uuid) -> Key {
        Key::of::<D>(self.inner.context, district, id)
    }

    /// Carries out a command on an aggregate that may exist.
    pub async fn execute<D: Decider>(
        &self,
        by: &CommandContext,
        id: Uuid,
        command: &D::Command,
    ) -> Result<Done<D>, Refused<D::Rejection>> {
        let key = self.key::<D>(&by.district, id);
        let folded = self.load_at::<D>(&key).await?;
        self.decide_and_append::<D>(by, key, folded, command).await
    }

    /// Carries out a command that most likely creates its aggregate: reads nothing unless it turns out to exist.
    pub async fn create<D: Decider>(
        &self,
        by: &CommandContext,
        id: Uuid,
        command: &D::Command,
    ) -> Result<Done<D>, Refused<D::Rejection>> {
        let key = self.key::<D>(&by.district, id);
        let folded = self.kept::<D>(&key).unwrap_or_default();
        self.decide_and_append::<D>(by, key, folded, command).await
    }

    async fn decide_and_append<D: Decider>(
        &self,
        by: &CommandContext,
        key: Key,
        mut folded: Arc<Folded<D::State>>,
        command: &D::Command,
    ) -> Result<Done<D>, Refused<D::Rejection>> {
        let (mut turn, mut lost) = (None, 0);
        for attempt in 0..ATTEMPTS {
            if let Some(handled) = self.handled::<D>(by, &key, &folded).await? {
                return self.first_answer(by, &key, folded, handled).await;
            }
            let decided = D::decide(&folded.state, command, &by.env);
            let events = match decided {
                Ok(events) if !events.is_empty() => events,
                // It stands only if it was decided on the newest commit: a replica or the cache may be behind.
                settled => {
                    if self.leader_last(&key).await? > folded.sequence {
                        folded = self.refresh::<D>(&key, folded).await?;
                        continue;
                    }
                    let events = settled.map_err(Refused::Rejected)?;
                    let (stream, sequence) = (key.stream, folded.sequence);
                    return Ok(Done { events, folded, stream, sequence, replayed: false });
                }
            };
            let bytes = Bytes::from(commit::encode::<D>(by, folded.revision + 1, &folded.hash, &events));
            match self.append(key.clone(), folded.sequence, bytes.clone()).await {
                Ok(appended) => {
                    let folded = Arc::new(folded.wrote::<D>(appended.sequence, &bytes, &events, by));
                    self.keep::<D>(&key, &folded);
                    let (stream, sequence) = (key.stream, appended.sequence);
                    return Ok(Done { events, folded, stream, sequence, replayed: false });
                }
                Err(AppendError::Conflict { .. }) => {
                    // Those of this instance who met here go on one after the other, each from what the one before
                    // wrote; only instances keep racing.
                    if turn.is_none() {
                        turn = Some(self.queue(&key).lock().await);
                        if let Some(newer) = self.kept::<D>(&key).filter(|kept| kept.sequence > folded.sequence) {
                            folded = newer;
                            continue;
                        }
                    }
                    pause(attempt, by).await;
                    folded = self.refresh::<D>(&key, folded).await?;
                }
                Err(AppendError::AckLost) => {
                    lost += 1;
                    folded = self.refresh::<D>(&key, folded).await?;
                    if lost == LOST_AT_MOST && folded.handled(by.command).is_none() {
                        return Err(AppendError::AckLost.into());
                    }
                }
                Err(busy @ AppendError::Busy { .. }) => {
                    if attempt + 1 == ATTEMPTS {
                        return Err(busy.into());
                    }
                    pause(attempt + 2, by).await;
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(Refused::Contended)
    }

    pub(crate) async fn append(&self, key: Key, expected: u64, commit: Bytes) -> Result<Appended, AppendError> {
        // The semaphore is never closed.
        let _permit = self.inner.in_flight.acquire().await.ok();
        self.inner.bursts.append(Append { key, expected, commit, headers: trace_headers() }).await
    }

    fn queue(&self, key: &Key) -> &Mutex<()> {
        &self.inner.queues[usize::from(key.id.as_bytes()[15]) % QUEUES]
    }
}

/// Grows with the attempt, and differs between commands so that those who met do not meet again.
pub(crate) async fn pause(attempt: u32, by: &CommandContext) {
    let mut random = [0_u8; 2];
    random.copy_from_slice(&Uuid::new_v5(&by.command.0, &attempt.to_be_bytes()).as_bytes()[..2]);
    let most = 1_u64 << attempt.min(8);
    let share = u64::from(u16::from_be_bytes(random)) * most / u64::from(u16::MAX);
    tokio::time::sleep(Duration::from_millis(share.max(1))).await;
}
