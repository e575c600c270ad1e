use std::{error::Error, future::Future, sync::Arc, time::Duration};

use database::Database;
use decider::{ActorId, CommandId, Env, UndecodableEvent};
use eventlog::{Causation, CommandContext, Recorded, StreamName, TailError, Tails, Unreadable, Vocabulary};
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::{
    course::Course,
    positions::{Kind, Positions},
};

/// Most inputs that a crash makes a process handle again.
const SAVE_AFTER: u32 = 256;
/// How long a process that has nothing to do waits before it saves: most commits call for nothing, and saving after each
/// cost the database more transactions than all rows.
const SAVE_WITHIN: Duration = Duration::from_millis(500);

/// Reacts to commits of one stream with commands of its own service.
pub trait Process: Send + Sync + 'static {
    /// Stable: ids of the commands derive from it.
    const NAME: &'static str;
    /// Kinds of aggregate whose commits may call for something.
    const KINDS: &'static [&'static str];

    /// Carries out what one commit calls for. May be called again for the same commit: the same commands get the same
    /// ids and take effect once. Gives the sequence of its last commit in our own stream, or 0 when it made none.
    fn react(&self, commit: &Recorded) -> impl Future<Output = Result<u64, ReactError>> + Send;
}

/// A process could not do what a commit calls for.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// Trying again may succeed.
    #[error("the process cannot act now")]
    Retry(#[source] Box<dyn Error + Send + Sync>),
    /// A rule refused, or the input cannot be understood: noted, and passed.
    #[error("the process was refused: {reason}")]
    Refused {
        reason: String,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl ReactError {
    pub fn retry(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Retry(source.into())
    }
}

impl From<UndecodableEvent> for ReactError {
    /// A newer build will know what this one does not; bytes that are not their message, none ever will.
    fn from(source: UndecodableEvent) -> Self {
        match source {
            UndecodableEvent::Unknown { .. } => Self::retry(source),
            UndecodableEvent::Malformed(_) => {
                Self::Refused { reason: "undecodable-event".to_owned(), source: source.into() }
            }
        }
    }
}

impl<R: decider::Rejection> From<eventlog::Refused<R>> for ReactError {
    fn from(refused: eventlog::Refused<R>) -> Self {
        match refused {
            eventlog::Refused::Rejected(rejection) => {
                Self::Refused { reason: rejection.reason().to_owned(), source: rejection.into() }
            }
            other @ eventlog::Refused::CommandReused => {
                Self::Refused { reason: "COMMAND_REUSED".to_owned(), source: other.into() }
            }
            other @ eventlog::Refused::Append(eventlog::AppendError::TooLarge { .. }) => {
                Self::Refused { reason: "TOO_LARGE".to_owned(), source: other.into() }
            }
            other => Self::Retry(other.into()),
        }
    }
}

/// The n-th command a process sends for a commit: its id and where it came from.
pub fn caused<P: Process>(commit: &Recorded, n: u32) -> (CommandId, ActorId, Causation) {
    let stream = commit.stream.to_string();
    (
        CommandId::of_process(P::NAME, &stream, commit.sequence, n),
        ActorId::new(&format!("process:{}", P::NAME)),
        Causation { process: P::NAME.to_owned(), stream, sequence: commit.sequence, n },
    )
}

/// What the n-th command a process sends for a commit says beside itself. Its id makes a repeat take effect once, so
/// the digest has nothing to tell apart.
pub fn caused_by<P: Process>(commit: &Recorded, n: u32, purpose: &'static str, env: Env) -> CommandContext {
    let (command, actor, causation) = caused::<P>(commit, n);
    CommandContext {
        district: commit.stream.district.clone(),
        command,
        digest: [0; 32],
        actor,
        purpose,
        env,
        causation: Some(causation),
    }
}

/// One process over one stream.
pub struct ProcessLane<P> {
    pub process: Arc<P>,
    pub stream: StreamName,
    /// Our own stream in the same district, for position tokens.
    pub own: StreamName,
    /// The events of this build: it waits at a commit that holds another, which a newer build will act on.
    pub known: Vocabulary,
    pub database: Database,
    pub tails: Tails,
    pub positions: Positions,
}

/// A process cannot go on from here.
#[derive(Debug, thiserror::Error)]
enum Stuck {
    #[error("its position cannot be read or kept")]
    Database(#[from] sqlx::Error),
    #[error("the stream cannot be followed")]
    Tail(#[from] TailError),
    #[error("it could not act on commit {sequence}")]
    React {
        sequence: u64,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    #[error("commit {sequence} was written by a newer build")]
    NewerEvent {
        sequence: u64,
        #[source]
        source: UndecodableEvent,
    },
    #[error("commit {sequence} was written by a newer build, in an envelope of its own")]
    NewerEnvelope { sequence: u64 },
}

impl Stuck {
    /// What may be told to anybody who watches.
    fn told(&self) -> String {
        match self {
            Self::Tail(gap @ TailError::Gap { .. }) => gap.to_string(),
            Self::NewerEvent { source, .. } => format!("{self}: {source}"),
            other => other.to_string(),
        }
    }
}

impl<P: Process> ProcessLane<P> {
    /// Runs until cancelled. A commit in hand is finished first. Failures are logged here, once, and tried again.
    pub async fn run(self, stop: CancellationToken) {
        let mut course = Course::new(Kind::Process, P::NAME, &self.stream, &self.positions);
        while !stop.is_cancelled() {
            if let Err(error) = self.follow(&stop, &mut course).await {
                course.failed(&error, error.told(), false);
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(course.pause()) => {}
            }
        }
    }

    async fn follow(&self, stop: &CancellationToken, course: &mut Course) -> Result<(), Stuck> {
        let mut at = Place::saved(self.position().await?);
        course.starts(self.tails.client(), at.passed).await;
        let ended = self.pass_all(&mut at, stop, course).await;
        if at.unsaved > 0 {
            self.save(at.passed).await?;
        }
        ended
    }

    /// Handles commits as they come. What comes without a break is handled without saving in between: after a crash it
    /// is handled again, and takes effect once.
    async fn pass_all(&self, at: &mut Place, stop: &CancellationToken, course: &mut Course) -> Result<(), Stuck> {
        let mut tail = self.tails.follow(&self.stream, at.passed);
        while !stop.is_cancelled() {
            let ready = (at.unsaved < SAVE_AFTER).then(|| tail.ready()).flatten();
            let message = if let Some(message) = ready {
                message?
            } else {
                if at.unsaved == SAVE_AFTER {
                    self.save(at.passed).await?;
                    at.unsaved = 0;
                }
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    message = tail.next() => message?,
                    () = tokio::time::sleep(SAVE_WITHIN), if at.unsaved > 0 => {
                        self.save(at.passed).await?;
                        at.unsaved = 0;
                        continue;
                    }
                }
            };
            match &*message {
                Ok(commit) => self.react(commit).await?,
                Err(Unreadable { sequence, source, .. }) if source.is_newer() => {
                    return Err(Stuck::NewerEnvelope { sequence: *sequence });
                }
                Err(Unreadable { sequence, source, .. }) => self.note(*sequence, "unreadable", source).await?,
            }
            at.passed += 1;
            at.unsaved += 1;
            course.moved(at.passed);
        }
        Ok(())
    }

    async fn react(&self, commit: &Recorded) -> Result<(), Stuck> {
        let sequence = commit.sequence;
        if let Some(source) = commit.unknown_event(self.known) {
            return Err(Stuck::NewerEvent { sequence, source });
        }
        if !P::KINDS.contains(&commit.kind.as_str()) {
            return Ok(());
        }
        let span = tracing::info_span!("process.react", process = P::NAME, stream = %self.stream, sequence);
        link(&span, commit);
        match self.process.react(commit).instrument(span).await {
            Ok(0) => Ok(()),
            Ok(written) => {
                self.positions.wrote(written, &self.own);
                Ok(())
            }
            Err(ReactError::Refused { reason, source }) => Ok(self.note(sequence, &reason, &*source).await?),
            Err(ReactError::Retry(source)) => Err(Stuck::React { sequence, source }),
        }
    }

    /// Nothing is dropped in silence: what was refused is logged, and a pointer to it stays. It is passed in the same
    /// transaction: handled again later, it might be allowed, after what came behind it.
    async fn note(
        &self,
        sequence: u64,
        reason: &str,
        source: &(dyn Error + Send + Sync + 'static),
    ) -> Result<(), sqlx::Error> {
        tracing::error!(process = P::NAME, stream = %self.stream, sequence, reason, error = source as &dyn Error, "a process was refused");
        let mut tx = self.database.unscoped().await?;
        sqlx::query("insert into kept.process_refused (process, stream, sequence, reason) values ($1, $2, $3, $4) on conflict do nothing")
            .bind(P::NAME)
            .bind(self.stream.to_string())
            .bind(sequence.cast_signed())
            .bind(reason)
            .execute(&mut *tx)
            .await?;
        self.pass(&mut tx, sequence).await?;
        tx.commit().await
    }

    /// Where it saved, or, that lost, the input before the furthest one our own commits name: it is handled again.
    async fn position(&self) -> Result<u64, sqlx::Error> {
        let mut tx = self.database.unscoped().await?;
        let stream = self.stream.to_string();
        let saved: Option<i64> =
            sqlx::query_scalar("select sequence from kept.process_position where process = $1 and stream = $2")
                .bind(P::NAME)
                .bind(&stream)
                .fetch_optional(&mut *tx)
                .await?;
        if let Some(saved) = saved {
            return Ok(saved.cast_unsigned());
        }
        let caused: Option<i64> =
            sqlx::query_scalar("select sequence from causation where process = $1 and stream = $2")
                .bind(P::NAME)
                .bind(&stream)
                .fetch_optional(&mut *tx)
                .await?;
        Ok(caused.map_or(0, |caused| (caused - 1).cast_unsigned()))
    }

    /// A position that is lost costs handling its inputs again, so its commit need not wait for the disk.
    async fn save(&self, at: u64) -> Result<(), sqlx::Error> {
        let mut tx = self.database.rebuildable(&self.stream.district).await?;
        self.pass(tx.rows(), at).await?;
        tx.commit().await
    }

    async fn pass(&self, connection: &mut PgConnection, at: u64) -> Result<(), sqlx::Error> {
        sqlx::query(
            "insert into kept.process_position (process, stream, sequence) values ($1, $2, $3)
             on conflict (process, stream) do update set sequence = greatest(process_position.sequence, excluded.sequence)",
        )
        .bind(P::NAME)
        .bind(self.stream.to_string())
        .bind(at.cast_signed())
        .execute(connection)
        .await
        .map(drop)
    }
}

/// How far a process has come.
struct Place {
    passed: u64,
    /// Commits passed since the position was saved.
    unsaved: u32,
}

impl Place {
    fn saved(passed: u64) -> Self {
        Self { passed, unsaved: 0 }
    }
}

/// The command's trace and ours are linked, not nested: a replay is no part of the request that once was.
fn link(span: &tracing::Span, commit: &Recorded) {
    use opentelemetry::{propagation::TextMapPropagator as _, trace::TraceContextExt as _};
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;
    let Some(traceparent) = &commit.traceparent else { return };
    let carrier = std::collections::HashMap::from([("traceparent".to_owned(), traceparent.clone())]);
    let context = opentelemetry_sdk::propagation::TraceContextPropagator::new().extract(&carrier);
    span.add_link(context.span().span_context().clone());
}
