//! The rules of referrals: persons, referrals, target groups, agreements. Pure: opens nothing, reads no clock.

pub mod coverage;
pub mod offering;
pub mod person;
pub mod referral;
pub mod target_group;

pub use offering::{Agreement, AgreementCommand, FundingCommand, FundingGrant, OfferingRejection};
pub use person::{Person, PersonCommand, PersonRejection};
pub use referral::{Referral, ReferralCommand, ReferralRejection};
