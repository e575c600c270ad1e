mod park;

use std::{sync::Arc, time::Duration};

use database::{Database, DistrictTx};
use eventlog::{Aggregates, Message, Recorded, SharedTail, StreamName, TailError, Tails, Vocabulary};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::park::ParkedAggregates;
use crate::{
    apply::{ApplyError, Projection},
    course::Course,
    own, parked,
    positions::{Kind, Positions},
    statistics,
};

/// Most commits in one transaction: more than come while a batch gathers.
const BATCH: usize = 2_000;

/// Least time from one batch to the next. Where commits come one by one, each with a transaction of its own would cost the
/// database more than the commands cost the log; whoever waits for a row after a pause waits no longer for it.
const PACE: Duration = Duration::from_millis(5);

/// How much longer the next batch may gather while nobody waits for it: most of what a batch costs, it costs once, and an
/// aggregate that several commits of it touched is saved once. Whoever looks without waiting sees no difference.
const UNAWAITED: Duration = Duration::from_millis(100);

/// Failures that may pass, after which catching up is given up: with the pauses between, a quarter of a minute.
const CATCH_UP_FAILURES: u32 = 6;

/// Name of a projection in its service, e.g. "referrals".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneName(pub String);

/// One projection over one stream. Two instances may run the same lane: the cursor lets only one of them move.
pub struct Lane<P> {
    pub name: LaneName,
    pub stream: StreamName,
    pub projection: Arc<P>,
    /// Set when the stream is the service's own: its aggregates are saved with the rows.
    pub aggregates: Option<Aggregates>,
    /// The events of this build: a commit that holds another is parked, whatever the projection makes of it.
    pub known: Vocabulary,
    pub database: Database,
    pub tails: Tails,
    pub positions: Positions,
}

/// How a batch ended.
enum Batch {
    Applied,
    /// Another instance moved the cursor first.
    Lost,
}

impl<P: Projection> Lane<P> {
    /// Runs until cancelled. Failures are logged here, once, and tried again from the cursor.
    pub async fn run(self, stop: CancellationToken) {
        let (mut course, mut offered) = (self.course(), ParkedAggregates::new());
        while !stop.is_cancelled() {
            let failed = tokio::select! {
                () = stop.cancelled() => return,
                result = self.follow(None, &mut course, &mut offered) => result,
            };
            if let Err(error) = failed {
                course.failed(&error, error.told(), error.is_lasting());
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(course.pause()) => {}
            }
        }
    }

