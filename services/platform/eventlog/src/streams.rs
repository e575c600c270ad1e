//! Streams are made by the operator alone; services only find them.

use async_nats::{
    Client,
    jetstream::{
        self, ErrorCode,
        context::{GetStreamError, GetStreamErrorKind},
        stream::{Config, DiscardPolicy, RetentionPolicy, StorageType},
    },
};
use decider::DistrictId;

use crate::{
    announced::Announced,
    name::{Context, StreamName},
};

/// A stream could not be made or brought to its settings.
#[derive(Debug, thiserror::Error)]
#[error("stream {name} could not be made or changed")]
pub struct StreamError {
    name: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// Makes the district's event streams. Repeating it changes nothing.
pub async fn ensure_district_streams(
    client: &Client,
    district: &DistrictId,
    replicas: usize,
) -> Result<(), StreamError> {
    for context in Context::OF_DISTRICT {
        let stream = StreamName::new(context, district.clone());
        ensure(client, stream.to_string(), stream.subjects(), replicas).await?;
    }
    Ok(())
}

/// Makes the installation's own stream. Repeating it changes nothing.
pub async fn ensure_installation_stream(
    client: &Client,
    installation: &DistrictId,
    replicas: usize,
) -> Result<(), StreamError> {
    let stream = StreamName::new(Context::Installation, installation.clone());
    ensure(client, stream.to_string(), stream.subjects(), replicas).await
}

/// Makes the stream of a district's published figures. Repeating it changes nothing.
pub async fn ensure_publication_stream(
    client: &Client,
    district: &DistrictId,
    replicas: usize,
) -> Result<(), StreamError> {
    ensure(client, publication_stream(district), format!("pub.{district}.>"), replicas).await
}

/// Says on the stream of a district's published figures whose it is. Repeating it changes nothing.
pub async fn announce(client: &Client, district: &DistrictId, announced: &Announced) -> Result<(), StreamError> {
    let name = publication_stream(district);
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| StreamError { name: name.clone(), source };
    let standing = standing(client, &name).await.map_err(|error| failed(error.into()))?;
    let mut config = standing.ok_or_else(|| failed("it is not there".into()))?;
    announced.write(&mut config.metadata);
    jetstream::new(client.clone()).update_stream(config).await.map_err(|error| failed(error.into()))?;
    Ok(())
}

fn publication_stream(district: &DistrictId) -> String {
    format!("PUB_{district}")
}

/// A stream that is there keeps its copies where it has more, and what was said on it: neither is this one's to take.
async fn ensure(client: &Client, name: String, subjects: String, replicas: usize) -> Result<(), StreamError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| StreamError { name: name.clone(), source };
    let standing = standing(client, &name).await.map_err(|error| failed(error.into()))?;
    let config = Config {
        name: name.clone(),
        subjects: vec![subjects],
        num_replicas: standing.as_ref().map_or(replicas, |standing| standing.num_replicas.max(replicas)),
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        allow_atomic_publish: true,
        metadata: standing.as_ref().map(|standing| standing.metadata.clone()).unwrap_or_default(),
        ..Config::default()
    };
    let jetstream = jetstream::new(client.clone());
    let done = match standing {
        Some(_) => jetstream.update_stream(config).await.map(drop),
        // Whoever makes it otherwise meanwhile is told apart by the server.
        None => jetstream.create_stream(config).await.map(drop),
    };
    done.map_err(|error| failed(error.into()))
}

/// What a stream of this name is like; none when there is no such stream.
pub(crate) async fn standing(client: &Client, stream: &str) -> Result<Option<Config>, GetStreamError> {
    match jetstream::new(client.clone()).get_stream(stream).await {
        Ok(found) => Ok(Some(found.cached_info().config.clone())),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(refused) if refused.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
            _ => Err(error),
        },
    }
}
