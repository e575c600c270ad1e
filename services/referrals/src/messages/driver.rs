use lettre::Address;
use proto::referrals::v1::{MessageChannel, MessageRecipient};

use super::{letter::Letter, mobile::Mobile};

/// Hands letters of one channel over to whoever delivers them.
pub(crate) trait Driver: Send + Sync + 'static {
    type To: Destination;

    /// Once this succeeds the letter is on its way, and is never handed over again unless that could not be recorded.
    fn send(&self, letter: &Letter<Self::To>) -> impl Future<Output = Result<(), NotTaken>> + Send;
}

/// Where the letters of a channel go.
pub(crate) trait Destination: Sized + Send + Sync + 'static {
    const CHANNEL: MessageChannel;
    /// What sends them, as logs name it. Each channel has its own: one that is away holds up no other.
    const SENT_BY: &'static str;

    /// `None` when what stands there is no such address.
    fn of(recipient: &MessageRecipient) -> Option<Self>;
}

impl Destination for Address {
    const CHANNEL: MessageChannel = MessageChannel::Email;
    const SENT_BY: &'static str = "send-messages";

    fn of(recipient: &MessageRecipient) -> Option<Self> {
        recipient.email.trim().parse().ok()
    }
}

impl Destination for Mobile {
    const CHANNEL: MessageChannel = MessageChannel::Sms;
    const SENT_BY: &'static str = "send-sms";

    fn of(recipient: &MessageRecipient) -> Option<Self> {
        Self::parse(&recipient.phone)
    }
}

/// A letter was not taken. What the server said stays there: it may repeat the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotTaken {
    /// No letter would be: the server is down, or does not let us in.
    #[error("the server is away")]
    Away,
    /// This one not now.
    #[error("the server puts the letter off")]
    Later,
    /// This one never.
    #[error("the server refuses the letter")]
    Never,
    /// None ever: there is no server.
    #[error("there is no server")]
    Nobody,
}
