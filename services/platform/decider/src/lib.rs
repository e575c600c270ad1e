//! What a pure domain is made of. A decider turns a state and a command into events or a rejection; time, ids and
//! facts from outside come in as values, so nothing here does I/O and everything is tested by given/when/then.

mod env;
mod ids;
mod test_harness;

pub use env::Env;
pub use ids::{ActorId, CommandId, DistrictId, InvalidDistrictId};
pub use proto::{Sealable, StoredEvent, UndecodableEvent, eventlog::v1::Sealed};
pub use test_harness::{Given, Outcome, given};

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

/// The rules of one kind of aggregate.
pub trait Decider: Send + Sync + 'static {
    /// Name of the kind in subjects, e.g. "referral". Lower-case letters and hyphens.
    const KIND: &'static str;
    /// Rises when `evolve` or the layout of `State` changes, so that saved states are folded anew.
    const FOLD_VERSION: u32;
    /// What the rules need to know. Personal values stay sealed in it.
    type State: Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What somebody wants done, with the plain facts the rules ask for.
    type Command: Send + Sync;
    /// What happened.
    type Event: StoredEvent;
    /// Why not.
    type Rejection: Rejection;

    /// Pure. An empty list means that nothing remains to be done: the command is answered without a commit.
    fn decide(state: &Self::State, command: &Self::Command, env: &Env) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Pure and total: an event that was once recorded can always be folded.
    fn evolve(state: &mut Self::State, event: &Self::Event, occurred_on: Date);
}

/// A rule said no. Display is for logs and never holds a personal value.
pub trait Rejection: std::error::Error + Clone + Send + Sync + 'static {
    /// Stable, in upper snake case; clients and pages hang on it.
    fn reason(&self) -> &'static str;
    /// The thing asked for does not exist: told to the caller like any unknown id.
    fn is_absence(&self) -> bool {
        false
    }
    /// Plain facts for the message on a page, e.g. `("until", "2026-03-09")`. Never personal.
    fn facts(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
