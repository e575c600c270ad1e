use std::{fmt, io, path::Path};

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a backup is encrypted under: 32 random bytes, in a file as hexadecimal digits. Another key than the
/// installation's, and kept apart from it: who has a backup and this key has ciphertexts and wrapped keys still.
pub struct BackupKey {
    pub(crate) files: Zeroizing<[u8; 32]>,
    /// Tells in the clear which key a file needs.
    pub(crate) id: [u8; 8],
}

/// The file is not a backup key.
#[derive(Debug, thiserror::Error)]
pub enum InvalidBackupKey {
    #[error("the backup key cannot be read")]
    Unreadable(#[source] io::Error),
    #[error("the backup key is not 64 hexadecimal digits")]
    Malformed,
}

impl BackupKey {
    pub fn read(path: &Path) -> Result<Self, InvalidBackupKey> {
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(InvalidBackupKey::Unreadable)?);
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut()).map_err(|_| InvalidBackupKey::Malformed)?;
        Ok(Self::of(&bytes))
    }

    pub(crate) fn of(bytes: &[u8; 32]) -> Self {
        let derive = |usage: &str, into: &mut [u8]| {
            Hkdf::<Sha256>::new(None, bytes)
                .expand(usage.as_bytes(), into)
                .expect("32 bytes are within what HKDF-SHA256 gives");
        };
        let mut key = Self { files: Zeroizing::default(), id: [0; 8] };
        derive("rinnalla backup: files", key.files.as_mut());
        derive("rinnalla backup: id of the key", &mut key.id);
        key
    }
}

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupKey")
    }
}
