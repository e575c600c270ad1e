//! One module per subcommand: its arguments, what it does, and what it answers.

pub mod backup;
pub mod clock;
pub mod district;
pub mod doctor;
pub mod erase;
pub mod import;
pub mod keys;
pub mod priority;
pub mod programme;
pub mod purpose;
pub mod rebuild;
pub mod restore;
pub mod shared;
pub mod simulate;
pub mod token;
pub mod verify;
