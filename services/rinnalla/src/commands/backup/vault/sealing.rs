use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::PathBuf,
};

use sha2::{Digest as _, Sha256};

use super::{
    CHUNK, LONGEST_PIECE, SealedFile, Vault, VaultError,
    chunks::{Chunks, header},
    failed,
};
use crate::Surroundings;

impl Vault {
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
        let header = header(&self.key, surroundings);
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
