//! How a file is encrypted: its header, and chunk by chunk what follows.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};

use crate::{Surroundings, commands::backup::key::BackupKey};

const MAGIC: &[u8; 18] = b"RINNALLA BACKUP 1\n";
const PREFIX: usize = 16;
pub(super) const HEADER: usize = MAGIC.len() + 8 + PREFIX;
/// Bytes that a chunk is longer by when it is encrypted.
pub(super) const TAG: usize = 16;

/// What a header says about reading its file.
pub(super) enum Header {
    Ours,
    /// A backup's, under another key.
    AnotherKey,
    NotABackup,
}

/// A new header, with a prefix of its own.
pub(super) fn header(key: &BackupKey, surroundings: Surroundings) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&key.id);
    header.extend_from_slice(&surroundings.random::<PREFIX>());
    header
}

pub(super) fn read(header: &[u8; HEADER], key: &BackupKey) -> Header {
    match header.strip_prefix(MAGIC.as_slice()) {
        None => Header::NotABackup,
        Some(rest) if rest.starts_with(&key.id) => Header::Ours,
        Some(_) => Header::AnotherKey,
    }
}

/// The chunks of one file in their order.
pub(super) struct Chunks {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    associated: Vec<u8>,
    next: u64,
}

impl Chunks {
    pub(super) fn new(key: &BackupKey, header: &[u8], file: &str) -> Self {
        let prefix = header.last_chunk().copied().unwrap_or_default();
        let cipher = XChaCha20Poly1305::new((&*key.files).into());
        Self { cipher, prefix, associated: [header, file.as_bytes()].concat(), next: 0 }
    }

    pub(super) fn seal(&mut self, plain: &[u8], last: bool) -> Vec<u8> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: plain, aad: &self.associated };
        self.cipher.encrypt(&nonce, payload).expect("a chunk is far below the cipher's limit of 256 GiB")
    }

    pub(super) fn open(&mut self, sealed: &[u8], last: bool) -> Option<Vec<u8>> {
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
