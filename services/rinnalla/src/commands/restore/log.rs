//! Streams, made anew and written as they were.

use async_nats::{Client, jetstream::stream::Config};
use decider::DistrictId;
use eventlog::{
    Announced, Import, announce, ensure_district_streams, ensure_installation_stream, ensure_publication_stream,
    find_stream,
};

use super::CannotRestore;
use crate::{
    Failed, Settings,
    commands::backup::{
        log::Kept,
        manifest::{Manifest, StreamEntry, StreamOf},
        vault::{Vault, VaultError},
    },
    operator::Operator,
};

/// Connections of those who make streams.
pub(super) struct Makers {
    operator: Client,
    national: Option<Client>,
    installation: DistrictId,
    replicas: usize,
}

impl Makers {
    /// Fails when the backup holds published figures and the account they go to is not given.
    pub(super) async fn connect(settings: &Settings, operator: &Operator, manifest: &Manifest) -> Result<Self, Failed> {
        let published = |entry: &StreamEntry| matches!(entry.of, StreamOf::Publication { .. });
        let national = if manifest.streams.iter().any(published) {
            Some(runtime::nats(&settings.national_nats()?, "rinnalla", settings.allow_unsynced()).await?)
        } else {
            None
        };
        let (installation, replicas) = (settings.installation()?, settings.replicas()?);
        Ok(Self { operator: operator.client.clone(), national, installation, replicas })
    }

    /// No stream of the backup is there.
    pub(super) async fn find_none(&self, manifest: &Manifest) -> Result<(), Failed> {
        for entry in &manifest.streams {
            if entry.of.name(&self.installation).as_ref() != Some(&entry.stream) {
                return Err(CannotRestore::StrangeStream(entry.stream.clone()).into());
            }
            if find_stream(self.maker(&entry.of)?, &entry.stream).await?.is_some() {
                return Err(CannotRestore::StreamThere(entry.stream.clone()).into());
            }
        }
        Ok(())
    }

    /// Makes a stream, and its siblings in the district, as `district add` would.
    async fn make(&self, entry: &StreamEntry) -> Result<(), Failed> {
        let (client, replicas) = (self.maker(&entry.of)?, self.replicas);
        match &entry.of {
            StreamOf::Installation => ensure_installation_stream(client, &self.installation, replicas).await?,
            StreamOf::Context { district, .. } => ensure_district_streams(client, &district.parse()?, replicas).await?,
            StreamOf::Publication { district } => {
                let district = district.parse()?;
                ensure_publication_stream(client, &district, replicas).await?;
                // Whose it is: the national view cannot know it of a district that has published nothing.
                let config: Config = serde_json::from_value(entry.config.clone())?;
                if let Some(announced) = Announced::read(&config.metadata) {
                    announce(client, &district, &announced).await?;
                }
            }
        }
        Ok(())
    }

    fn maker(&self, of: &StreamOf) -> Result<&Client, Failed> {
        match of {
            StreamOf::Publication { .. } => Ok(self.national.as_ref().ok_or(CannotRestore::NoNational)?),
            StreamOf::Installation | StreamOf::Context { .. } => Ok(&self.operator),
        }
    }
}

/// Writes a stream. Nobody may write everything: each goes in as the service whose it is.
pub(super) async fn write(
    settings: &Settings,
    makers: &Makers,
    vault: &Vault,
    entry: &StreamEntry,
) -> Result<(), Failed> {
    makers.make(entry).await?;
    let client = match writer(&entry.of) {
        None => makers.operator.clone(),
        Some(service) => runtime::nats(&settings.nats_as(service)?, "rinnalla", settings.allow_unsynced()).await?,
    };
    let mut import = Import::open(&client, &entry.stream).await?;
    for part in &entry.parts {
        let mut opening = vault.open(&part.file.file)?;
        while let Some(piece) = opening.piece()? {
            let kept: Kept =
                postcard::from_bytes(&piece).map_err(|_| VaultError::Damaged(vault.dir.join(&part.file.file)))?;
            import.write(&kept.into()).await?;
        }
    }
    let stored = import.finish().await?;
    if stored != entry.last {
        return Err(CannotRestore::Incomplete { stream: entry.stream.clone(), stored, expected: entry.last }.into());
    }
    Ok(())
}

/// Whose user writes a stream; none for the operator's own.
pub(super) fn writer(of: &StreamOf) -> Option<&str> {
    match of {
        StreamOf::Installation => None,
        StreamOf::Context { context, .. } => Some(context),
        StreamOf::Publication { .. } => Some("reporting"),
    }
}
