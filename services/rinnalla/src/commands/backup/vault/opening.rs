use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read as _},
    path::PathBuf,
};

use super::{
    CHUNK, LONGEST_PIECE, Vault, VaultError,
    chunks::{self, Chunks, HEADER, Header, TAG},
    failed,
};

impl Vault {
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
        match chunks::read(&header, &self.key) {
            Header::Ours => {}
            Header::AnotherKey => return Err(VaultError::AnotherKey(path)),
            Header::NotABackup => return Err(VaultError::Damaged(path)),
        }
        let chunks = Chunks::new(&self.key, &header, file);
        Ok(Opening { chunks, path, from, ended: false, plain: Vec::new(), at: 0 })
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
