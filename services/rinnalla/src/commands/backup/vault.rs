//! The directory of a backup: encrypted files that were written whole or are not there. Knows no more of their content
//! than that it comes in pieces.
//!
//! A file is a header (what it is, which key it needs, a random nonce prefix) and chunks under XChaCha20-Poly1305. A
//! chunk's nonce is the prefix, its number and whether it is the last; the header and the file's name are authenticated
//! with each. So no chunk can be changed, moved, left out or cut off unseen, and no file can stand in for another.

mod chunks;
mod opening;
mod sealing;
#[cfg(test)]
mod tests;

use std::{
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Read as _},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::BackupKey;

/// Bytes that are read or encrypted at once.
const CHUNK: usize = 64 * 1024;
/// A piece is a message of the log or a row; neither comes near this.
const LONGEST_PIECE: usize = 64 * 1024 * 1024;

/// A file of a backup could not be written or is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("{} cannot be {what}", path.display())]
    File {
        path: PathBuf,
        what: &'static str,
        #[source]
        source: io::Error,
    },
    #[error("{} needs another backup key", .0.display())]
    AnotherKey(PathBuf),
    #[error("{} is no file of a backup, or is damaged", .0.display())]
    Damaged(PathBuf),
    #[error("a piece of {0} bytes is too long for a backup")]
    TooLong(usize),
}

/// A directory and the key of its files.
#[derive(Debug)]
pub struct Vault {
    pub dir: PathBuf,
    pub key: BackupKey,
}

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    pub file: String,
    pub bytes: u64,
    /// Of all bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Vault {
    /// Makes the directory when it is not there, open to its owner alone.
    pub(crate) fn ensure(&self) -> Result<(), VaultError> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.dir);
        made.map_err(failed(&self.dir, "made"))
    }

    pub(crate) fn holds(&self, file: &str) -> bool {
        self.dir.join(file).exists()
    }

    /// Whether the file has the bytes it was written with.
    pub(crate) fn check(&self, written: &SealedFile) -> Result<(), VaultError> {
        let path = self.dir.join(&written.file);
        let mut from = File::open(&path).map_err(failed(&path, "read"))?;
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; CHUNK]);
        loop {
            let read = from.read(&mut buffer).map_err(failed(&path, "read"))?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            bytes += read as u64;
        }
        let same = bytes == written.bytes && hex::encode(hash.finalize()) == written.sha256;
        if same { Ok(()) } else { Err(VaultError::Damaged(path)) }
    }

    /// Takes away a file that a newer one has replaced.
    pub(crate) fn remove(&self, file: &str) -> Result<(), VaultError> {
        let path = self.dir.join(file);
        match fs::remove_file(&path) {
            Err(gone) if gone.kind() == ErrorKind::NotFound => Ok(()),
            settled => settled.map_err(failed(&path, "removed")),
        }
    }
}

fn failed(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::File { path, what, source }
}
