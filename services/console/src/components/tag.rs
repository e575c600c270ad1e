use proto::referrals::v1::ReferralStatus;

use crate::i18n::{Key, Texts};

/// What a status means to the eye: a colour, and a form for those who do not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    New,
    Waiting,
    Active,
    Done,
    Attention,
    Urgent,
    Ended,
}

impl Tone {
    /// As in `data-tone`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Done => "done",
            Self::Attention => "attention",
            Self::Urgent => "urgent",
            Self::Ended => "ended",
        }
    }

    /// The one action of such a thing stands out.
    pub fn is_pressing(self) -> bool {
        matches!(self, Self::Attention | Self::Urgent)
    }
}

#[derive(Debug, Clone)]
pub struct Tag {
    pub tone: Tone,
    pub words: String,
}

impl Tag {
    pub fn new(tone: Tone, words: impl Into<String>) -> Self {
        Self { tone, words: words.into() }
    }

    pub fn of_referral(status: ReferralStatus, t: Texts) -> Self {
        let (tone, key) = match status {
            ReferralStatus::Unspecified => (Tone::Ended, Key("status-unknown")),
            ReferralStatus::Requested => (Tone::New, Key("referral-requested")),
            ReferralStatus::Acknowledged => (Tone::New, Key("referral-acknowledged")),
            ReferralStatus::Accepted => (Tone::Active, Key("referral-accepted")),
            ReferralStatus::Rejected => (Tone::Ended, Key("referral-rejected")),
            ReferralStatus::OnHold => (Tone::Waiting, Key("referral-on-hold")),
            ReferralStatus::InProgress => (Tone::Active, Key("referral-in-progress")),
            ReferralStatus::Completed => (Tone::Done, Key("referral-completed")),
            ReferralStatus::Failed => (Tone::Ended, Key("referral-failed")),
            ReferralStatus::Cancelled => (Tone::Ended, Key("referral-cancelled")),
            ReferralStatus::EnteredInError => (Tone::Ended, Key("referral-entered-in-error")),
        };
        Self::new(tone, t.say(key))
    }
}
