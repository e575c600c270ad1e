use decider::Decider;
use eventlog::{Context, Done};

/// Proof that the persons a reply shows were written to the view log, or that it shows none.
#[derive(Debug)]
pub struct Shown(pub(crate) ());

impl Shown {
    /// The reply holds nothing of any person: ids of what was just done, codes, figures.
    pub const NOBODY: Self = Self(());
}

/// An answer, with how far it stands in the event log.
#[derive(Debug)]
pub struct Reply<T> {
    pub(crate) message: T,
    pub(crate) position: Option<(Context, u64)>,
}

impl<T> Reply<T> {
    /// Of a query.
    pub fn showing(message: T, _: Shown) -> Self {
        Self { message, position: None }
    }

    /// Of a command.
    pub fn done<D: Decider>(done: &Done<D>, message: T) -> Self {
        Self { message, position: Some((done.stream.context, done.sequence)) }
    }

    /// Of a command that appended several commits.
    pub fn at(context: Context, sequence: u64, message: T) -> Self {
        Self { message, position: Some((context, sequence)) }
    }
}
