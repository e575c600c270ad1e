//! The pages, one file each. A page asks services through `clients`, turns what they answer into values of
//! `components`, and shows them in its template.

pub mod apply;
pub mod choose_district;
pub mod failed;
pub mod figures;
pub mod gallery;
pub mod groups;
pub mod home;
pub mod import;
pub mod language;
pub mod link;
pub mod links;
pub mod matches;
pub mod messages;
pub mod national;
pub mod organisations;
pub mod people;
pub mod person;
pub mod profile;
pub mod refer;
pub mod referral;
pub mod referrals;
pub mod requests;
pub mod retention;
pub mod returned;
pub mod sign_in;
pub mod sign_out;
pub mod today;
pub mod volunteers;
pub mod waiting;
pub mod waiting_times;
