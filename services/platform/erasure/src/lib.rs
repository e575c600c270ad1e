//! A person's erasure is ordered in referrals and done in every service: each blanks its own rows by projection and
//! confirms it in its own stream, which referrals follows. What is blanked is each service's to know.

mod blanking;
mod confirm;

pub use blanking::{Blanking, BlankingCommand, BlankingRejection};
pub use confirm::ConfirmBlanked;
