//! The directory of a backup: encrypted files that were written whole or are not there. Knows no more of their content
//! than that it comes in pieces.
//!
//! A file is a header (what it is, which key it needs, a random nonce prefix) and chunks under XChaCha20-Poly1305. A
//! chunk's nonce is the prefix, its number and whether it is the last; the header and the file's name are authenticated
//! with each. So no chunk can be changed, moved, left out or cut off unseen, and no file can stand in for another.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, BufReader, BufWriter, ErrorKind, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::BackupKey;
use crate::Surroundings;

const MAGIC: &[u8; 18] = b"RINNALLA BACKUP 1\n";
const PREFIX: usize = 16;
const HEADER: usize = MAGIC.len() + 8 + PREFIX;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
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

    /// Begins a file. It takes its name, and the place of an older one, when it is whole and on disk.
    pub(crate) fn seal(&self, file: &str, surroundings: Surroundings) -> Result<Sealing, VaultError> {
        let path = self.dir.join(file);
        let partial = self.dir.join(format!("{file}.partial"));
        let opened = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&partial)
            .map_err(failed(&partial, "made"))?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&self.key.id);
        header.extend_from_slice(&surroundings.random::<PREFIX>());
        let mut sealing = Sealing {
            chunks: Chunks::new(&self.key, &header, file),
            file: file.to_owned(),
            dir: self.dir.clone(),
            path,
            partial,
            into: BufWriter::new(opened),
            hash: Sha256::new(),
            bytes: 0,
            chunk: Vec::with_capacity(CHUNK),
        };
        sealing.put(&header)?;
        Ok(sealing)
    }

    /// Opens a file to read its pieces. Fails when it needs another key.
    pub(crate) fn open(&self, file: &str) -> Result<Opening, VaultError> {
        let path = self.dir.join(file);
        let opened = File::open(&path).map_err(failed(&path, "read"))?;
        let mut from = BufReader::with_capacity(CHUNK + TAG, opened);
        let mut header = [0; HEADER];
        match from.read_exact(&mut header) {
            Err(short) if short.kind() == ErrorKind::UnexpectedEof => return Err(VaultError::Damaged(path)),
            settled => settled.map_err(failed(&path, "read"))?,
        }
        let (magic, rest) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(VaultError::Damaged(path));
        }
        if !rest.starts_with(&self.key.id) {
            return Err(VaultError::AnotherKey(path));
        }
        let chunks = Chunks::new(&self.key, &header, file);
        Ok(Opening { chunks, path, from, ended: false, plain: Vec::new(), at: 0 })
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

/// A file being written.
pub(crate) struct Sealing {
    chunks: Chunks,
    file: String,
    dir: PathBuf,
    path: PathBuf,
    partial: PathBuf,
    into: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    chunk: Vec<u8>,
}

impl Sealing {
    /// A piece comes back as it was given, in the same order.
    pub(crate) fn piece(&mut self, piece: &[u8]) -> Result<(), VaultError> {
        let length = u32::try_from(piece.len()).ok().filter(|_| piece.len() <= LONGEST_PIECE);
        let length = length.ok_or(VaultError::TooLong(piece.len()))?;
        self.plain(&length.to_be_bytes())?;
        self.plain(piece)
    }

    /// On disk under its name when this returns.
    pub(crate) fn finish(mut self) -> Result<SealedFile, VaultError> {
        let last = std::mem::take(&mut self.chunk);
        let sealed = self.chunks.seal(&last, true);
        self.put(&sealed)?;
        let Self { into, partial, path, dir, .. } = self;
        let file = into.into_inner().map_err(|error| failed(&partial, "written")(error.into_error()))?;
        file.sync_all().map_err(failed(&partial, "written"))?;
        fs::rename(&partial, &path).map_err(failed(&path, "written"))?;
        File::open(&dir).and_then(|dir| dir.sync_all()).map_err(failed(&dir, "written"))?;
        Ok(SealedFile { file: self.file, bytes: self.bytes, sha256: hex::encode(self.hash.finalize()) })
    }

