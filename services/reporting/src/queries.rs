//! Counting in the rows. What each figure means is said in `reporting_domain::INDICATORS`; how it is found, here.

pub(crate) mod attendances;
pub(crate) mod figures;
pub(crate) mod held;
pub(crate) mod matches;
mod organisations;
mod persons;
pub(crate) mod publication;
pub(crate) mod reached;
pub(crate) mod referrals;
pub(crate) mod volunteers;
pub(crate) mod waits;
