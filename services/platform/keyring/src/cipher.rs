//! XChaCha20-Poly1305 with a random nonce before the ciphertext.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

pub(crate) type KeyBytes = Zeroizing<[u8; 32]>;

const NONCE: usize = 24;

/// The bytes were not encrypted under this key for this use.
#[derive(Debug, thiserror::Error)]
#[error("the value does not belong to this key and field")]
pub(crate) struct NotOurs;

pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn encrypt(key: &KeyBytes, nonce: [u8; NONCE], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let sealed = XChaCha20Poly1305::new((&**key).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .expect("a value in memory is far below the cipher's limit of 256 GiB");
    [nonce.as_slice(), &sealed].concat()
}

pub(crate) fn decrypt(key: &KeyBytes, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOurs> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(NotOurs)?;
    XChaCha20Poly1305::new((&**key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad })
        .map(Zeroizing::new)
        .map_err(|_| NotOurs)
}

/// A key for one use, derived from a district's key.
pub(crate) fn derive(key: &KeyBytes, usage: &str) -> KeyBytes {
    let mut derived = KeyBytes::default();
    Hkdf::<Sha256>::new(None, key.as_slice())
        .expand(usage.as_bytes(), derived.as_mut())
        .expect("32 bytes are within what HKDF-SHA256 gives");
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_only_under_its_key_and_field() {
        let (key, other) = (KeyBytes::new([1; 32]), KeyBytes::new([2; 32]));
        let sealed = encrypt(&key, [7; NONCE], b"field", b"value");
        assert_eq!(decrypt(&key, b"field", &sealed).unwrap().as_slice(), b"value");
        assert!(decrypt(&key, b"another field", &sealed).is_err());
        assert!(decrypt(&other, b"field", &sealed).is_err());
        assert!(decrypt(&key, b"field", &sealed[..sealed.len() - 1]).is_err());
        assert!(decrypt(&key, b"field", b"short").is_err());
    }
}