    fn plain(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        while !bytes.is_empty() {
            // A full chunk waits until more comes: only then is it not the last.
            if self.chunk.len() == CHUNK {
                let sealed = self.chunks.seal(&self.chunk, false);
                self.put(&sealed)?;
                self.chunk.clear();
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.into.write_all(bytes).map_err(failed(&self.partial, "written"))
    }
}

/// A file being read.
pub(crate) struct Opening {
    chunks: Chunks,
    path: PathBuf,
    from: BufReader<File>,
    ended: bool,
    plain: Vec<u8>,
    at: usize,
}

impl Opening {
    /// The next piece; none after the last one that was written.
    pub(crate) fn piece(&mut self) -> Result<Option<Vec<u8>>, VaultError> {
        let Some(length) = self.plain(4)? else { return Ok(None) };
        let length = length.try_into().map(u32::from_be_bytes).map_err(|_| self.damaged())?;
        let length = usize::try_from(length).ok().filter(|length| *length <= LONGEST_PIECE);
        let length = length.ok_or_else(|| self.damaged())?;
        if length == 0 {
            return Ok(Some(Vec::new()));
        }
        self.plain(length)?.map(Some).ok_or_else(|| self.damaged())
    }

    /// So many bytes; none when not one is left.
    fn plain(&mut self, length: usize) -> Result<Option<Vec<u8>>, VaultError> {
        while self.plain.len() - self.at < length {
            if self.ended {
                return if self.plain.len() == self.at { Ok(None) } else { Err(self.damaged()) };
            }
            self.plain.drain(..self.at);
            self.at = 0;
            self.chunk()?;
        }
        let from = self.at;
        self.at += length;
        Ok(Some(self.plain[from..self.at].to_vec()))
    }

    fn chunk(&mut self) -> Result<(), VaultError> {
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        let read = self.from.by_ref().take((CHUNK + TAG) as u64).read_to_end(&mut sealed);
        read.map_err(failed(&self.path, "read"))?;
        let last = sealed.len() < CHUNK + TAG
            || io::BufRead::fill_buf(&mut self.from).map_err(failed(&self.path, "read"))?.is_empty();
        let opened = self.chunks.open(&sealed, last).ok_or_else(|| self.damaged())?;
        self.plain.extend_from_slice(&opened);
        self.ended = last;
        Ok(())
    }

    fn damaged(&self) -> VaultError {
        VaultError::Damaged(self.path.clone())
    }
}

/// The chunks of one file in their order.
struct Chunks {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    associated: Vec<u8>,
    next: u64,
}

impl Chunks {
    fn new(key: &BackupKey, header: &[u8], file: &str) -> Self {
        let prefix = header.last_chunk().copied().unwrap_or_default();
        let cipher = XChaCha20Poly1305::new((&*key.files).into());
        Self { cipher, prefix, associated: [header, file.as_bytes()].concat(), next: 0 }
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> Vec<u8> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: plain, aad: &self.associated };
        self.cipher.encrypt(&nonce, payload).expect("a chunk is far below the cipher's limit of 256 GiB")
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> Option<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher.decrypt(&nonce, Payload { msg: sealed, aad: &self.associated }).ok()
    }

    fn nonce(&mut self, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        let (prefix, place) = nonce.split_at_mut(PREFIX);
        prefix.copy_from_slice(&self.prefix);
        place.copy_from_slice(&(self.next << 1 | u64::from(last)).to_be_bytes());
        self.next += 1;
        XNonce::from(nonce)
    }
}

fn failed(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::File { path, what, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let directory = tempfile::tempdir().unwrap();
        let vault = Vault { dir: directory.path().join("backup"), key: BackupKey::of(&[1; 32]) };
        vault.ensure().unwrap();
        (directory, vault)
    }

    fn seal(vault: &Vault, file: &str, pieces: &[Vec<u8>]) -> SealedFile {
        let mut sealing = vault.seal(file, Surroundings::of_this_machine()).unwrap();
        for piece in pieces {
            sealing.piece(piece).unwrap();
        }
        sealing.finish().unwrap()
    }

    fn open(vault: &Vault, file: &str) -> Result<Vec<Vec<u8>>, VaultError> {
        let mut opening = vault.open(file)?;
        let mut pieces = Vec::new();
        while let Some(piece) = opening.piece()? {
            pieces.push(piece);
        }
        Ok(pieces)
    }

    /// Lengths around the ends of chunks: a piece takes four bytes more than its own.
    fn pieces() -> Vec<Vec<Vec<u8>>> {
        let of = |lengths: &[usize]| lengths.iter().map(|length| vec![7; *length]).collect::<Vec<_>>();
        [&[][..], &[0], &[1, 0, 5], &[CHUNK - 4], &[CHUNK - 5, 3], &[CHUNK - 3], &[3 * CHUNK, 10, 2 * CHUNK - 18]]
            .map(of)
            .to_vec()
    }

    #[test]
    fn pieces_come_back_as_they_were_given() {
        let (_directory, vault) = vault();
        for pieces in pieces() {
            let written = seal(&vault, "file", &pieces);
            vault.check(&written).unwrap();
            assert_eq!(open(&vault, "file").unwrap(), pieces);
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_damaged() {
        let (_directory, vault) = vault();
        let written = seal(&vault, "file", &[vec![7; 2 * CHUNK]]);
        let whole = fs::read(vault.dir.join("file")).unwrap();
        for length in [0, 10, HEADER, HEADER + CHUNK + TAG, HEADER + 2 * (CHUNK + TAG), whole.len() - 1] {
            fs::write(vault.dir.join("file"), &whole[..length]).unwrap();
            assert!(matches!(open(&vault, "file"), Err(VaultError::Damaged(_))), "{length}");
            assert!(vault.check(&written).is_err());
        }
    }

    #[test]
    fn a_changed_byte_anywhere_is_seen() {
        let (_directory, vault) = vault();
        let written = seal(&vault, "file", &[vec![7; 100]]);
        let whole = fs::read(vault.dir.join("file")).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(vault.dir.join("file"), &changed).unwrap();
            assert!(open(&vault, "file").is_err(), "{at}");
            assert!(vault.check(&written).is_err());
        }
    }

    #[test]
    fn chunks_cannot_change_places_nor_files_names() {
        let (_directory, vault) = vault();
        seal(&vault, "file", &[vec![7; 3 * CHUNK]]);
        let whole = fs::read(vault.dir.join("file")).unwrap();
        let chunk = CHUNK + TAG;
        let mut swapped = whole.clone();
        swapped[HEADER..HEADER + 2 * chunk].rotate_left(chunk);
        fs::write(vault.dir.join("file"), &swapped).unwrap();
        assert!(matches!(open(&vault, "file"), Err(VaultError::Damaged(_))));
        fs::write(vault.dir.join("another"), &whole).unwrap();
        assert!(matches!(open(&vault, "another"), Err(VaultError::Damaged(_))));
    }

    #[test]
    fn another_key_is_told_from_damage() {
        let (_directory, mut vault) = vault();
        seal(&vault, "file", &[vec![7; 100]]);
        vault.key = BackupKey::of(&[2; 32]);
        assert!(matches!(open(&vault, "file"), Err(VaultError::AnotherKey(_))));
    }

    #[test]
    fn a_file_is_there_only_when_it_is_whole() {
        let (_directory, vault) = vault();
        let mut sealing = vault.seal("file", Surroundings::of_this_machine()).unwrap();
        sealing.piece(b"piece").unwrap();
        drop(sealing);
        assert!(!vault.holds("file"));
    }
}
