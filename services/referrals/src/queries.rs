//! Reads of the read model. Every reply that shows a person goes through the view log (`Call::shows`).

pub(crate) mod due;
pub(crate) mod duplicates;
pub(crate) mod held;
mod hit;
pub(crate) mod likeness;
pub(crate) mod merging;
pub(crate) mod message;
pub(crate) mod offering;
pub(crate) mod organisation;
pub(crate) mod person;
pub(crate) mod place;
pub(crate) mod referral;
pub(crate) mod retention;
pub(crate) mod search;
pub(crate) mod search_key;
pub(crate) mod waiting;
