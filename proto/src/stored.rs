//! How a message becomes part of a commit. The implementations are generated from the contracts.

use crate::eventlog::v1::KeyKind;

/// An event of one kind of aggregate, as stored: a name, a version and a body.
pub trait StoredEvent: Sized + Clone + std::fmt::Debug + Send + Sync + 'static {
    /// Message name without package and version suffix, e.g. "ReferralAccepted".
    fn type_name(&self) -> &'static str;
    /// From 1; a message `XV2` is version 2 of `X`.
    fn version(&self) -> u32;
    /// The event's own message, encoded.
    fn encode_body(&self) -> Vec<u8>;
    /// Fails on a name or version this build does not know, and on bytes that are not that message.
    fn decode_body(name: &str, version: u32, body: &[u8]) -> Result<Self, UndecodableEvent>;
}

/// A personal message: it enters the log only sealed under one of the person's keys.
pub trait Sealable: prost::Message + Default {
    /// Full message name; part of the associated data, so that a value cannot be read as another.
    const FIELD: &'static str;
    /// Which of the person's keys.
    const KEY: KeyKind;
}

/// Why a stored event could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UndecodableEvent {
    /// Written by a newer build, or not one of this kind's events.
    #[error("no event {name} of version {version} is known")]
    Unknown { name: String, version: u32 },
    /// The bytes are not that message.
    #[error("the body is not the message its name says")]
    Malformed(#[from] prost::DecodeError),
}

impl UndecodableEvent {
    pub(crate) fn unknown(name: &str, version: u32) -> Self {
        Self::Unknown { name: name.to_owned(), version }
    }
}

/// One kind of aggregate and the events it stores: for tests that hold every released event to what it was.
#[derive(Debug, Clone, Copy)]
pub struct StoredKind {
    /// Full name of the `<Kind>Event` message.
    pub message: &'static str,
    /// Name, version and full message name of each event.
    pub events: &'static [(&'static str, u32, &'static str)],
    reencode: fn(&str, u32, &[u8]) -> Result<Vec<u8>, UndecodableEvent>,
}

impl StoredKind {
    const fn of<E: StoredEvent>(message: &'static str, events: &'static [(&'static str, u32, &'static str)]) -> Self {
        Self { message, events, reencode: |name, version, body| Ok(E::decode_body(name, version, body)?.encode_body()) }
    }

    /// Every kind of every context.
    pub fn all() -> &'static [Self] {
        implementations::KINDS
    }

    /// Reads a stored body the way services do, and writes it again.
    pub fn reencode(&self, name: &str, version: u32, body: &[u8]) -> Result<Vec<u8>, UndecodableEvent> {
        (self.reencode)(name, version, body)
    }
}

mod implementations {
    include!(concat!(env!("OUT_DIR"), "/stored.rs"));
}
