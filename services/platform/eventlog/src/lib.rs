//! JetStream as the event store: one command is one commit on one literal subject, appended only where its author
//! believes the aggregate to stand. Decides nothing; holds no personal value in the clear.

mod aggregate;
mod announced;
mod append;
mod burst;
mod chain;
mod commit;
mod execute;
mod export;
mod import;
mod load;
mod name;
mod outcome;
mod read;
mod repeat;
mod retries;
mod saved;
mod server;
mod shared;
mod streams;
mod tail;
mod together;
mod trace;
mod verify;
mod walk;

pub use aggregate::{Aggregates, FoldError, Folded, Handled};
pub use announced::Announced;
pub use append::{AppendError, Appended};
pub use chain::{Chained, verify_chain};
pub use commit::{Causation, CommandContext, MalformedCommit, Recorded, RecordedEvent, Vocabulary, hash};
pub use execute::EventLog;
pub use export::{Export, StoredMessage, StreamFound, find_stream};
pub use import::{Import, ImportError};
pub use name::{Context, Key, StreamName, kind_and_id};
pub use outcome::{Done, Refused};
pub use read::{ReadError, history, history_from};
pub use retries::Retries;
pub use saved::SAVED_TABLES;
pub use server::{ServerRefused, check_servers};
pub use shared::{SharedTail, Tails};
pub use streams::{
    StreamError, announce, ensure_district_streams, ensure_installation_stream, ensure_publication_stream,
};
pub use tail::{Message, Tail, TailError, Unreadable, newest};
pub use together::{AnyRejection, Together};
pub use verify::{Damage, Verified, verify};
