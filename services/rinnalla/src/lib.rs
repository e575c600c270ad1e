//! The operator's command: makes keys, shares programmes, opens districts and brings in their own lists, moves the clock
//! of a demo, asks after the health of everything, verifies the log, orders erasures, backs up, restores and has services
//! rebuild. Shows no person and prints nothing personal.

mod answer;
mod arguments;
pub mod commands;
pub mod data;
mod operator;
mod services;
mod settings;
pub mod simulate;
mod surroundings;

pub use answer::{Answer, Failed, main};
pub use services::Said;
pub use settings::{Settings, SettingsError};
pub use surroundings::Surroundings;
