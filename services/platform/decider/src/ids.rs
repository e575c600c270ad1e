use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Slug of a district (toimija): 2 to 40 lower-case letters, digits and inner hyphens.
/// Safe as a subject token, a stream name part and a Postgres setting.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DistrictId(Arc<str>);

/// The text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a district id is 2 to 40 lower-case letters, digits and inner hyphens")]
pub struct InvalidDistrictId;

impl FromStr for DistrictId {
    type Err = InvalidDistrictId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (2..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        fits.then(|| Self(text.into())).ok_or(InvalidDistrictId)
    }
}

impl TryFrom<String> for DistrictId {
    type Error = InvalidDistrictId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DistrictId> for String {
    fn from(id: DistrictId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl DistrictId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DistrictId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DistrictId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who acts: the random id of an account or link, or the name of a process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActorId(Arc<str>);

impl ActorId {
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Id of a command: the caller's `request_id`, or derived by a process from its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommandId(pub Uuid);

/// Namespace of every id Rinnalla derives (`UUIDv5`).
const NAMESPACE: Uuid = Uuid::from_u128(0x7a1f_6c0e_52d4_5b7e_9d43_1f0a_c3b8_6e21);

impl CommandId {
    /// The n-th command a process sends for one input; the same each time the input is handled.
    pub fn of_process(process: &str, stream: &str, sequence: u64, n: u32) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("{process}|{stream}|{sequence}|{n}").as_bytes()))
    }

    /// A further command of the same form, e.g. the second service a page writes to.
    #[must_use]
    pub fn step(self, name: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("{}|{name}", self.0).as_bytes()))
    }

    /// The id of the n-th thing of a kind that this command creates. Two actors' equal request ids never meet.
    pub fn creates(self, district: &DistrictId, actor: &ActorId, kind: &str, n: u32) -> Uuid {
        Uuid::new_v5(&NAMESPACE, format!("{district}|{actor}|{}|{kind}|{n}", self.0).as_bytes())
    }
}
