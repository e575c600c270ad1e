use decider::Rejection;

/// Why something cannot be done with a referral.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferralRejection {
    #[error("the referral does not exist")]
    NotFound,
    #[error("the referral was handed in before")]
    AlreadySubmitted,
    #[error("the referral is not waiting to be acknowledged")]
    NotRequested,
    #[error("the referral was already decided")]
    AlreadyDecided,
    #[error("the target group was not checked")]
    NotChecked,
    #[error("the target group does not include her")]
    NotInTargetGroup,
    #[error("the referral is not open")]
    NotOpen,
    #[error("the referral was not taken in")]
    NotAccepted,
    #[error("the referral is not closed")]
    NotClosed,
    #[error("a hold ends after today")]
    HoldNotInFuture,
    #[error("a referral closes as completed, failed or cancelled")]
    NotAClosingStatus,
    #[error("a programme is named only when she is sent onward")]
    RedirectWithoutReason,
    #[error("the referral does not wait: a friend or a place was found")]
    NotWaiting,
    #[error("no reason to go before others is declared")]
    NoPriority,
}

impl Rejection for ReferralRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "REFERRAL_NOT_FOUND",
            Self::AlreadySubmitted => "REFERRAL_ALREADY_SUBMITTED",
            Self::NotRequested => "REFERRAL_NOT_REQUESTED",
            Self::AlreadyDecided => "REFERRAL_ALREADY_DECIDED",
            Self::NotChecked => "REFERRAL_NOT_CHECKED",
            Self::NotInTargetGroup => "REFERRAL_NOT_IN_TARGET_GROUP",
            Self::NotOpen => "REFERRAL_NOT_OPEN",
            Self::NotAccepted => "REFERRAL_NOT_ACCEPTED",
            Self::NotClosed => "REFERRAL_NOT_CLOSED",
            Self::HoldNotInFuture => "REFERRAL_HOLD_NOT_IN_FUTURE",
            Self::NotAClosingStatus => "REFERRAL_NOT_A_CLOSING_STATUS",
            Self::RedirectWithoutReason => "REFERRAL_REDIRECT_WITHOUT_REASON",
            Self::NotWaiting => "REFERRAL_NOT_WAITING",
            Self::NoPriority => "REFERRAL_NO_PRIORITY",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }
}
