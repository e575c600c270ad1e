//! The console: the only HTTP edge of Rinnalla. It draws pages from what the services answer, signs staff in, and
//! issues the tokens that services trust. It holds no rules of the domain and no SQL but its own accounts, sessions and
//! lists that are being brought in.

pub mod app;
pub mod config;
pub mod pages;
pub mod routes;
pub mod serve;

pub mod acts;
pub mod assets;
pub mod components;
pub mod failure;
pub mod forms;
pub mod headers;
pub mod i18n;
pub mod imports;
mod kept;
pub mod page;
pub mod visit;

pub mod clients;
pub mod codes;
pub mod named;
pub mod names;
pub mod offering;
pub mod positions;
pub mod tokens;
pub mod trace;

pub mod accounts;
pub mod districts;
pub mod migrate;
pub mod secret;
pub mod sessions;
pub mod throttle;

pub mod surroundings;

#[cfg(test)]
mod tests;
