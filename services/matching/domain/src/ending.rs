//! What the end of a match means for the request behind it and the referral behind that.

use proto::{
    matching::v1::{EndReason, EndedBy, ReopenReason, SupportRequestCloseReason},
    referrals::v1::Answer,
};

/// What becomes of the support request when its match ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterEnding {
    Reopen(ReopenReason),
    Close(SupportRequestCloseReason),
}

/// A good end also closes the referral; any other leaves that to what follows.
pub fn is_good_end(reason: EndReason) -> bool {
    use EndReason as R;
    matches!(reason, R::CompletedTerm | R::GoalsMet | R::ContinuesInformally)
}

/// `None` when the questions that this end asks are not answered, or were answered although it asks none:
/// a good end asks nothing, any other whose reason it was and whether a new friend is wanted.
pub fn after_ending(reason: EndReason, ended_by: EndedBy, new_friend_wanted: Answer) -> Option<AfterEnding> {
    let asked = !is_good_end(reason);
    if asked != (ended_by != EndedBy::Unspecified) {
        return None;
    }
    match (asked, new_friend_wanted) {
        (false, Answer::Unspecified) => Some(AfterEnding::Close(SupportRequestCloseReason::GoodEnd)),
        (true, Answer::Yes) => Some(AfterEnding::Reopen(ReopenReason::NewFriendWanted)),
        (true, Answer::No) => Some(AfterEnding::Close(SupportRequestCloseReason::NoNewFriendWanted)),
        (true, Answer::Unspecified) | (false, Answer::Yes | Answer::No) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [EndReason; 3] = [EndReason::CompletedTerm, EndReason::GoalsMet, EndReason::ContinuesInformally];
    const OTHER: [EndReason; 6] = [
        EndReason::Moved,
        EndReason::Time,
        EndReason::NewBaby,
        EndReason::Mismatch,
        EndReason::Safety,
        EndReason::NoContact,
    ];

    #[test]
    fn a_good_end_closes_the_request_and_asks_nothing() {
        for reason in GOOD {
            assert_eq!(
                after_ending(reason, EndedBy::Unspecified, Answer::Unspecified),
                Some(AfterEnding::Close(SupportRequestCloseReason::GoodEnd)),
            );
            assert_eq!(after_ending(reason, EndedBy::Both, Answer::Unspecified), None);
            assert_eq!(after_ending(reason, EndedBy::Unspecified, Answer::Yes), None);
        }
    }

    #[test]
    fn re_match_right_any_other_end_reopens_the_request_when_a_new_friend_is_wanted() {
        for reason in OTHER {
            assert_eq!(
                after_ending(reason, EndedBy::Volunteer, Answer::Yes),
                Some(AfterEnding::Reopen(ReopenReason::NewFriendWanted)),
            );
        }
    }

    #[test]
    fn any_other_end_closes_the_request_when_no_new_friend_is_wanted() {
        for reason in OTHER {
            assert_eq!(
                after_ending(reason, EndedBy::Participant, Answer::No),
                Some(AfterEnding::Close(SupportRequestCloseReason::NoNewFriendWanted)),
            );
        }
    }

    #[test]
    fn any_other_end_asks_whose_reason_it_was_and_whether_a_new_friend_is_wanted() {
        for reason in OTHER {
            assert_eq!(after_ending(reason, EndedBy::Unspecified, Answer::Yes), None);
            assert_eq!(after_ending(reason, EndedBy::Other, Answer::Unspecified), None);
        }
    }
}
