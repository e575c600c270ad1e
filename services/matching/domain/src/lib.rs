//! The rules of matching: volunteers, support requests, proposals, matches, groups. Pure: opens nothing, reads no clock.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod volunteer;

pub mod support_request;

pub mod proposal;

pub mod matches;

pub mod group;

pub mod link;

pub mod cadence;
pub mod cohort;
pub mod counting;
pub mod ending;
pub mod plan;
pub mod ranking;

pub use group::{Group, GroupCommand, GroupRejection, GroupState};
pub use link::{Link, LinkCommand, LinkRejection, LinkState};
pub use matches::{Match, MatchCommand, MatchRejection, MatchState};
pub use proposal::{AcceptedProposal, Proposal, ProposalCommand, ProposalRejection, ProposalState};
pub use support_request::{SupportRequest, SupportRequestCommand, SupportRequestRejection, SupportRequestState};
pub use volunteer::{Volunteer, VolunteerCommand, VolunteerRejection, VolunteerState};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod samples;
