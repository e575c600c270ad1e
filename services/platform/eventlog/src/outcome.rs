use std::sync::Arc;

use decider::{Decider, UndecodableEvent};

use crate::{
    aggregate::{FoldError, Folded},
    append::AppendError,
    name::StreamName,
    read::ReadError,
    together::AnyRejection,
};

/// A command was carried out, now or the first time it was asked.
pub struct Done<D: Decider> {
    /// What it led to. Empty when nothing remained to be done.
    pub events: Vec<D::Event>,
    /// The aggregate as it stands now.
    pub folded: Arc<Folded<D::State>>,
    pub stream: StreamName,
    /// Of the commit; of the aggregate's newest commit when nothing was appended.
    pub sequence: u64,
    /// This was a repeat of a command already carried out.
    pub replayed: bool,
}

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Refused<R: decider::Rejection> {
    #[error("a rule said no")]
    Rejected(#[source] R),
    #[error("the request id was used for another command")]
    CommandReused,
    #[error("others kept changing the same aggregate")]
    Contended,
    #[error("the event log did not take the commit")]
    Append(#[from] AppendError),
    #[error("the event log did not answer")]
    Read(#[from] ReadError),
    #[error("saved states did not answer")]
    Database(#[from] sqlx::Error),
    #[error("the aggregate cannot be folded")]
    Fold(#[from] FoldError),
    #[error("a stored event cannot be read")]
    Event(#[from] UndecodableEvent),
}

impl<R: decider::Rejection> Refused<R> {
    /// The same, of whatever kind of aggregate.
    pub fn any(self) -> Refused<AnyRejection> {
        match self {
            Self::Rejected(rejection) => Refused::Rejected(AnyRejection::of(&rejection)),
            Self::CommandReused => Refused::CommandReused,
            Self::Contended => Refused::Contended,
            Self::Append(source) => Refused::Append(source),
            Self::Read(source) => Refused::Read(source),
            Self::Database(source) => Refused::Database(source),
            Self::Fold(source) => Refused::Fold(source),
            Self::Event(source) => Refused::Event(source),
        }
    }
}
