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
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// A further list of destroyed keys, of another machine that referrals ran on. The one beside the installation key
    /// is always read. May be repeated.
    #[arg(long, value_name = "FILE")]
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
    /// What remains to be done, in this order.
    pub next: Vec<String>,
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
        writeln!(f, "This is the installation as it was at {}. Next, in this order:", self.backed_up_at)?;
        for (number, step) in (1..).zip(&self.next) {
            writeln!(f, "  {number}. {step}")?;
        }
        Ok(())
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
    #[error(
        "the list of destroyed keys lacks keys that were destroyed before the backup; bring the newest list, and name \
             that of each further machine with --destroyed"
    )]
    ListIsOlder,
    #[error("stream {0} is none of this installation's")]
    StrangeStream(String),
    #[error("the backup holds published figures, and the account they go to is not given")]
    NoNational,
    #[error("stream {stream} ends at {stored}, not at {expected}")]
    Incomplete { stream: String, stored: u64, expected: u64 },
}

pub async fn restore(settings: &Settings, surroundings: Surroundings, asked: Arguments) -> Result<Restored, Failed> {
    let mut missing = settings.missing(["BACKUP_KEY"]);
    let Ok(backup_key) = settings.backup_key() else {
        missing.push("what else the backup asks for can be told when its key is there".to_owned());
        return Err(SettingsError(missing).into());
    };
    let vault = Vault { dir: asked.from, key: BackupKey::read(&backup_key)? };
    let manifest = Manifest::read(&vault)?;
    missing.extend(missing_for(settings, &manifest));
    SettingsError::unless_none(missing)?;
    if manifest.installation != settings.installation()?.as_str() {
        return Err(Damage::AnotherInstallation(manifest.installation).into());
    }
    check::files(&vault, &manifest)?;
    let listed = check::keys(&vault, &manifest, settings, &asked.destroyed)?;
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
        next: next(!listed.since.is_empty()),
    })
}

fn next(erased_since: bool) -> Vec<String> {
    let mut next = vec![
        "migrate of every service, of national and of the console, when their programs are newer than the backup",
        "rebuild of every service that has one, or: rinnalla rebuild --settings DIR",
        "start the services, national, which reads the published figures anew, and the console; everybody signs in anew",
        "rinnalla verify, and rinnalla doctor",
    ];
    if erased_since {
        next.push("order the erasures named above again, so that the log says why nothing of them can be read");
    }
    next.into_iter().map(str::to_owned).collect()
}

/// Settings that this backup asks for and that are not there.
fn missing_for(settings: &Settings, manifest: &Manifest) -> BTreeSet<String> {
    let streams = manifest.streams.iter().filter_map(|entry| log::writer(&entry.of));
    let published = manifest.streams.iter().any(|entry| matches!(entry.of, StreamOf::Publication { .. }));
    let tables = manifest.tables.iter().filter_map(|entry| match &entry.of {
        TablesOf::Keyring => None,
        TablesOf::Accounts => settings.database_owner("console").err(),
        TablesOf::Views(service) => settings.database_owner(service).err(),
    });
    let faults = streams
        .filter_map(|writer| settings.nats_as(writer).err())
        .chain(settings.national_nats().err().filter(|_| published))
        .chain(tables);
    let common = settings.missing([]);
    faults.flat_map(|error| error.0).filter(|fault| !common.contains(fault)).collect()
}
