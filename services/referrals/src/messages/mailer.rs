use super::letter::Letter;

/// Hands letters over to whoever delivers them.
pub(crate) trait Mailer: Send + Sync + 'static {
    /// Once this succeeds the letter is on its way, and is never handed over again unless that could not be recorded.
    fn send(&self, letter: &Letter) -> impl Future<Output = Result<(), NotTaken>> + Send;
}

/// A letter was not taken. What the server said stays there: it may repeat the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotTaken {
    /// No letter would be: the server is down, or does not let us in.
    #[error("the mail server is away")]
    Away,
    /// This one not now.
    #[error("the mail server puts the letter off")]
    Later,
    /// This one never.
    #[error("the mail server refuses the letter")]
    Never,
}
