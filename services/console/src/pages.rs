//! The pages, one file each. A page asks services through `clients`, turns what they answer into values of
//! `components`, and shows them in its template.

pub mod choose_district;
pub mod failed;
pub mod gallery;
pub mod home;
pub mod language;
pub mod people;
pub mod person;
pub mod refer;
pub mod referral;
pub mod referrals;
pub mod sign_in;
pub mod sign_out;
pub mod today;
