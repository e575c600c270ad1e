use decider::Rejection;

/// Why something cannot be done about a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRejection {
    #[error("the person does not exist")]
    NotFound,
    #[error("the person is known already")]
    AlreadyRegistered,
    #[error("the person is being erased")]
    ErasureOrdered,
    #[error("there is no such consent to withdraw")]
    NoSuchConsent,
    #[error("no notice is due")]
    NoNoticeDue,
    #[error("the next step of a contact is not in the past")]
    NextStepInPast,
    #[error("nobody is told apart from herself")]
    Herself,
    #[error("no erasure is ordered")]
    NoErasure,
    #[error("the steps before it are not confirmed")]
    ErasureStepOutOfOrder,
    #[error("some purpose has not run out")]
    PurposeLeft,
    #[error("nobody has proposed the erasure")]
    ErasureNotProposed,
    #[error("whoever proposed an erasure does not order it")]
    ErasureNeedsAnother,
    #[error("the day to look again lies ahead, at most two years")]
    LookAgainNotAhead,
}

impl Rejection for PersonRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "PERSON_NOT_FOUND",
            Self::AlreadyRegistered => "PERSON_ALREADY_REGISTERED",
            Self::ErasureOrdered => "PERSON_ERASURE_ORDERED",
            Self::NoSuchConsent => "PERSON_NO_SUCH_CONSENT",
            Self::NoNoticeDue => "PERSON_NO_NOTICE_DUE",
            Self::NextStepInPast => "PERSON_NEXT_STEP_IN_PAST",
            Self::Herself => "PERSON_HERSELF",
            Self::NoErasure => "PERSON_NO_ERASURE",
            Self::ErasureStepOutOfOrder => "PERSON_ERASURE_STEP_OUT_OF_ORDER",
            Self::PurposeLeft => "PERSON_PURPOSE_LEFT",
            Self::ErasureNotProposed => "PERSON_ERASURE_NOT_PROPOSED",
            Self::ErasureNeedsAnother => "PERSON_ERASURE_NEEDS_ANOTHER",
            Self::LookAgainNotAhead => "PERSON_LOOK_AGAIN_NOT_AHEAD",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }
}
