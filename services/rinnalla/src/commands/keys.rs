use std::{
    fmt,
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    error::Unspecified,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use keyring::{DestroyedError, DestroyedList};
use pem::Pem;
use serde::Serialize;

use crate::{Answer, Failed, Surroundings};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make the installation key and the pair that signs and verifies tokens.
    Init {
        /// Where they go; made when it does not exist. Never beside the database or its backups.
        #[arg(long)]
        dir: PathBuf,
    },
    /// Make the key that backups are encrypted under.
    InitBackup {
        /// The file to make. Neither beside the installation key nor beside the backups.
        #[arg(long)]
        file: PathBuf,
    },
}

impl Command {
    pub fn run(self, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Init { dir } => Answer::of(&init(&dir, surroundings)?, true),
            Self::InitBackup { file } => Answer::of(&init_backup(&file, surroundings)?, true),
        }
    }
}

/// The files that were made.
#[derive(Debug, Serialize)]
pub struct Made {
    pub installation_key: PathBuf,
    pub token_signing_key: PathBuf,
    pub token_verifying_key: PathBuf,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.installation_key.display())?;
        writeln!(f, "{}", self.token_signing_key.display())?;
        writeln!(f, "{}", self.token_verifying_key.display())?;
        writeln!(f, "Beside the installation key a list of destroyed keys grows: it goes wherever the key goes.")?;
        write!(f, "Without the installation key nothing personal can ever be read again: keep a copy elsewhere.")
    }
}

/// The file that was made.
#[derive(Debug, Serialize)]
pub struct MadeBackupKey {
    pub backup_key: PathBuf,
}

impl fmt::Display for MadeBackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.backup_key.display())?;
        write!(f, "Without it no backup can be restored: keep a copy elsewhere.")
    }
}

/// Keys were not made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("{} exists; keys are never overwritten", .0.display())]
    Exists(PathBuf),
    #[error("{} cannot be written", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the token keys could not be made")]
    Make(#[from] Unspecified),
    #[error(transparent)]
    Destroyed(#[from] DestroyedError),
}

/// Makes all three or, when one exists, none.
pub fn init(dir: &Path, surroundings: Surroundings) -> Result<Made, KeysError> {
    let made = Made {
        installation_key: dir.join("installation.key"),
        token_signing_key: dir.join("token-signing.pem"),
        token_verifying_key: dir.join("token-verifying.pem"),
    };
    for path in [&made.installation_key, &made.token_signing_key, &made.token_verifying_key] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(KeysError::Exists(path.clone()));
        }
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|source| KeysError::Write { path: dir.to_owned(), source })?;

    let pair = Ed25519KeyPair::generate()?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
    write(&made.installation_key, 0o600, &format!("{}\n", hex::encode(surroundings.random::<32>())))?;
    write(&made.token_signing_key, 0o600, &pem("PRIVATE KEY", pair.to_pkcs8v1()?.as_ref()))?;
    write(&made.token_verifying_key, 0o644, &pem("PUBLIC KEY", public.as_ref()))?;
    // Empty: that nothing was destroyed yet is something a restore wants to be told.
    DestroyedList::beside(&made.installation_key).begin()?;
    Ok(made)
}

pub fn init_backup(file: &Path, surroundings: Surroundings) -> Result<MadeBackupKey, KeysError> {
    write(file, 0o600, &format!("{}\n", hex::encode(surroundings.random::<32>())))?;
    Ok(MadeBackupKey { backup_key: file.to_owned() })
}

fn pem(tag: &str, der: &[u8]) -> String {
    pem::encode(&Pem::new(tag, der))
}

fn write(path: &Path, mode: u32, text: &str) -> Result<(), KeysError> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeysError::Exists(path.to_owned()),
        _ => KeysError::Write { path: path.to_owned(), source },
    })
}
