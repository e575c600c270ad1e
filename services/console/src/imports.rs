//! Lists that coordinators bring in: what is kept of one between its pages, and the work on it, which goes on whether or
//! not somebody looks and begins again where it stopped. Reading and the commands are the crate `import`'s.

mod lines;
mod reading;
mod sealing;
mod store;
mod undo;
pub mod work;

pub use lines::{Counted, Fault, LineState};
pub use reading::{Offered, header};
pub use sealing::SheetKey;
pub use store::{Import, Imports, Sent, State, Upload};

use import::What;

/// What a list holds, as the database and forms name it.
pub fn what_of(name: &str) -> Option<What> {
    match name {
        "waiting" => Some(What::Waiting),
        "volunteers" => Some(What::Volunteers),
        "pairs" => Some(What::Pairs),
        _ => None,
    }
}

pub fn what_name(what: What) -> &'static str {
    match what {
        What::Waiting => "waiting",
        What::Volunteers => "volunteers",
        What::Pairs => "pairs",
    }
}
