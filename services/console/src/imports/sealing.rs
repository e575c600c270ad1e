use chacha20poly1305::{
    ChaCha20Poly1305, Nonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// Bytes of a file that are sealed together.
pub(super) const PART: usize = 1 << 20;

/// From which the keys of uploaded files derive. Never leaves the process.
#[derive(Clone)]
pub struct SheetKey([u8; 32]);

/// A part was changed, or sealed by another console.
#[derive(Debug, thiserror::Error)]
#[error("a part of an uploaded file cannot be opened")]
pub(super) struct NotOurs;

impl SheetKey {
    /// From the console's signing key, which it has anyway.
    pub fn of(signing_key: &[u8]) -> Self {
        Self(mac(signing_key, &[b"uploaded files"]))
    }

    /// The same for the same content alone, and no proof of a guess to who has no key.
    pub fn digest(&self, district: &str, content: &[u8]) -> [u8; 32] {
        mac(&self.0, &[b"digest", district.as_bytes(), content])
    }

    pub(super) fn seal(&self, import: Uuid, part: u32, content: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: content, aad: &part.to_be_bytes() };
        self.cipher(import).encrypt(&nonce(part), payload).expect("a megabyte is far below the cipher's limit")
    }

    pub(super) fn open(&self, import: Uuid, part: u32, sealed: &[u8]) -> Result<Vec<u8>, NotOurs> {
        let payload = Payload { msg: sealed, aad: &part.to_be_bytes() };
        self.cipher(import).decrypt(&nonce(part), payload).map_err(|_| NotOurs)
    }

    /// Of one file, which is sealed once: no nonce is ever used again.
    fn cipher(&self, import: Uuid) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&mac(&self.0, &[b"seal", import.as_bytes()]).into())
    }
}

impl std::fmt::Debug for SheetKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SheetKey")
    }
}

fn nonce(part: u32) -> Nonce {
    let mut nonce = [0; 12];
    nonce[..4].copy_from_slice(&part.to_be_bytes());
    nonce.into()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_opens_in_its_own_place_of_its_own_file_alone() {
        let (key, import) = (SheetKey::of(b"secret"), Uuid::from_u128(1));
        let sealed = key.seal(import, 0, b"Amina Ali");
        assert!(!sealed.windows(5).any(|window| window == b"Amina"));
        assert_eq!(key.open(import, 0, &sealed).unwrap(), b"Amina Ali");
        assert!(key.open(import, 1, &sealed).is_err());
        assert!(key.open(Uuid::from_u128(2), 0, &sealed).is_err());
        assert!(SheetKey::of(b"other").open(import, 0, &sealed).is_err());
    }
}
