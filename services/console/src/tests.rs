//! The console as a browser meets it: the whole router over a real database.

mod alike;
mod asking;
mod browser;
mod extract;
mod figures;
mod forms;
mod groups;
mod import;
mod kept;
mod link;
mod mentoring;
mod merge;
mod messages;
mod national;
mod organisations;
mod pages;
mod plan;
mod referral;
mod retention;
mod sessions;
mod sign_in;
mod stub;
mod today;
mod volunteers;
mod waiting;