    /// Brings the rows up to a sequence of the stream, then returns. What may pass is tried again, for a while.
    pub async fn catch_up(&self, to: u64) -> Result<u64, LaneError> {
        let (mut course, mut offered) = (self.course(), ParkedAggregates::new());
        let mut failures = 0;
        loop {
            match self.follow(Some(to), &mut course, &mut offered).await {
                Ok(()) => {
                    let at = self.cursor().await?;
                    if at >= to {
                        return Ok(at);
                    }
                }
                Err(error) if error.may_pass() && failures < CATCH_UP_FAILURES => {
                    failures += 1;
                    course.failed(&error, error.told(), false);
                    tokio::time::sleep(course.pause()).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn course(&self) -> Course {
        Course::new(Kind::Projection, &self.name.0, &self.stream, &self.positions)
    }

    /// Applies until the cursor is lost to another instance, or `to` is reached.
    async fn follow(
        &self,
        to: Option<u64>,
        course: &mut Course,
        offered: &mut ParkedAggregates,
    ) -> Result<(), LaneError> {
        let mut cursor = self.cursor().await?;
        let mut parked = self.offer_again(offered).await?;
        course.starts(self.tails.client(), cursor).await;
        if to.is_some_and(|to| cursor >= to) {
            return Ok(());
        }
        let mut tail = self.tails.follow(&self.stream, cursor);
        let (mut next, mut behind) = (Instant::now(), true);
        loop {
            let hurries = behind || to.is_some();
            let batch = self.gather(&mut tail, next, hurries, to.map(|to| to - cursor)).await?;
            let upto = cursor + batch.len() as u64;
            next = Instant::now() + PACE;
            behind = batch.len() == BATCH;
            match self.apply(cursor, &batch, &mut parked).await? {
                Batch::Applied => {}
                Batch::Lost => return Ok(()),
            }
            course.moved(upto);
            if statistics::due(cursor, upto) {
                statistics::gather(&self.database).await?;
            }
            cursor = upto;
            if to.is_some_and(|to| cursor >= to) {
                return Ok(());
            }
        }
    }

    /// Waits for a commit, and for the time of the next batch, then takes what else has already come.
    async fn gather(
        &self,
        tail: &mut SharedTail,
        next: Instant,
        hurries: bool,
        left: Option<u64>,
    ) -> Result<Vec<Arc<Message>>, TailError> {
        let most = left.map_or(BATCH, |left| BATCH.min(usize::try_from(left).unwrap_or(BATCH)));
        let mut batch = vec![tail.next().await?];
        tokio::time::sleep_until(next).await;
        if !hurries {
            tokio::select! {
                () = self.positions.awaited(&self.name, &self.stream) => {}
                () = tokio::time::sleep_until(next + UNAWAITED) => {}
            }
        }
        while batch.len() < most {
            match tail.ready() {
                Some(message) => batch.push(message?),
                None => break,
            }
        }
        Ok(batch)
    }

    async fn apply(
        &self,
        cursor: u64,
        batch: &[Arc<Message>],
        parked: &mut ParkedAggregates,
    ) -> Result<Batch, LaneError> {
        match self.apply_whole(cursor, batch, parked).await {
            Err(LaneError::Apply(ApplyError::Poison { .. })) => {}
            settled => return settled,
        }
        // One at a time, to find which; the rest of the batch goes on.
        for (index, message) in batch.iter().enumerate() {
            let at = cursor + index as u64;
            let one = std::slice::from_ref(message);
            let settled = match self.apply_whole(at, one, parked).await {
                Err(LaneError::Apply(ApplyError::Poison { reason, source })) => {
                    let Ok(commit) = &**message else {
                        return Err(LaneError::Apply(ApplyError::Poison { reason, source }));
                    };
                    tracing::error!(
                        lane = %self.name.0, stream = %self.stream, sequence = commit.sequence, kind = %commit.kind,
                        reason, error = &*source, "a commit was parked"
                    );
                    self.park(at, commit, reason, parked).await?
                }
                settled => settled?,
            };
            if matches!(settled, Batch::Lost) {
                return Ok(Batch::Lost);
            }
        }
        Ok(Batch::Applied)
    }

    /// Moves the cursor and writes the rows of the whole batch, or does nothing.
    async fn apply_whole(
        &self,
        cursor: u64,
        batch: &[Arc<Message>],
        parked: &mut ParkedAggregates,
    ) -> Result<Batch, LaneError> {
        let mut tx = self.database.rebuildable(&self.stream.district).await?;
        if !self.advance(&mut tx, cursor, cursor + batch.len() as u64).await? {
            return Ok(Batch::Lost);
        }
        let mut applied: Vec<&Recorded> = Vec::with_capacity(batch.len());
        let mut unreadable = Vec::new();
        for message in batch {
            match &**message {
                Ok(commit) if parked.contains_key(&(commit.kind.clone(), commit.id)) => {
                    if !parked::park_behind(tx.rows(), &self.name, commit).await? {
                        return Ok(Batch::Lost);
                    }
                }
                Ok(commit) => {
                    self.readable(commit)?;
                    applied.push(commit);
                }
                Err(message) => {
                    let of = self.park_unreadable(&mut tx, message).await?;
                    unreadable.push((of, message.sequence));
                }
            }
        }
        self.projection.apply_all(&mut tx, &applied).await?;
        if let Some(aggregates) = self.aggregates.as_ref().filter(|_| !applied.is_empty()) {
            own::keep(&mut tx, self.tails.client(), aggregates, &applied).await?;
        }
        tx.commit().await?;
        for (of, sequence) in unreadable {
            parked.entry(of).or_insert(sequence);
        }
        Ok(Batch::Applied)
    }

    /// A projection may pass over kinds it does not follow: what it does not know at all, it never sees.
    fn readable(&self, commit: &Recorded) -> Result<(), ApplyError> {
        match commit.unknown_event(self.known) {
            Some(unknown) => Err(ApplyError::poison("unknown-event", unknown)),
            None => Ok(()),
        }
    }

    /// Compare-and-set. False when the cursor is not where this instance left it.
    async fn advance(&self, tx: &mut DistrictTx, from: u64, to: u64) -> Result<bool, sqlx::Error> {
        let moved = sqlx::query("update lane set sequence = $4 where name = $1 and stream = $2 and sequence = $3")
            .bind(&self.name.0)
            .bind(self.stream.to_string())
            .bind(from.cast_signed())
            .bind(to.cast_signed())
            .execute(tx.rows())
            .await?;
        Ok(moved.rows_affected() == 1)
    }

    pub(crate) async fn cursor(&self) -> Result<u64, sqlx::Error> {
        let mut tx = self.database.unscoped().await?;
        sqlx::query("insert into lane (name, stream, sequence) values ($1, $2, 0) on conflict do nothing")
            .bind(&self.name.0)
            .bind(self.stream.to_string())
            .execute(&mut *tx)
            .await?;
        let at: i64 = sqlx::query_scalar("select sequence from lane where name = $1 and stream = $2")
            .bind(&self.name.0)
            .bind(self.stream.to_string())
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(at.cast_unsigned())
    }
}

/// A lane cannot go on from here.
#[derive(Debug, thiserror::Error)]
pub enum LaneError {
    #[error("the read model does not answer")]
    Database(#[from] sqlx::Error),
    #[error("the stream cannot be followed")]
    Tail(#[from] TailError),
    #[error("a commit was not applied")]
    Apply(#[from] ApplyError),
    #[error("more commits are parked than a fault of single commits explains")]
    TooManyParked,
}

impl LaneError {
    /// What may be told to anybody who watches.
    fn told(&self) -> String {
        match self {
            Self::Tail(gap @ TailError::Gap { .. }) => gap.to_string(),
            other => other.to_string(),
        }
    }

    /// Trying again does not help.
    fn is_lasting(&self) -> bool {
        matches!(self, Self::Tail(TailError::Gap { .. }) | Self::TooManyParked)
    }

    /// Something is away, and may be back soon.
    fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Tail(TailError::Unreachable { .. }) | Self::Database(_) | Self::Apply(ApplyError::Retry(_))
        )
    }
}
