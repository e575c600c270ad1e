//! Streams are made by the operator alone; services only find them.

use async_nats::{
    Client,
    jetstream::{
        self,
        stream::{Config, DiscardPolicy, RetentionPolicy, StorageType},
    },
};
use decider::DistrictId;

use crate::name::{Context, StreamName};

/// A stream could not be made or brought to its settings.
#[derive(Debug, thiserror::Error)]
#[error("stream {name} could not be made")]
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
    ensure(client, format!("PUB_{district}"), format!("pub.{district}.>"), replicas).await
}

async fn ensure(client: &Client, name: String, subjects: String, replicas: usize) -> Result<(), StreamError> {
    let config = Config {
        name: name.clone(),
        subjects: vec![subjects],
        num_replicas: replicas,
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        allow_atomic_publish: true,
        ..Config::default()
    };
    let jetstream = jetstream::new(client.clone());
    match jetstream.create_or_update_stream(config).await {
        Ok(_) => Ok(()),
        Err(source) => Err(StreamError { name, source: source.into() }),
    }
}
