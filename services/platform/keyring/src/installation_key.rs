use std::path::Path;

use decider::DistrictId;
use zeroize::Zeroizing;

use crate::{
    DestroyedList,
    cipher::{self, KeyBytes},
};

/// The key above all others. Lives in a file outside Postgres and its backups: 32 bytes as hexadecimal digits.
#[derive(Clone)]
pub struct InstallationKey {
    pub(crate) bytes: KeyBytes,
    /// Beside the file it was read from.
    pub(crate) destroyed: Option<DestroyedList>,
}

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
        Ok(Self { destroyed: Some(DestroyedList::beside(path)), ..Self::parse(text.trim())? })
    }

    /// A key without a file: it seals and opens, but nothing can be destroyed under it.
    pub fn parse(text: &str) -> Result<Self, InvalidInstallationKey> {
        let mut bytes = KeyBytes::default();
        hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| InvalidInstallationKey::Malformed)?;
        Ok(Self { bytes, destroyed: None })
    }

    /// Whether a district's key was wrapped under this one.
    pub fn wrapped(&self, district: &DistrictId, wrapped: &[u8]) -> bool {
        cipher::decrypt(&self.bytes, &district_aad(district), wrapped).is_ok()
    }
}

pub(crate) fn district_aad(district: &DistrictId) -> Vec<u8> {
    format!("district key|{district}").into_bytes()
}

impl std::fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstallationKey")
    }
}
