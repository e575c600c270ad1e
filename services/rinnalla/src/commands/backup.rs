//! A logical export of all that a rebuild cannot bring back: the log first, then keys, accounts and view logs. Reads
//! ciphertexts, wrapped keys and random ids; opens none.

pub mod key;
pub(crate) mod log;
pub mod manifest;
pub(crate) mod tables;
pub mod vault;

use std::{fmt, path::PathBuf};

use eventlog::Context;
use jiff::Timestamp;
use serde::Serialize;

use self::{
    key::BackupKey,
    manifest::{Manifest, TablesOf},
    vault::Vault,
};
use crate::{Answer, Failed, Settings, SettingsError, Surroundings, operator::Operator};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where it goes; made when it does not exist. What an earlier backup there holds of the log is not read again.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
}

impl Arguments {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        Answer::of(&backup(settings, surroundings, self.to).await?, true)
    }
}

/// What is in the backup now.
#[derive(Debug, Serialize)]
pub struct BackedUp {
    /// How many backups went into the directory.
    pub number: u64,
    pub created_at: Timestamp,
    pub streams: Vec<BackedUpStream>,
    pub tables: Vec<BackedUpTables>,
    /// What is not in it for want of a setting.
    pub left_out: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct BackedUpStream {
    pub stream: String,
    pub messages: u64,
    /// Of these, the ones that this backup added.
    pub added: u64,
}

#[derive(Debug, Serialize)]
pub struct BackedUpTables {
    pub of: TablesOf,
    pub rows: u64,
}

impl fmt::Display for BackedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for BackedUpStream { stream, messages, added } in &self.streams {
            writeln!(f, "{stream}: {messages} messages, {added} of them new")?;
        }
        for BackedUpTables { of, rows } in &self.tables {
            writeln!(f, "{of}: {rows} rows")?;
        }
        for left_out in &self.left_out {
            writeln!(f, "NOT in the backup: {left_out}")?;
        }
        writeln!(f, "Read models are not in it: each service rebuilds its own from the log.")?;
        write!(
            f,
            "Neither are the installation key and the list of destroyed keys beside it. Without them a restore is \
             refused: keep copies of both, and of the backup key, elsewhere than the backup."
        )
    }
}

impl fmt::Display for TablesOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring => f.write_str("keyring"),
            Self::Accounts => f.write_str("accounts of the console"),
            Self::Views(service) => write!(f, "view log of {service}"),
        }
    }
}

/// Backup and log, or a backup and its manifest, contradict each other.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("the backup there is of installation {0}")]
    AnotherInstallation(String),
    #[error("stream {stream} ends at {newest}, but its backup holds {last} messages: the end of the log is lost")]
    LogIsBehind { stream: String, last: u64, newest: u64 },
    #[error("message {sequence} of {stream} is not the one in the backup: it is another log's")]
    AnotherLog { stream: String, sequence: u64 },
    #[error("stream {0} is gone")]
    StreamGone(String),
    #[error("the backup has format {0}, which this version does not read")]
    Format(u64),
    #[error("the keyring database holds no keyring")]
    NoKeyring,
}

/// Adds to the backup in the directory, or begins one. Destruction of keys waits until it is done.
pub async fn backup(settings: &Settings, surroundings: Surroundings, dir: PathBuf) -> Result<BackedUp, Failed> {
    SettingsError::unless_none(settings.missing(["BACKUP_KEY"]))?;
    let vault = Vault { dir, key: BackupKey::read(&settings.backup_key()?)? };
    let installation = settings.installation()?;
    let operator = Operator::connect(settings, surroundings).await?;
    let mut left_out = Vec::new();
    let national = match settings.national_nats() {
        Ok(national) => Some(runtime::nats(&national, "rinnalla", settings.allow_unsynced()).await?),
        Err(missing) => {
            left_out.push(format!("published figures ({})", missing.0.join("; ")));
            None
        }
    };
    vault.ensure()?;
    let mut keyring = tables::connect(&settings.keyring()?.url).await?;
    // Also keeps a second backup from beginning beside this one.
    sqlx::query("select keyring.hold_destruction()").execute(&mut keyring).await?;

    let earlier = Manifest::find(&vault)?;
    if let Some(other) = earlier.as_ref().filter(|earlier| earlier.installation != installation.as_str()) {
        return Err(Damage::AnotherInstallation(other.installation.clone()).into());
    }
    let mut streams = Vec::new();
    for bound in log::bounds(&operator, national.as_ref(), settings).await? {
        streams.push(log::keep(bound, earlier.as_ref(), &vault, surroundings).await?);
    }
    let number = earlier.as_ref().map_or(0, |earlier| earlier.number) + 1;
    let mut manifest = Manifest::new(&installation, number, surroundings.now());
    manifest.versions.insert("nats-server".to_owned(), operator.client.server_info().version);
    manifest.streams = streams;
    // A stream that this backup cannot see, for want of a setting, stays as the earlier one has it.
    let unseen = earlier.iter().flat_map(|earlier| &earlier.streams);
    let unseen: Vec<_> = unseen.filter(|entry| manifest.stream(&entry.stream).is_none()).cloned().collect();
    manifest.streams.extend(unseen);

    let districts = manifest.districts();
    let kept = tables::keep(&mut keyring, TablesOf::Keyring, &districts, number, &vault, surroundings).await?;
    manifest.tables.push(kept.ok_or(Damage::NoKeyring)?);
    let databases = settings.databases();
    let views = Context::OF_DISTRICT.map(|context| (context.as_str(), TablesOf::Views(context.to_string())));
    for (service, of) in [("console", TablesOf::Accounts)].into_iter().chain(views) {
        let Some((_, url)) = databases.iter().find(|(named, _)| *named == service) else {
            left_out.push(format!("{of} (RINNALLA_{}_DATABASE_URL is not set)", service.to_uppercase()));
            continue;
        };
        let mut database = tables::connect(url).await?;
        match tables::keep(&mut database, of.clone(), &districts, number, &vault, surroundings).await? {
            Some(kept) => manifest.tables.push(kept),
            None => left_out.push(format!("{of} (its tables are not there)")),
        }
    }
    manifest.write(&vault, surroundings)?;
    // Only now: an older copy of the keyring holds keys that were destroyed since.
    for replaced in earlier.iter().flat_map(|earlier| &earlier.tables) {
        vault.remove(&replaced.file.file)?;
    }
    drop(keyring);

    let held = |stream: &str| earlier.as_ref().and_then(|earlier| earlier.stream(stream)).map_or(0, |entry| entry.last);
    let streams = manifest.streams.iter().map(|entry| BackedUpStream {
        stream: entry.stream.clone(),
        messages: entry.last,
        added: entry.last - held(&entry.stream),
    });
    let tables = manifest.tables.iter().map(|entry| BackedUpTables { of: entry.of.clone(), rows: entry.rows });
    Ok(BackedUp {
        number,
        created_at: manifest.created_at,
        streams: streams.collect(),
        tables: tables.collect(),
        left_out,
    })
}
