use std::{fmt, str::FromStr};

use decider::{Decider, DistrictId};
use uuid::Uuid;

/// Whose events. Each context has a stream of its own in each district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    Referrals,
    Matching,
    Scheduling,
    Reporting,
    /// The installation's one stream: districts, programmes, clock.
    Installation,
}

impl Context {
    /// The contexts that every district has a stream of.
    pub const OF_DISTRICT: [Self; 4] = [Self::Referrals, Self::Matching, Self::Scheduling, Self::Reporting];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::Matching => "matching",
            Self::Scheduling => "scheduling",
            Self::Reporting => "reporting",
            Self::Installation => "installation",
        }
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Context {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::OF_DISTRICT.into_iter().chain([Self::Installation]);
        all.find(|context| context.as_str() == text).ok_or(())
    }
}

/// A stream of the event log: the events of one context in one district.
/// The installation's stream takes the installation's own id for a district.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamName {
    pub context: Context,
    pub district: DistrictId,
}

impl StreamName {
    pub fn new(context: Context, district: DistrictId) -> Self {
        Self { context, district }
    }

    /// Every subject of this stream.
    pub fn subjects(&self) -> String {
        format!("ev.{}.{}.>", self.district, self.context)
    }

    /// The one subject of an aggregate.
    pub(crate) fn subject(&self, kind: &str, id: Uuid) -> String {
        format!("ev.{}.{}.{kind}.{id}", self.district, self.context)
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EV_{}_{}", self.context, self.district)
    }
}

/// One aggregate. Becomes a literal subject: kinds are constants and ids UUIDs, so no wildcard can get in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub stream: StreamName,
    pub kind: &'static str,
    pub id: Uuid,
}

impl Key {
    pub fn of<D: Decider>(context: Context, district: &DistrictId, id: Uuid) -> Self {
        Self { stream: StreamName::new(context, district.clone()), kind: D::KIND, id }
    }

    pub fn subject(&self) -> String {
        self.stream.subject(self.kind, self.id)
    }
}

/// Kind and id of a subject; `None` when it is not one of ours.
pub fn kind_and_id(subject: &str) -> Option<(&str, Uuid)> {
    let mut tokens = subject.split('.').skip(3);
    let (kind, id) = (tokens.next()?, tokens.next()?);
    Some((kind, id.parse().ok()?))
}
