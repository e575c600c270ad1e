//! People and pairs that a district had before it had Rinnalla: what its own lists say, what of it cannot be taken, and
//! the services' own commands that each line becomes. Says nothing personal in an error, and keeps nothing.

mod apply;
mod calls;
mod cells;
mod columns;
mod duplicates;
mod guess;
mod languages;
mod list;
mod offer;
mod people;
mod preview;
mod problems;
mod reading;
mod said;
mod take_back;
#[cfg(test)]
mod tests;

use std::error::Error;

pub use apply::{Applied, By, NotDone, Services, Settled, Unwatched, Watch, apply};
pub use calls::Calls;
pub use columns::{About, Column, is_forbidden, letter, table};
pub use duplicates::{Duplicate, within};
pub use guess::{What, guess};
pub use list::{List, Mother, Pair, PersonKey, Volunteer, good, read as list};
pub use offer::Offer;
pub use people::{People, Side};
pub use preview::Preview;
pub use problems::{Problem, Problems};
pub use reading::{Line, Lines, read};
pub use said::Said;

/// Why nothing can be done now, with its whole chain.
pub type Failed = Box<dyn Error + Send + Sync>;
