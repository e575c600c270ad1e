use decider::Rejection;

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
    #[error("the group has more members than that")]
    CapacityBelowMembers { members: u32 },
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
            Self::ErasureOrdered => "PERSON_ERASURE_ORDERED",
            Self::NoPlace => "GROUP_PLACE_NOT_FOUND",
            Self::EndQuestions => "GROUP_PLACE_END_QUESTIONS",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::CapacityBelowMembers { members } = self {
            return vec![("members", members.to_string())];
        }
        Vec::new()
    }
}
