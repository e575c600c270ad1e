//! Facts from the commits of every context, one lane for each: a lane writes only what its own stream says, so that
//! the lanes may run apart from each other and a rebuild gives the same rows.

mod matching;
mod referrals;
mod reporting;
mod scheduling;

pub(crate) use matching::OfMatching;
pub(crate) use referrals::OfReferrals;
pub(crate) use reporting::OfReporting;
pub(crate) use scheduling::OfScheduling;
