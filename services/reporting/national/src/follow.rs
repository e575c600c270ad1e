//! Follows every stream of publications there is, and those that come to be.

use std::{
    collections::BTreeSet,
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
use futures::{StreamExt as _, TryStreamExt as _};
use prost::Message as _;
use proto::reporting::v1::PublishedFigures;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::rows;

/// Metadata of a stream of publications, as the operator opened its district: the name, and the audiences with commas.
const NAME: &str = "rinnalla-district-name";
const AUDIENCES: &str = "rinnalla-audiences";

const PREFIX: &str = "PUB_";
/// How often to look for streams of districts that opened.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const RETRY_AFTER: Duration = Duration::from_millis(500);

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

    /// Runs until cancelled.
    pub(crate) async fn run(self, tasks: TaskTracker, stop: CancellationToken) {
        loop {
            match self.list().await {
                Ok(names) => {
                    for name in &names {
                        if let Err(error) = self.announce(name).await {
                            tracing::warn!(stream = name, error = &*error, "its district cannot be learnt");
                        }
                    }
                    for name in self.new_among(names) {
                        tracing::info!(stream = name, "a stream of publications is followed");
                        tasks.spawn(self.clone().keep_following(name, stop.clone()));
                    }
                }
                Err(error) => tracing::warn!(error = &*error, "the streams of publications cannot be listed"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn list(&self) -> Result<Vec<String>, Failed> {
        let names: Vec<String> = jetstream::new(self.client.clone()).stream_names().try_collect().await?;
        Ok(names.into_iter().filter(|name| name.starts_with(PREFIX)).collect())
    }

    /// Learns once whose stream it is. A district that gets another name or audience later is known by them at the next
    /// start, or when it publishes.
    async fn announce(&self, stream: &str) -> Result<(), Failed> {
        if self.announced.lock().unwrap_or_else(PoisonError::into_inner).contains(stream) {
            return Ok(());
        }
        let found = jetstream::new(self.client.clone()).get_stream(stream).await?;
        let metadata = &found.cached_info().config.metadata;
        let (Some(name), Some(audiences)) = (metadata.get(NAME), metadata.get(AUDIENCES)) else { return Ok(()) };
        let district: DistrictId = stream.trim_start_matches(PREFIX).parse()?;
        for audience in audiences.split(',').filter(|audience| !audience.is_empty()) {
            rows::announce(&self.database, district.as_str(), name, audience).await?;
        }
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).insert(stream.to_owned());
        Ok(())
    }

    fn new_among(&self, names: Vec<String>) -> Vec<String> {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = followed.get_or_insert_default();
        names.into_iter().filter(|name| followed.insert(name.clone())).collect()
    }

    /// Failures are logged here, once, and tried again from the cursor.
    async fn keep_following(self, name: String, stop: CancellationToken) {
        loop {
            let failed = tokio::select! {
                () = stop.cancelled() => return,
                followed = self.follow(&name) => followed,
            };
            if let Err(error) = failed {
                tracing::warn!(stream = name, error = &*error, "a stream is followed again from its cursor");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RETRY_AFTER) => {}
            }
        }
    }

    async fn follow(&self, name: &str) -> Result<(), Failed> {
        let cursor = rows::cursor(&self.database, name).await?;
        let config = OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: cursor + 1 },
            ..OrderedConfig::default()
        };
        let stream = jetstream::new(self.client.clone()).get_stream_no_info(name).await?;
        let mut messages = stream.create_consumer(config).await?.messages().await?;
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
        }
        Err("it ended".into())
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
