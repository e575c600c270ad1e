use decider::{ActorId, DistrictId};
use serde::{Deserialize, Serialize};

/// What somebody is to a district. A token carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Does the work.
    Coordinator,
    /// Also answers for it: agreements, overrides, publications, erasures.
    Manager,
    /// Keeps the console's accounts; sees no person.
    Administrator,
    /// Leads groups.
    Leader,
    /// Holds a one-time link.
    Link,
    /// Anybody on a public page.
    Anonymous,
    /// National coordination: published figures alone.
    National,
    /// Keeps the installation; sees no person.
    Operator,
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::Coordinator,
        Self::Manager,
        Self::Administrator,
        Self::Leader,
        Self::Link,
        Self::Anonymous,
        Self::National,
        Self::Operator,
    ];

    /// Purpose a commit or a view names when somebody of this role acts.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Coordinator | Self::Manager | Self::Leader => "coordination",
            Self::Administrator | Self::Operator => "administration",
            Self::Link => "own-answer",
            Self::Anonymous => "referral",
            Self::National => "national-figures",
        }
    }
}

/// Somebody whose token was verified. Put into a request by the layer, and only by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub actor: ActorId,
    pub role: Role,
    /// The one district this token is for; the installation's id for a national or operator's token.
    pub district: DistrictId,
    /// For a link: the object it is for.
    pub object: Option<String>,
}
