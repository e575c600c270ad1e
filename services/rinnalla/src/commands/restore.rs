//! Brings a backup onto empty servers. Writes nothing until the whole backup has been read and found to fit, and makes
//! the installation's own stream last: until that is there, no service finds a district to serve.

mod check;
mod log;
mod tables;

use std::{collections::BTreeSet, fmt, path::PathBuf};

use decider::DistrictId;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Answer, Failed, Settings, SettingsError, Surroundings,
    commands::backup::{
        Damage,
        key::BackupKey,
        manifest::{Manifest, StreamOf, TablesOf},
        vault::Vault,
    },
    operator::Operator,
};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The directory of the backup.
    #[arg(long)]
    pub from: PathBuf,
    /// Another list of destroyed keys, beside the one next to the installation key: of each further machine that
    /// referrals ran on.
    #[arg(long)]
    pub destroyed: Vec<PathBuf>,
}

impl Arguments {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        Answer::of(&restore(settings, surroundings, self).await?, true)
    }
}

/// What was brought back.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// Real time of the backup: what happened later is lost.
    pub backed_up_at: Timestamp,
    pub streams: Vec<RestoredStream>,
    pub tables: Vec<RestoredTables>,
    /// Keys on the list, each destroyed again.
    pub destroyed_keys: usize,
    /// Erased after the backup was made. Nothing can be read of them, but the log no longer says why.
    pub erased_since: Vec<ErasedSince>,
    /// Services that have to rebuild before they serve.
    pub to_rebuild: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct RestoredStream {
    pub stream: String,
    pub messages: u64,
}

#[derive(Debug, Serialize)]
pub struct RestoredTables {
    pub of: TablesOf,
    pub rows: u64,
}

/// A person by her random id.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ErasedSince {
    pub district: String,
    pub person: Uuid,
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for RestoredStream { stream, messages } in &self.streams {
            writeln!(f, "{stream}: {messages} messages")?;
        }
        for RestoredTables { of, rows } in &self.tables {
            writeln!(f, "{of}: {rows} rows")?;
        }
        writeln!(f, "{} keys on the list of destroyed keys: destroyed", self.destroyed_keys)?;
        for ErasedSince { district, person } in &self.erased_since {
            writeln!(
                f,
                "Erased since the backup; order it again: rinnalla erase --district {district} --person {person}"
            )?;
        }
        writeln!(f, "This is the installation as it was at {}.", self.backed_up_at)?;
        write!(f, "Before they serve, run migrate and rebuild of: {}", self.to_rebuild.join(", "))
    }
}

/// A backup does not fit where it is to go.
#[derive(Debug, thiserror::Error)]
pub enum CannotRestore {
    #[error("stream {0} is there already; a backup goes onto empty servers alone")]
    StreamThere(String),
    #[error("{of}: {table} holds rows already; a backup goes onto empty servers alone")]
    RowsThere { of: TablesOf, table: String },
    #[error("{of}: there is no table {table}; run migrate of the service first")]
    NoTable { of: TablesOf, table: String },
    #[error("the key of {0} is under another installation key")]
    AnotherInstallationKey(DistrictId),
    #[error("the list of destroyed keys lacks keys that were destroyed before the backup; bring the newest list")]
    ListIsOlder,
    #[error("stream {0} is none of this installation's")]
    StrangeStream(String),
    #[error("the backup holds published figures, and the account they go to is not given")]
    NoNational,
    #[error("stream {stream} ends at {stored}, not at {expected}")]
    Incomplete { stream: String, stored: u64, expected: u64 },
}

pub async fn restore(settings: &Settings, surroundings: Surroundings, asked: Arguments) -> Result<Restored, Failed> {
    let vault = Vault { dir: asked.from, key: BackupKey::read(&settings.backup_key()?)? };
    let manifest = Manifest::read(&vault)?;
    if manifest.installation != settings.installation()?.as_str() {
        return Err(Damage::AnotherInstallation(manifest.installation).into());
    }
    check::files(&vault, &manifest)?;
    let listed = check::keys(&vault, &manifest, settings, &asked.destroyed)?;
    all_settings(settings, &manifest)?;
    let operator = Operator::connect(settings, surroundings).await?;
    let makers = log::Makers::connect(settings, &operator, &manifest).await?;
    makers.find_none(&manifest).await?;
    let districts = manifest.districts();
    let mut databases = Vec::new();
    for entry in &manifest.tables {
        let mut database = tables::open(settings, &entry.of).await?;
        tables::find_empty(&mut database, entry, &districts).await?;
        databases.push((database, entry));
    }

    let (own, others): (Vec<_>, Vec<_>) = manifest.streams.iter().partition(|entry| entry.of == StreamOf::Installation);
    for entry in others {
        log::write(settings, &makers, &vault, entry).await?;
    }
    for (database, entry) in &mut databases {
        tables::write(database, &vault, entry, &listed.keys).await?;
    }
    for entry in own {
        log::write(settings, &makers, &vault, entry).await?;
    }

    let erased_since: BTreeSet<ErasedSince> =
        listed.since.iter().map(|key| ErasedSince { district: key.district.to_string(), person: key.person }).collect();
    let streams = manifest.streams.iter();
    let streams = streams.map(|entry| RestoredStream { stream: entry.stream.clone(), messages: entry.last });
    let tables = manifest.tables.iter().map(|entry| RestoredTables { of: entry.of.clone(), rows: entry.rows });
    Ok(Restored {
        backed_up_at: manifest.created_at,
        streams: streams.collect(),
        tables: tables.collect(),
        destroyed_keys: listed.keys.len(),
        erased_since: erased_since.into_iter().collect(),
        to_rebuild: ["referrals", "matching", "scheduling", "reporting"].map(str::to_owned).to_vec(),
    })
}

/// Every setting that is missing, before anything is begun.
fn all_settings(settings: &Settings, manifest: &Manifest) -> Result<(), SettingsError> {
    let mut writers: Vec<&str> = manifest.streams.iter().filter_map(|entry| log::writer(&entry.of)).collect();
    writers.sort_unstable();
    writers.dedup();
    let mut missing: Vec<String> =
        writers.into_iter().filter_map(|writer| settings.nats_as(writer).err()).flat_map(|error| error.0).collect();
    let owners = manifest.tables.iter().filter_map(|entry| match &entry.of {
        TablesOf::Keyring => None,
        TablesOf::Accounts => settings.database_owner("console").err(),
        TablesOf::Views(service) => settings.database_owner(service).err(),
    });
    missing.extend(owners.flat_map(|error| error.0));
    missing.sort();
    missing.dedup();
    if missing.is_empty() { Ok(()) } else { Err(SettingsError(missing)) }
}
