use std::path::Path;

use zeroize::Zeroizing;

use crate::cipher::KeyBytes;

/// The key above all others. Lives in a file outside Postgres and its backups: 32 bytes as hexadecimal digits.
#[derive(Clone)]
pub struct InstallationKey(pub(crate) KeyBytes);

/// The file is not an installation key.
#[derive(Debug, thiserror::Error)]
pub enum InvalidInstallationKey {
    #[error("the installation key cannot be read")]
    Unreadable(#[source] std::io::Error),
    #[error("the installation key is not 64 hexadecimal digits")]
    Malformed,
}

impl InstallationKey {
    pub fn read(path: &Path) -> Result<Self, InvalidInstallationKey> {
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(InvalidInstallationKey::Unreadable)?);
        Self::parse(text.trim())
    }

    pub fn parse(text: &str) -> Result<Self, InvalidInstallationKey> {
        let mut bytes = KeyBytes::default();
        hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| InvalidInstallationKey::Malformed)?;
        Ok(Self(bytes))
    }
}

impl std::fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstallationKey")
    }
}
