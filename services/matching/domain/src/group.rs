//! A group: its leaders, its places and the queue for them. What happens in a session is not known here.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::GroupRejection;

use decider::{Decider, Env};
use jiff::civil::Date;
use proto::{
    matching::v1::{EndReason, GroupCloseReason, GroupPlaceStatus, GroupStarted, GroupStatus, group_event::Event},
    referrals::v1::Answer,
};
use serde::{Deserialize, Serialize};

/// The aggregate.
#[derive(Debug)]
pub struct Group;

/// What the rules know of a group. Default: one that was never started.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupState {
    /// Number of the `GroupStatus`; 0 before it starts.
    status: i32,
    pub programme_id: String,
    leaders: Vec<String>,
    capacity: u32,
    /// In the order they came; never more than `capacity`.
    members: Vec<Place>,
    /// In its order; empty while a place is free.
    queue: Vec<Place>,
}

/// Somebody's place, or turn in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub person_id: String,
    pub referral_id: String,
}

impl GroupState {
    pub fn status(&self) -> GroupStatus {
        GroupStatus::try_from(self.status).unwrap_or_default()
    }

    pub fn exists(&self) -> bool {
        self.status() != GroupStatus::Unspecified
    }

    pub fn leaders(&self) -> &[String] {
        &self.leaders
    }

    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// In the order they came.
    pub fn members(&self) -> &[Place] {
        &self.members
    }

    /// In its order.
    pub fn queue(&self) -> &[Place] {
        &self.queue
    }

    /// `Unspecified` for somebody who is neither a member nor in the queue.
    pub fn place_of(&self, person_id: &str) -> GroupPlaceStatus {
        let holds = |places: &[Place]| places.iter().any(|place| place.person_id == person_id);
        if holds(&self.members) {
            GroupPlaceStatus::Given
        } else if holds(&self.queue) {
            GroupPlaceStatus::Queued
        } else {
            GroupPlaceStatus::Unspecified
        }
    }

    fn members_count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }
}

/// What can be done with a group.
#[derive(Debug, Clone)]
pub enum GroupCommand {
    /// Start it.
    Start(GroupStarted),
    /// Give it other leaders.
    ChangeLeaders { leader_person_ids: Vec<String> },
    /// Change how many members it holds; the queue moves up.
    ChangeCapacity { capacity: u32 },
    /// Give somebody a place, or a turn in the queue. `erasure_ordered`: she is being erased.
    GivePlace { person_id: String, referral_id: String, erasure_ordered: bool },
    /// End a place or a turn; the queue moves up. `new_place_wanted` is unspecified after a good end, or when nobody
    /// asked; `reason` when it ends with its referral.
    GiveUpPlace { person_id: String, reason: EndReason, new_place_wanted: Answer },
    /// Close it.
    Close { reason: GroupCloseReason },
}

impl Decider for Group {
    const KIND: &'static str = "group";
    const FOLD_VERSION: u32 = 1;
    type State = GroupState;
    type Command = GroupCommand;
    type Event = Event;
    type Rejection = GroupRejection;

    fn decide(state: &GroupState, command: &GroupCommand, _: &Env) -> Result<Vec<Event>, GroupRejection> {
        decide::decide(state, command)
    }

    fn evolve(state: &mut GroupState, event: &Event, _: Date) {
        let leave = |places: &mut Vec<Place>, person_id: &str| places.retain(|place| place.person_id != person_id);
        match event {
            Event::Started(started) => {
                state.status = GroupStatus::Running.into();
                state.programme_id.clone_from(&started.programme_id);
                state.leaders.clone_from(&started.leader_person_ids);
                state.capacity = started.capacity;
            }
            Event::LeadersChanged(changed) => state.leaders.clone_from(&changed.leader_person_ids),
            Event::CapacityChanged(changed) => state.capacity = changed.capacity,
            Event::PlaceGiven(given) => {
                leave(&mut state.queue, &given.person_id);
                state
                    .members
                    .push(Place { person_id: given.person_id.clone(), referral_id: given.referral_id.clone() });
            }
            Event::PlaceQueued(queued) => {
                state
                    .queue
                    .push(Place { person_id: queued.person_id.clone(), referral_id: queued.referral_id.clone() });
            }
            Event::PlaceGivenUp(given_up) => {
                leave(&mut state.members, &given_up.person_id);
                leave(&mut state.queue, &given_up.person_id);
            }
            Event::Closed(_) => {
                state.status = GroupStatus::Closed.into();
                state.members.clear();
                state.queue.clear();
            }
        }
    }
}
