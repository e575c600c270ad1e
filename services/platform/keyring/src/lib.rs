//! Keys of persons and districts. A value about a person enters the event log only sealed under one of her two keys;
//! destroying the keys is what erasure is. Holds no value itself, and logs none.

mod cipher;
mod destroyed;
mod installation_key;
mod keyring;
mod opened;

pub use destroyed::{Destroyed, DestroyedError, DestroyedList};
pub use installation_key::{InstallationKey, InvalidInstallationKey};
pub use keyring::{DestroyError, KeyError, Keyring};
pub use opened::Opened;
pub use proto::eventlog::v1::KeyKind;

/// Schema of the keyring database, applied once as its owner.
pub const SCHEMA: &str = include_str!("../schema.sql");

/// Which role may call which function of it. Applied after the schema as the same owner, and as often as one likes.
pub const GRANTS: &str = include_str!("../../../../deploy/postgres/keyring_grants.sql");
