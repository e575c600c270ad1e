use proto::{
    matching::v1::{EndReason, GroupCloseReason},
    referrals::v1::{Answer, CloseReason, ReferralStatus},
};

use super::{ReferralCommand, after_match};

/// What else she has in other groups on the ground of the same referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    Nothing,
    /// Waits for a place in another group.
    Turn,
    /// Has a place in another group: nobody loses one before she has the next.
    Place,
}

/// What becomes of the referral when she leaves a group or its queue: as after a match, unless she has more in another
/// group. When nobody asked whether she wants another place she waits, so that somebody asks. `None` while it goes on.
pub fn after_place(reason: EndReason, new_place_wanted: Answer, elsewhere: Elsewhere) -> Option<ReferralCommand> {
    match elsewhere {
        Elsewhere::Place => None,
        Elsewhere::Turn => Some(ReferralCommand::WaitAgain),
        Elsewhere::Nothing => after_match(reason, new_place_wanted).or(Some(ReferralCommand::WaitAgain)),
    }
}

/// What becomes of the referral of somebody in a group, or in its queue, that closes: a group whose time was full met
/// the need of those who had a place in it. Everybody else waits.
pub fn after_closed_group(reason: GroupCloseReason, had_place: bool, elsewhere: Elsewhere) -> Option<ReferralCommand> {
    match (elsewhere, reason) {
        (Elsewhere::Place, _) => None,
        (Elsewhere::Nothing, GroupCloseReason::TermFull) if had_place => {
            Some(ReferralCommand::Close { status: ReferralStatus::Completed, reason: CloseReason::NeedMet })
        }
        _ => Some(ReferralCommand::WaitAgain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: [EndReason; 6] = [
        EndReason::Moved,
        EndReason::Time,
        EndReason::NewBaby,
        EndReason::Mismatch,
        EndReason::Safety,
        EndReason::NoContact,
    ];

    fn waits(command: Option<&ReferralCommand>) -> bool {
        matches!(command, Some(ReferralCommand::WaitAgain))
    }

    fn closes_with(command: Option<ReferralCommand>) -> Option<CloseReason> {
        command.and_then(|command| match command {
            ReferralCommand::Close { status: ReferralStatus::Completed, reason } => Some(reason),
            _ => None,
        })
    }

    #[test]
    fn a_good_end_of_a_place_closes_the_referral_with_the_need_met() {
        for reason in [EndReason::CompletedTerm, EndReason::GoalsMet, EndReason::ContinuesInformally] {
            let after = after_place(reason, Answer::Unspecified, Elsewhere::Nothing);
            assert_eq!(closes_with(after), Some(CloseReason::NeedMet));
        }
    }

    #[test]
    fn after_any_other_end_she_waits_again_unless_she_wants_no_other_place() {
        for reason in OTHER {
            assert!(waits(after_place(reason, Answer::Yes, Elsewhere::Nothing).as_ref()));
            assert!(waits(after_place(reason, Answer::Unspecified, Elsewhere::Nothing).as_ref()), "nobody asked");
            let after = after_place(reason, Answer::No, Elsewhere::Nothing);
            assert_eq!(closes_with(after), Some(CloseReason::NoLongerNeeded));
        }
    }

    #[test]
    fn who_has_a_place_in_another_group_goes_on() {
        for reason in OTHER.into_iter().chain([EndReason::GoalsMet]) {
            assert!(after_place(reason, Answer::No, Elsewhere::Place).is_none());
            assert!(waits(after_place(reason, Answer::Unspecified, Elsewhere::Turn).as_ref()));
        }
        assert!(after_closed_group(GroupCloseReason::TermFull, true, Elsewhere::Place).is_none());
    }

    #[test]
    fn a_group_whose_time_was_full_met_the_need_of_its_members_alone() {
        let member = after_closed_group(GroupCloseReason::TermFull, true, Elsewhere::Nothing);
        assert_eq!(closes_with(member), Some(CloseReason::NeedMet));
        assert!(
            waits(after_closed_group(GroupCloseReason::TermFull, false, Elsewhere::Nothing).as_ref()),
            "in the queue"
        );
        for reason in [GroupCloseReason::Funding, GroupCloseReason::TooFew, GroupCloseReason::Other] {
            assert!(waits(after_closed_group(reason, true, Elsewhere::Nothing).as_ref()));
        }
    }
}
