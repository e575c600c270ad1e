//! What commits call for: commands of this service, sent by the service itself.

mod erase_identity;
mod finish_erasure;
mod follow_blanking;
mod follow_match;
mod register_referred;

pub(crate) use erase_identity::EraseIdentity;
pub(crate) use finish_erasure::FinishErasure;
pub(crate) use follow_blanking::FollowBlanking;
pub(crate) use follow_match::FollowMatch;
pub(crate) use register_referred::RegisterReferred;
