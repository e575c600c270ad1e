//! Messages of every Rinnalla contract: requests, replies and stored events. Data only: no transport, no I/O,
//! so that a pure domain may use them. The gRPC clients and servers over these messages are the crate `rpc`.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}
pub use generated::rinnalla::*;

mod stored;
pub use stored::{Sealable, StoredEvent, StoredKind, UndecodableEvent};

/// Descriptors of every contract, with their options: for reflection and for the action of each method.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.binpb"));
