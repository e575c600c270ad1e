use std::collections::BTreeMap;

use decider::DistrictId;
use eventlog::{Context, StreamName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Damage,
    vault::{SealedFile, Vault, VaultError},
};
use crate::{Failed, Surroundings};

const FILE: &str = "manifest";
/// Of the manifest and of the pieces in every file.
const FORMAT: u32 = 1;

/// What a backup consists of. A directory without one holds no backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// How many backups went into this directory, this one included.
    pub number: u64,
    pub installation: String,
    /// Real time at which the log had been read and the keys had not.
    pub created_at: Timestamp,
    /// What made it, and what it was made of: programs and their versions.
    pub versions: BTreeMap<String, String>,
    pub streams: Vec<StreamEntry>,
    /// Restored in this order.
    pub tables: Vec<TablesEntry>,
}

/// One stream of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamEntry {
    pub stream: String,
    pub of: StreamOf,
    /// As the server described it.
    pub config: Value,
    /// Sequence of the newest message; the first is 1. 0 when the stream was empty.
    pub last: u64,
    /// SHA-256 of the newest message's stored bytes: the log goes on from there, or is another one.
    pub last_sha256: String,
    /// Each goes on where the one before it ends.
    pub parts: Vec<Part>,
}

/// Whose stream it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StreamOf {
    Installation,
    Context { context: String, district: String },
    Publication { district: String },
}

/// Messages of one stream, added by one backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub first: u64,
    pub last: u64,
    #[serde(flatten)]
    pub file: SealedFile,
}

/// Tables of one database, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablesEntry {
    pub of: TablesOf,
    /// Qualified names, in the order of restoring.
    pub tables: Vec<String>,
    pub rows: u64,
    #[serde(flatten)]
    pub file: SealedFile,
}

/// Which tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TablesOf {
    Keyring,
    Accounts,
    /// Of a service.
    Views(String),
}

impl Manifest {
    pub(crate) fn new(installation: &DistrictId, number: u64, created_at: Timestamp) -> Self {
        let installation = installation.to_string();
        let versions = BTreeMap::from([("rinnalla".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
        Self { format: FORMAT, number, installation, created_at, versions, streams: vec![], tables: vec![] }
    }

    /// That of the backup in a directory; none where there is no backup.
    pub(crate) fn find(vault: &Vault) -> Result<Option<Self>, Failed> {
        if vault.holds(FILE) { Self::read(vault).map(Some) } else { Ok(None) }
    }

    pub(crate) fn read(vault: &Vault) -> Result<Self, Failed> {
        let damaged = || VaultError::Damaged(vault.dir.join(FILE));
        let mut opening = vault.open(FILE)?;
        let text = opening.piece()?.ok_or_else(damaged)?;
        if opening.piece()?.is_some() {
            return Err(damaged().into());
        }
        let text: Value = serde_json::from_slice(&text)?;
        let format = text.get("format").and_then(Value::as_u64);
        if format != Some(FORMAT.into()) {
            return Err(Damage::Format(format.unwrap_or_default()).into());
        }
        Ok(serde_json::from_value(text)?)
    }

    /// Makes the backup what it says; until then the earlier one stands.
    pub(crate) fn write(&self, vault: &Vault, surroundings: Surroundings) -> Result<(), Failed> {
        let mut sealing = vault.seal(FILE, surroundings)?;
        sealing.piece(&serde_json::to_vec(self)?)?;
        sealing.finish()?;
        Ok(())
    }

    pub(crate) fn stream(&self, stream: &str) -> Option<&StreamEntry> {
        self.streams.iter().find(|entry| entry.stream == stream)
    }

    /// Every file but the manifest.
    pub(crate) fn files(&self) -> impl Iterator<Item = &SealedFile> {
        let parts = self.streams.iter().flat_map(|entry| &entry.parts).map(|part| &part.file);
        parts.chain(self.tables.iter().map(|entry| &entry.file))
    }

    /// Districts that have a stream.
    pub(crate) fn districts(&self) -> Vec<DistrictId> {
        let of = |entry: &StreamEntry| match &entry.of {
            StreamOf::Context { district, .. } => district.parse().ok(),
            StreamOf::Installation | StreamOf::Publication { .. } => None,
        };
        let mut districts: Vec<DistrictId> = self.streams.iter().filter_map(of).collect();
        districts.sort();
        districts.dedup();
        districts
    }
}

impl StreamOf {
    pub(crate) fn context(context: Context, district: &DistrictId) -> Self {
        Self::Context { context: context.to_string(), district: district.to_string() }
    }

    /// Name of the stream in an installation.
    pub(crate) fn name(&self, installation: &DistrictId) -> Option<String> {
        Some(match self {
            Self::Installation => StreamName::new(Context::Installation, installation.clone()).to_string(),
            Self::Context { context, district } => {
                StreamName::new(context.parse().ok()?, district.parse().ok()?).to_string()
            }
            Self::Publication { district } => format!("PUB_{district}"),
        })
    }
}
