use proto::{
    matching::v1::EndReason as R,
    referrals::v1::{Answer, CloseReason, ReferralStatus},
};

use super::ReferralCommand;

/// What becomes of the referral when its match ends: a good end meets the need; after any other she waits again when
/// she wants a new friend, and the referral closes when she does not. `None` when that was not asked.
pub fn after_match(reason: R, new_friend_wanted: Answer) -> Option<ReferralCommand> {
    let close = |reason| Some(ReferralCommand::Close { status: ReferralStatus::Completed, reason });
    match (reason, new_friend_wanted) {
        (R::CompletedTerm | R::GoalsMet | R::ContinuesInformally, _) => close(CloseReason::NeedMet),
        (_, Answer::Yes) => Some(ReferralCommand::WaitAgain),
        (_, Answer::No) => close(CloseReason::NoLongerNeeded),
        (_, Answer::Unspecified) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: [R; 6] = [R::Moved, R::Time, R::NewBaby, R::Mismatch, R::Safety, R::NoContact];

    fn closes_with(command: Option<ReferralCommand>) -> Option<CloseReason> {
        command.and_then(|command| match command {
            ReferralCommand::Close { status: ReferralStatus::Completed, reason } => Some(reason),
            _ => None,
        })
    }

    #[test]
    fn a_good_end_of_the_match_closes_the_referral_with_the_need_met() {
        for reason in [R::CompletedTerm, R::GoalsMet, R::ContinuesInformally] {
            assert_eq!(closes_with(after_match(reason, Answer::Unspecified)), Some(CloseReason::NeedMet));
        }
    }

    #[test]
    fn after_any_other_end_she_waits_again_when_she_wants_a_new_friend() {
        for reason in OTHER {
            assert!(matches!(after_match(reason, Answer::Yes), Some(ReferralCommand::WaitAgain)));
        }
    }

    #[test]
    fn after_any_other_end_the_referral_closes_when_she_wants_no_new_friend() {
        for reason in OTHER {
            assert_eq!(closes_with(after_match(reason, Answer::No)), Some(CloseReason::NoLongerNeeded));
            assert!(after_match(reason, Answer::Unspecified).is_none());
        }
    }
}
