//! Follows every stream of publications there is, and those that come to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_nats::{
    Client,
    jetstream::{
        self,
        consumer::{DeliverPolicy, pull::OrderedConfig},
    },
};
use database::Database;
use decider::DistrictId;
use eventlog::{Announced, Retries};
use futures::{StreamExt as _, TryStreamExt as _};
use prost::Message as _;
use proto::reporting::v1::PublishedFigures;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::rows;

const PREFIX: &str = "PUB_";
/// How often to look for streams of districts that opened.
const LOOK_EVERY: Duration = Duration::from_secs(2);

type Failed = Box<dyn Error + Send + Sync>;

/// Reads publications into rows.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    client: Client,
    database: Database,
    /// Streams followed; `None` before they were listed.
    followed: Arc<Mutex<Option<BTreeSet<String>>>>,
    /// Streams whose district is known by name, published or not.
    announced: Arc<Mutex<BTreeSet<String>>>,
}

/// A message is not the publication its subject promises.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAPublication {
    #[error("it cannot be decoded")]
    Malformed(#[from] prost::DecodeError),
    #[error("it says another district, audience or year than its subject")]
    Misplaced,
    #[error("{0} is missing or malformed")]
    Field(&'static str),
}

impl Follower {
    pub(crate) fn new(client: Client, database: Database) -> Self {
        Self { client, database, followed: Arc::default(), announced: Arc::default() }
    }

    /// How many streams are followed; `None` before they were listed.
    pub(crate) fn streams(&self) -> Option<usize> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(BTreeSet::len)
    }

    /// Runs until cancelled. What fails is told when it begins to, or for another reason than before, and when it goes on.
    pub(crate) async fn run(self, tasks: TaskTracker, stop: CancellationToken) {
        let (mut listing, mut learning) = (Retries::default(), BTreeMap::new());
        loop {
            match self.list().await {
                Ok(names) => {
                    if listing.went_on() {
                        tracing::info!("the streams of publications are listed again");
                    }
                    for name in &names {
                        self.learn(name, learning.entry(name.clone()).or_default()).await;
                    }
                    for name in self.new_among(names) {
                        tracing::info!(stream = name, "a stream of publications is followed");
                        tasks.spawn(self.clone().keep_following(name, stop.clone()));
                    }
                }
                Err(error) if listing.failed(&*error) => {
                    tracing::warn!(error = &*error, "the streams of publications cannot be listed");
                }
                Err(_) => {}
            }
            let pause = if listing.failing() { listing.pause() } else { LOOK_EVERY };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn list(&self) -> Result<Vec<String>, Failed> {
        let names: Vec<String> = jetstream::new(self.client.clone()).stream_names().try_collect().await?;
        Ok(names.into_iter().filter(|name| name.starts_with(PREFIX)).collect())
    }

    async fn learn(&self, stream: &str, learning: &mut Retries) {
        match self.announce(stream).await {
            Ok(()) if learning.went_on() => tracing::info!(stream, "its district is learnt"),
            Err(error) if learning.failed(&*error) => {
                tracing::warn!(stream, error = &*error, "its district cannot be learnt");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Learns once whose stream it is. A district that gets another name or audience later is known by them at the next
    /// start, or when it publishes.
    async fn announce(&self, stream: &str) -> Result<(), Failed> {
        if self.announced.lock().unwrap_or_else(PoisonError::into_inner).contains(stream) {
            return Ok(());
        }
        let found = jetstream::new(self.client.clone()).get_stream(stream).await?;
        let Some(announced) = Announced::read(&found.cached_info().config.metadata) else { return Ok(()) };
        let district: DistrictId = stream.trim_start_matches(PREFIX).parse()?;
        for audience in &announced.audiences {
            rows::announce(&self.database, district.as_str(), &announced.name, audience).await?;
        }
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).insert(stream.to_owned());
        Ok(())
    }

    fn new_among(&self, names: Vec<String>) -> Vec<String> {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = followed.get_or_insert_default();
        names.into_iter().filter(|name| followed.insert(name.clone())).collect()
    }

    /// Tries again from the cursor, with growing pauses.
    async fn keep_following(self, name: String, stop: CancellationToken) {
        let mut following = Retries::default();
        loop {
            let Err(error) = tokio::select! {
                () = stop.cancelled() => return,
                failed = self.follow(&name, &mut following) => failed,
            };
            if following.failed(&*error) {
                tracing::warn!(
                    stream = name,
                    error = &*error,
                    "a stream of publications stopped, and is tried again from its cursor with growing pauses"
                );
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(following.pause()) => {}
            }
        }
    }

    async fn follow(&self, name: &str, following: &mut Retries) -> Result<Infallible, Failed> {
        let cursor = rows::cursor(&self.database, name).await?;
        let config = OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: cursor + 1 },
            ..OrderedConfig::default()
        };
        let stream = jetstream::new(self.client.clone()).get_stream_no_info(name).await?;
        let consumer = stream.create_consumer(config).await?;
        // Where nothing is left to read, whatever stopped it is over; else once something was.
        if consumer.cached_info().num_pending == 0 {
            goes_on(name, following);
        }
        let mut messages = consumer.messages().await?;
        while let Some(message) = messages.next().await {
            let message = message?;
            let sequence = message.info()?.stream_sequence;
            // Where the server loses the consumer before it gave anything, the client makes another that begins with the
            // stream.
            if sequence <= cursor {
                continue;
            }
            match publication(name, &message.subject, &message.payload) {
                Ok(published) => rows::keep(&self.database, name, sequence, &published).await?,
                // It is passed: a later revision may be whole, and other districts must not wait.
                Err(error) => {
                    tracing::error!(
                        stream = name,
                        sequence,
                        error = &error as &dyn Error,
                        "a message is no publication and was passed"
                    );
                    rows::pass(&self.database, name, sequence).await?;
                }
            }
            goes_on(name, following);
        }
        Err("it ended".into())
    }
}

fn goes_on(stream: &str, following: &mut Retries) {
    if following.went_on() {
        tracing::info!(stream, "a stream of publications goes on");
    }
}

/// What a district published, as its subject on its own stream says.
fn publication(stream: &str, subject: &str, payload: &[u8]) -> Result<PublishedFigures, NotAPublication> {
    let published = PublishedFigures::decode(payload)?;
    let district: DistrictId = published.district_id.parse().map_err(|_| NotAPublication::Field("district_id"))?;
    let placed = stream == format!("{PREFIX}{district}")
        && subject == format!("pub.{district}.{}.{}", published.audience, published.year);
    if placed { Ok(published) } else { Err(NotAPublication::Misplaced) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(district: &str) -> Vec<u8> {
        PublishedFigures {
            district_id: district.to_owned(),
            audience: "mll".to_owned(),
            year: 2025,
            ..PublishedFigures::default()
        }
        .encode_to_vec()
    }

    #[test]
    fn a_district_publishes_in_its_own_name_alone() {
        let subject = "pub.mll-satakunta.mll.2025";
        assert!(publication("PUB_mll-satakunta", subject, &message("mll-satakunta")).is_ok());
        for (stream, subject, payload) in [
            ("PUB_mll-satakunta", subject, message("vaestoliitto")),
            ("PUB_vaestoliitto", subject, message("mll-satakunta")),
            ("PUB_mll-satakunta", "pub.mll-satakunta.mll.2024", message("mll-satakunta")),
            ("PUB_mll-satakunta", "pub.mll-satakunta.vaestoliitto.2025", message("mll-satakunta")),
            ("PUB_mll-satakunta", subject, vec![0xff]),
        ] {
            assert!(publication(stream, subject, &payload).is_err(), "{stream} {subject}");
        }
    }
}
