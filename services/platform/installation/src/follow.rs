use std::sync::Arc;

use async_nats::Client;
use decider::{DistrictId, UndecodableEvent};
use eventlog::{Context, Retries, StreamName, Tail, TailError, newest};
use jiff::Timestamp;
use proto::installation::v1::installation_event::Event;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::Known;

/// The installation cannot be known.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error("the installation's stream cannot be followed")]
    Tail(#[from] TailError),
    #[error("a commit of the installation's stream cannot be read")]
    Unreadable(#[from] eventlog::MalformedCommit),
    #[error("an event of the installation's stream is newer than this build")]
    Event(#[from] UndecodableEvent),
}

/// The installation as this process knows it; follows the stream while the process runs.
#[derive(Debug, Clone)]
pub struct Installation {
    known: watch::Receiver<Arc<Known>>,
}

impl Installation {
    /// Reads the stream to its head, then follows it in the background task that this returns.
    pub async fn follow(
        client: Client,
        id: &DistrictId,
        stop: CancellationToken,
    ) -> Result<(Self, impl Future<Output = ()> + Send + use<>), FollowError> {
        let stream = StreamName::new(Context::Installation, id.clone());
        let head = newest(&client, &stream).await?;
        let mut reader = Reader { client, stream, at: 0, known: Known::default() };
        if head > 0 {
            let mut tail = reader.open().await?;
            while reader.at < head {
                reader.step(&mut tail).await?;
            }
        }
        let (sender, known) = watch::channel(Arc::new(reader.known.clone()));
        let task = async move {
            let mut retries = Retries::default();
            while !stop.is_cancelled() {
                let at = reader.at;
                let failed = tokio::select! {
                    () = stop.cancelled() => return,
                    failed = reader.run(&sender) => failed,
                };
                if reader.at > at {
                    retries.went_on();
                }
                if let Err(error) = failed
                    && retries.failed(&error)
                {
                    tracing::warn!(error = &error as &dyn std::error::Error, "following the installation starts again");
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(retries.pause()) => {}
                }
            }
        };
        Ok((Self { known }, task))
    }

    pub fn known(&self) -> Arc<Known> {
        self.known.borrow().clone()
    }

    /// Waits for the next change.
    pub async fn changed(&mut self) -> bool {
        self.known.changed().await.is_ok()
    }

    /// The installation's clock: for everything that is recorded, promised or due. Tokens, sessions, leases and caches
    /// go by real time.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the real clock for the installation's")]
    pub fn now(&self) -> Timestamp {
        self.known.borrow().at(Timestamp::now())
    }
}

struct Reader {
    client: Client,
    stream: StreamName,
    at: u64,
    known: Known,
}

impl Reader {
    async fn open(&self) -> Result<Tail, TailError> {
        Tail::open(&self.client, &self.stream, self.at).await
    }

    async fn step(&mut self, tail: &mut Tail) -> Result<(), FollowError> {
        let commit = tail.next().await?.map_err(|unreadable| unreadable.source)?;
        for event in &commit.events {
            self.known.evolve(event.decode::<Event>()?);
        }
        self.at = commit.sequence;
        Ok(())
    }

    async fn run(&mut self, sender: &watch::Sender<Arc<Known>>) -> Result<(), FollowError> {
        let mut tail = self.open().await?;
        loop {
            self.step(&mut tail).await?;
            sender.send_replace(Arc::new(self.known.clone()));
        }
    }
}
