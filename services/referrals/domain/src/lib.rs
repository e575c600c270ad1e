//! The rules of referrals: persons, referrals, target groups, agreements, intake, trained organisations, messages. Pure:
//! opens nothing, reads no clock.

pub mod coverage;
pub mod intake;
pub mod message;
pub mod offering;
pub mod person;
pub mod purpose;
pub mod recipient;
pub mod referral;
pub mod sms;
pub mod target_group;
pub mod trained_organisation;
pub mod wording;

pub use intake::{Intake, IntakeCommand, IntakeRejection};
pub use message::{Message, MessageCommand, MessageRejection};
pub use offering::{Agreement, AgreementCommand, FundingCommand, FundingGrant, OfferingRejection};
pub use person::{Person, PersonCommand, PersonRejection};
pub use recipient::{Recipient, RecipientCommand};
pub use referral::{Referral, ReferralCommand, ReferralRejection};
pub use trained_organisation::{TrainedOrganisation, TrainedOrganisationCommand, TrainedOrganisationRejection};
pub use wording::{DistrictText, DistrictTextCommand, TextKey, Wording};
