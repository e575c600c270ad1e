use decider::Rejection;

/// Why something cannot be done with a support request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SupportRequestRejection {
    #[error("the support request does not exist")]
    NotFound,
    #[error("the support request was opened already")]
    AlreadyOpened,
    #[error("the support request is closed")]
    NotOpen,
    #[error("whom the support request was about is erased")]
    PersonErased,
    #[error("a match is set up for the support request")]
    AlreadyMatched,
    #[error("the support request is not matched by this match")]
    NotMatchedThus,
    #[error("the pair is proposed just now")]
    PairAlreadyProposed,
    #[error("the pair was declined before and not asked again")]
    PairDeclinedBefore,
    #[error("the proposal is not an open one of this support request")]
    ProposalNotOpen,
    #[error("nobody is their own guardian")]
    GuardianOfHerself,
    #[error("only the young person and the guardians named are asked")]
    NotOfFamily,
    #[error("the young person's own yes or the consent of a guardian does not stand")]
    FamilyConsentMissing,
}

impl Rejection for SupportRequestRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "SUPPORT_REQUEST_NOT_FOUND",
            Self::AlreadyOpened => "SUPPORT_REQUEST_ALREADY_OPENED",
            Self::NotOpen => "SUPPORT_REQUEST_NOT_OPEN",
            Self::PersonErased => "SUPPORT_REQUEST_PERSON_ERASED",
            Self::AlreadyMatched => "SUPPORT_REQUEST_ALREADY_MATCHED",
            Self::NotMatchedThus => "SUPPORT_REQUEST_NOT_MATCHED_THUS",
            Self::PairAlreadyProposed => "PAIR_ALREADY_PROPOSED",
            Self::PairDeclinedBefore => "PAIR_DECLINED_BEFORE",
            Self::ProposalNotOpen => "PROPOSAL_NOT_OPEN",
            Self::GuardianOfHerself => "GUARDIAN_OF_HERSELF",
            Self::NotOfFamily => "NOT_OF_FAMILY",
            Self::FamilyConsentMissing => "FAMILY_CONSENT_MISSING",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }
}
