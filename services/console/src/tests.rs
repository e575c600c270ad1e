//! The console as a browser meets it: the whole router over a real database.

mod asking;
mod browser;
mod forms;
mod pages;
mod sessions;
mod sign_in;
