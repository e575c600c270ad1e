//! The secret of one browser: 32 random bytes in a cookie. What the database keeps of it is a hash; what forms carry
//! is derived from it, so that neither leads back to it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::surroundings::Surroundings;

#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSecret([u8; 32]);

impl BrowserSecret {
    pub fn random(surroundings: &Surroundings) -> Self {
        Self(surroundings.random())
    }

    /// From a cookie; none when it was not made here.
    pub fn from_cookie(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    pub fn to_cookie(&self) -> String {
        hex::encode(self.0)
    }

    /// What the database knows a session by.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// What a form of this browser carries to prove that it came from a page of ours.
    pub fn form_token(&self) -> String {
        hex::encode(self.form_mac().finalize().into_bytes())
    }

    /// In constant time.
    pub fn made(&self, form_token: &str) -> bool {
        hex::decode(form_token).is_ok_and(|token| self.form_mac().verify_slice(&token).is_ok())
    }

    fn form_mac(&self) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(b"form");
        mac
    }
}

impl std::fmt::Debug for BrowserSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::BrowserSecret;
    use crate::surroundings::Surroundings;

    #[test]
    fn a_form_token_belongs_to_one_browser() {
        let here = Surroundings::of_this_machine();
        let (one, other) = (BrowserSecret::random(&here), BrowserSecret::random(&here));
        assert!(one.made(&one.form_token()));
        assert!(!one.made(&other.form_token()));
        assert!(!one.made("") && !one.made("zz"));
    }

    #[test]
    fn a_secret_survives_its_cookie() {
        let secret = BrowserSecret::random(&Surroundings::of_this_machine());
        assert_eq!(BrowserSecret::from_cookie(&secret.to_cookie()), Some(secret));
        assert_eq!(BrowserSecret::from_cookie("short"), None);
    }
}
