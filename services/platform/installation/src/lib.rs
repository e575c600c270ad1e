//! What the whole installation knows: its districts, shared programmes, purposes and reasons to go before others, and its
//! clock. The operator's command decides; every service follows the one stream from its first commit and keeps the result
//! in memory.

mod decide;
mod follow;
mod known;

pub use decide::{
    ClockCommand, ClockDecider, DistrictCommand, DistrictDecider, InstallationRejection, PriorityReasonCommand,
    PriorityReasonDecider, ProgrammeCommand, ProgrammeDecider, PurposeCommand, PurposeDecider,
};
pub use follow::{FollowError, Installation};
pub use known::{District, Known};

use uuid::Uuid;

/// Namespace of the installation's aggregates, which are named rather than created.
const NAMESPACE: Uuid = Uuid::from_u128(0x2d0c_5f1b_90a4_5a6e_8f1d_77c2_0e3a_b4d5);

/// Id of a district's or programme's aggregate in the installation's stream.
pub fn aggregate_id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}|{name}").as_bytes())
}
