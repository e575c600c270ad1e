use std::{future::Future, sync::Arc, time::Duration};

use async_nats::Client;
use database::Database;
use decider::{ActorId, CommandId, Env, UndecodableEvent};
use eventlog::{Causation, CommandContext, Recorded, StreamName, Tail};
use futures::FutureExt as _;
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::positions::{Kind, Positions};

const RETRY_AFTER: Duration = Duration::from_millis(250);
/// Most inputs that a crash makes a process handle again.
const SAVE_AFTER: u32 = 256;

/// Reacts to commits of one stream with commands of its own service.
pub trait Process: Send + Sync + 'static {
    /// Stable: ids of the commands derive from it.
    const NAME: &'static str;

    /// Carries out what one commit calls for. May be called again for the same commit: the same commands get the same
    /// ids and take effect once. Gives the sequence of its last commit in our own stream, or 0 when it made none.
    fn react(&self, commit: &Recorded) -> impl Future<Output = Result<u64, ReactError>> + Send;
}

/// A process could not do what a commit calls for.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// Trying again may succeed.
    #[error("the process cannot act now")]
    Retry(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A rule refused, or the input cannot be understood: noted, and passed.
    #[error("the process was refused: {reason}")]
    Refused {
        reason: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl ReactError {
    pub fn retry(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Retry(source.into())
    }
}

impl From<UndecodableEvent> for ReactError {
    fn from(source: UndecodableEvent) -> Self {
        Self::Refused { reason: "undecodable-event".to_owned(), source: source.into() }
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
    pub database: Database,
    pub client: Client,
    pub positions: Positions,
}

impl<P: Process> ProcessLane<P> {
    /// Runs until cancelled. A commit in hand is finished first. Failures are logged here, once, and tried again.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.follow(&stop).await {
                tracing::warn!(
                    process = P::NAME, stream = %self.stream, error = &*error,
                    "a process stopped and starts again from its position"
                );
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RETRY_AFTER) => {}
            }
        }
    }

    async fn follow(&self, stop: &CancellationToken) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let mut at = self.position().await?;
        self.positions.moved(Kind::Process, P::NAME, &self.stream, at);
        let mut tail = Tail::open(&self.client, &self.stream, at).await?;
        let mut unsaved = 0;
        while !stop.is_cancelled() {
            // What has already come is handled without saving in between: after a crash it is handled again, and takes
            // effect once.
            let ready =
                (unsaved < SAVE_AFTER).then(|| tokio::task::unconstrained(tail.next()).now_or_never()).flatten();
            let message = if let Some(message) = ready {
                message?
            } else {
                if unsaved > 0 {
                    self.save(at).await?;
                    unsaved = 0;
                }
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    message = tail.next() => message?,
                }
            };
            at += 1;
            match &message {
                Ok(commit) => self.react(commit).await?,
                Err(unreadable) => self.note(at, "unreadable", &unreadable.source).await?,
            }
            unsaved += 1;
            self.positions.moved(Kind::Process, P::NAME, &self.stream, at);
        }
        Ok(self.save(at).await?)
    }

    async fn react(&self, commit: &Recorded) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let span =
            tracing::info_span!("process.react", process = P::NAME, stream = %self.stream, sequence = commit.sequence);
        link(&span, commit);
        match self.process.react(commit).instrument(span).await {
            Ok(0) => Ok(()),
            Ok(written) => {
                self.positions.wrote(written, &self.own);
                Ok(())
            }
            Err(ReactError::Refused { reason, source }) => Ok(self.note(commit.sequence, &reason, &*source).await?),
            Err(ReactError::Retry(source)) => Err(source),
        }
    }

    /// Nothing is dropped in silence: what was refused is logged, and a pointer to it stays. It is passed in the same
    /// transaction: handled again later, it might be allowed, after what came behind it.
    async fn note(
        &self,
        sequence: u64,
        reason: &str,
        source: &(dyn std::error::Error + Send + Sync + 'static),
    ) -> Result<(), sqlx::Error> {
        tracing::error!(process = P::NAME, stream = %self.stream, sequence, reason, error = source as &dyn std::error::Error, "a process was refused");
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

/// The command's trace and ours are linked, not nested: a replay is no part of the request that once was.
fn link(span: &tracing::Span, commit: &Recorded) {
    use opentelemetry::{propagation::TextMapPropagator as _, trace::TraceContextExt as _};
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;
    let Some(traceparent) = &commit.traceparent else { return };
    let carrier = std::collections::HashMap::from([("traceparent".to_owned(), traceparent.clone())]);
    let context = opentelemetry_sdk::propagation::TraceContextPropagator::new().extract(&carrier);
    span.add_link(context.span().span_context().clone());
}
