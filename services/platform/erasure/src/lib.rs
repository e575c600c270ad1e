//! A person's erasure is ordered in referrals and done in every service: each blanks its own rows by projection and
//! confirms it in its own stream, which referrals follows. What is blanked is each service's to know; that nothing of
//! hers comes back into a row is known here.

mod blanking;
mod confirm;
mod rows;

pub use blanking::{Blanking, BlankingCommand, BlankingRejection};
pub use confirm::ConfirmBlanked;
pub use rows::{blank, is_ordered, open};
