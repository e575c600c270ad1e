use std::{any::Any, sync::Arc, time::Duration};

use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use database::Database;
use decider::{Decider, DistrictId, UndecodableEvent};
use futures::StreamExt as _;
use quick_cache::sync::Cache;
use tokio::sync::Mutex;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use uuid::Uuid;

use crate::{
    aggregate::{FoldError, Folded, Handled, REMEMBERED},
    append::{Append, AppendError, Appended},
    burst::Bursts,
    commit::{self, CommandContext},
    name::{Context, Key, StreamName},
    read::{self, ReadError},
    saved::{self, Older, Saved},
    shared::Tails,
    together::AnyRejection,
};

/// Folded aggregates kept in memory; one takes about a kilobyte.
const KEPT: usize = 16_384;
/// Past this many appends in flight only latency grows.
const IN_FLIGHT: usize = 256;
pub(crate) const ATTEMPTS: u32 = 12;
/// Acknowledgements that may be lost before the caller is told. The server answers nothing at all to whoever may not
/// publish, so that a lost acknowledgement must not be tried again for ever.
pub(crate) const LOST_AT_MOST: u32 = 2;
/// Reads of one aggregate's commits under way at once.
const READ_AT_ONCE: usize = 16;
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
    database: Option<Database>,
    kept: Cache<Key, Arc<dyn Any + Send + Sync>>,
    pub(crate) in_flight: tokio::sync::Semaphore,
    queues: Vec<Mutex<()>>,
}

impl std::fmt::Debug for EventLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventLog").field("context", &self.inner.context).finish_non_exhaustive()
    }
}

/// A command was carried out, now or the first time it was asked.
pub struct Done<D: Decider> {
    /// What it led to. Empty when nothing remained to be done.
    pub events: Vec<D::Event>,
    /// The aggregate as it stands now.
    pub folded: Arc<Folded<D::State>>,
    pub stream: StreamName,
    /// Of the commit; of the aggregate's newest commit when nothing was appended.
    pub sequence: u64,
    /// This was a repeat of a command already carried out.
    pub replayed: bool,
}

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Refused<R: decider::Rejection> {
    #[error("a rule said no")]
    Rejected(#[source] R),
    #[error("the request id was used for another command")]
    CommandReused,
    #[error("others kept changing the same aggregate")]
    Contended,
    #[error("the event log did not take the commit")]
    Append(#[from] AppendError),
    #[error("the event log did not answer")]
    Read(#[from] ReadError),
    #[error("saved states did not answer")]
    Database(#[from] sqlx::Error),
    #[error("the aggregate cannot be folded")]
    Fold(#[from] FoldError),
    #[error("a stored event cannot be read")]
    Event(#[from] UndecodableEvent),
}

impl<R: decider::Rejection> Refused<R> {
    /// The same, of whatever kind of aggregate.
    pub fn any(self) -> Refused<AnyRejection> {
        match self {
            Self::Rejected(rejection) => Refused::Rejected(AnyRejection::of(&rejection)),
            Self::CommandReused => Refused::CommandReused,
            Self::Contended => Refused::Contended,
            Self::Append(source) => Refused::Append(source),
            Self::Read(source) => Refused::Read(source),
            Self::Database(source) => Refused::Database(source),
            Self::Fold(source) => Refused::Fold(source),
            Self::Event(source) => Refused::Event(source),
        }
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

    pub(crate) async fn handled<D: Decider>(
        &self,
        by: &CommandContext,
        key: &Key,
        folded: &Folded<D::State>,
    ) -> Result<Option<Handled>, Refused<D::Rejection>> {
        if let Some(handled) = folded.handled(by.command) {
            return Ok(Some(handled));
        }
        let Some(oldest) = folded.handled.first().filter(|_| folded.revision > REMEMBERED as u64) else {
            return Ok(None);
        };
        let saved = match &self.inner.database {
            None => 0,
            Some(database) => match saved::older(database, key, by.command, oldest.sequence).await? {
                Older::Handled(handled) => return Ok(Some(handled)),
                Older::NotHandled => return Ok(None),
                // The lane has not come so far, or has parked the aggregate.
                Older::Behind { saved } => saved,
            },
        };
        for attempt in 0..ATTEMPTS {
            let history = read::after(&self.inner.client, key, saved).await?;
            if history.last().is_some_and(|newest| newest.sequence >= folded.sequence) {
                return Ok(history.iter().find(|commit| commit.command == by.command).map(Handled::by));
            }
            // A replica that is behind cannot say what was not handled.
            pause(attempt, by).await;
        }
        Err(AppendError::Busy { code: 0 }.into())
    }

    pub(crate) async fn first_answer<D: Decider>(
        &self,
        by: &CommandContext,
        key: &Key,
        folded: Arc<Folded<D::State>>,
        handled: Handled,
    ) -> Result<Done<D>, Refused<D::Rejection>> {
        let mut first = read::at(&self.inner.client, &key.stream, handled.sequence).await?;
        for attempt in 0..ATTEMPTS {
            if first.is_some() {
                break;
            }
            // A replica that is behind answered.
            pause(attempt, by).await;
            first = read::at(&self.inner.client, &key.stream, handled.sequence).await?;
        }
        let first = first.ok_or_else(|| ReadError::Refused("the first commit is not found".to_owned()))?;
        if first.digest != by.digest {
            return Err(Refused::CommandReused);
        }
        let events = first.events.iter().map(crate::RecordedEvent::decode).collect::<Result<_, _>>()?;
        Ok(Done { events, folded, stream: key.stream.clone(), sequence: handled.sequence, replayed: true })
    }

    fn queue(&self, key: &Key) -> &Mutex<()> {
        &self.inner.queues[usize::from(key.id.as_bytes()[15]) % QUEUES]
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

    async fn leader_last(&self, key: &Key) -> Result<u64, ReadError> {
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

/// Grows with the attempt, and differs between commands so that those who met do not meet again.
pub(crate) async fn pause(attempt: u32, by: &CommandContext) {
    let mut random = [0_u8; 2];
    random.copy_from_slice(&Uuid::new_v5(&by.command.0, &attempt.to_be_bytes()).as_bytes()[..2]);
    let most = 1_u64 << attempt.min(8);
    let share = u64::from(u16::from_be_bytes(random)) * most / u64::from(u16::MAX);
    tokio::time::sleep(Duration::from_millis(share.max(1))).await;
}

/// The current span as W3C trace context.
pub(crate) fn trace_headers() -> HeaderMap {
    struct Headers(HeaderMap);
    impl opentelemetry::propagation::Injector for Headers {
        fn set(&mut self, key: &str, value: String) {
            self.0.insert(key, value.as_str());
        }
    }
    let mut headers = Headers(HeaderMap::new());
    let context = tracing::Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut headers));
    headers.0
}
