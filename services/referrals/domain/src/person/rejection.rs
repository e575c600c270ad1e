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
    #[error("another record stands for the person")]
    Merged,
    #[error("the person changed meanwhile")]
    ChangedMeanwhile,
    #[error("the two were told apart")]
    ToldApart,
    #[error("both are taken in to the same programme")]
    BothInProgramme,
    #[error("both have a place in the same group")]
    BothInGroup,
    #[error("both volunteer in the same programme")]
    BothVolunteer,
    #[error("the two were proposed to each other")]
    PairedWithEachOther,
    #[error("one is paired with whom the other declined")]
    PairedWithDeclined,
    #[error("one is a guardian of the other")]
    GuardianOfOther,
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
            Self::Merged => "PERSON_MERGED",
            Self::ChangedMeanwhile => "PERSON_CHANGED_MEANWHILE",
            Self::ToldApart => "PERSONS_TOLD_APART",
            Self::BothInProgramme => "PERSONS_BOTH_IN_PROGRAMME",
            Self::BothInGroup => "PERSONS_BOTH_IN_GROUP",
            Self::BothVolunteer => "PERSONS_BOTH_VOLUNTEER",
            Self::PairedWithEachOther => "PERSONS_PAIRED_WITH_EACH_OTHER",
            Self::PairedWithDeclined => "PERSONS_PAIRED_WITH_DECLINED",
            Self::GuardianOfOther => "PERSONS_GUARDIAN_OF_OTHER",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }
}
