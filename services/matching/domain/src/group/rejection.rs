use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupRejection {
    #[error("the group does not exist")]
    NotFound,
    #[error("the group has started already")]
    AlreadyStarted,
    #[error("the group is closed")]
    Closed,
    #[error("somebody leads a group")]
    NoLeader,
    #[error("who leads a group has no place in it")]
    LeaderIsNoMember,
    #[error("a group holds at least one member")]
    CapacityZero,
    /// Those for whom a place is kept among them.
    #[error("the group has more members than that")]
    CapacityBelowMembers { members: u32 },
    #[error("more places in childcare are taken than that")]
    ChildcareBelowTaken { taken: u32 },
    #[error("the group has no childcare")]
    NoChildcare,
    #[error("no place is free")]
    Full,
    #[error("she has a place already")]
    HasPlace,
    #[error("a place is kept for her already")]
    OfferOpen { answer_by: Option<Date> },
    #[error("the last day to answer is past")]
    OfferInPast,
    #[error("she may still answer")]
    OfferInTime { answer_by: Date },
    #[error("nothing is offered to her")]
    NoOffer,
    #[error("a yes has no reason to decline and leaves no queue")]
    DeclineWithYes,
    /// She took back the consent to be asked.
    #[error("she may not be asked")]
    MayNotBeAsked,
    #[error("the referral is closed")]
    ReferralClosed,
    /// A place given now would be given up by nobody.
    #[error("her erasure was ordered")]
    ErasureOrdered,
    #[error("the person has neither a place nor a turn in the queue")]
    NoPlace,
    #[error("a good end does not ask whether another place is wanted")]
    EndQuestions,
}

impl Rejection for GroupRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "GROUP_NOT_FOUND",
            Self::AlreadyStarted => "GROUP_ALREADY_STARTED",
            Self::Closed => "GROUP_CLOSED",
            Self::NoLeader => "GROUP_HAS_NO_LEADER",
            Self::LeaderIsNoMember => "GROUP_LEADER_IS_NO_MEMBER",
            Self::CapacityZero => "CAPACITY_ZERO",
            Self::CapacityBelowMembers { .. } => "CAPACITY_BELOW_MEMBERS",
            Self::ChildcareBelowTaken { .. } => "GROUP_CHILDCARE_BELOW_TAKEN",
            Self::NoChildcare => "GROUP_HAS_NO_CHILDCARE",
            Self::Full => "GROUP_FULL",
            Self::HasPlace => "GROUP_PLACE_GIVEN_ALREADY",
            Self::OfferOpen { .. } => "GROUP_OFFER_OPEN",
            Self::OfferInPast => "GROUP_OFFER_IN_PAST",
            Self::OfferInTime { .. } => "GROUP_OFFER_IN_TIME",
            Self::NoOffer => "GROUP_OFFER_NOT_FOUND",
            Self::DeclineWithYes => "GROUP_OFFER_DECLINE_WITH_YES",
            Self::MayNotBeAsked => "PERSON_MAY_NOT_BE_ASKED",
            Self::ReferralClosed => "REFERRAL_CLOSED",
            Self::ErasureOrdered => "PERSON_ERASURE_ORDERED",
            Self::NoPlace => "GROUP_PLACE_NOT_FOUND",
            Self::EndQuestions => "GROUP_PLACE_END_QUESTIONS",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CapacityBelowMembers { members } => vec![("members", members.to_string())],
            Self::ChildcareBelowTaken { taken } => vec![("taken", taken.to_string())],
            Self::OfferInTime { answer_by } | Self::OfferOpen { answer_by: Some(answer_by) } => {
                vec![("answer_by", answer_by.to_string())]
            }
            Self::OfferOpen { answer_by: None }
            | Self::NotFound
            | Self::AlreadyStarted
            | Self::Closed
            | Self::NoLeader
            | Self::LeaderIsNoMember
            | Self::CapacityZero
            | Self::ErasureOrdered
            | Self::NoPlace
            | Self::EndQuestions
            | Self::NoChildcare
            | Self::Full
            | Self::HasPlace
            | Self::OfferInPast
            | Self::NoOffer
            | Self::DeclineWithYes
            | Self::MayNotBeAsked
            | Self::ReferralClosed => Vec::new(),
        }
    }
}
