//! Passwords: hashed with Argon2id, checked in the same time whether or not the account exists.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Shortest password accepted for a new account, in characters.
pub const SHORTEST: usize = 12;

/// Each check takes 19 MiB and tens of milliseconds; a flood of them waits in line instead of taking the machine.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Compared with when there is no account, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody signs in with this").expect("the default parameters are valid"));

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    #[error("the password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// As kept in the database: algorithm, parameters, salt and hash in one text.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    hash_now(password)
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(PasswordError::Hash)
}

/// Whether the password belongs to the account with this hash; never when there is none.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    let Ok(_permit) = AT_ONCE.acquire().await else { return false };
    spawn_blocking(move || {
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let matches = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        matches && exists
    })
    .await
    .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{PasswordError, hash, verify};

    #[tokio::test]
    async fn only_the_right_password_of_an_existing_account_is_right() {
        let kept = hash("kolme vihreää omenaa").unwrap();
        assert!(verify("kolme vihreää omenaa".to_owned(), Some(kept.clone())).await);
        assert!(!verify("kaksi vihreää omenaa".to_owned(), Some(kept)).await);
        assert!(!verify("nobody signs in with this".to_owned(), None).await);
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(matches!(hash("lyhyt"), Err(PasswordError::TooShort)));
    }
}
