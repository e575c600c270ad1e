//! What commits call for: commands of this service, sent by the service itself.

mod erase_identity;
mod finish_erasure;
mod follow_blanking;
mod follow_group;
mod follow_match;
mod register_referred;
mod tell_referrer;

pub(crate) use erase_identity::EraseIdentity;
pub(crate) use finish_erasure::FinishErasure;
pub(crate) use follow_blanking::FollowBlanking;
pub(crate) use follow_group::FollowGroup;
pub(crate) use follow_match::FollowMatch;
pub(crate) use register_referred::RegisterReferred;
pub(crate) use tell_referrer::TellReferrer;

use ::projection::ReactError;
use eventlog::{Done, Refused};
use referrals_domain::{Referral, ReferralCommand, ReferralRejection};

/// What became of a command that follows a match or a place. A referral that somebody closed meanwhile neither closes
/// again nor waits: that was decided otherwise.
fn unless_decided_otherwise(
    command: &ReferralCommand,
    done: Result<Done<Referral>, Refused<ReferralRejection>>,
) -> Result<u64, ReactError> {
    use ReferralCommand as Command;
    match (command, done) {
        (_, Ok(done)) => Ok(done.sequence),
        (Command::Close { .. }, Err(Refused::Rejected(ReferralRejection::NotOpen)))
        | (Command::WaitAgain | Command::PlaceOnWaitingList, Err(Refused::Rejected(ReferralRejection::NotAccepted))) => {
            Ok(0)
        }
        (_, Err(refused)) => Err(refused.into()),
    }
}
