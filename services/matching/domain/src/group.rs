//! A group: its leaders, its places and the queue for them. Nobody becomes a member from the queue but by her own yes to
//! an offer, and an offer keeps its place. What happens in a session is not known here.

mod childcare;
mod decide;
mod offer;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::GroupRejection;

use decider::{Decider, Env};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        EndReason, GroupCloseReason, GroupOfferAnswered, GroupOfferWithdrawReason, GroupPlaceStatus, GroupStarted,
        GroupStatus, group_event::Event,
    },
    referrals::v1::{Answer, GivenBy},
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
    /// How many children its childcare holds; 0 without childcare.
    childcare_capacity: u32,
    /// In the order they came.
    members: Vec<Place>,
    /// In the order they came: who is asked first is a query's to say. With the open offers among it the members are never
    /// more than `capacity`.
    queue: Vec<Place>,
}

/// Somebody's place, or turn in the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub person_id: String,
    pub referral_id: String,
    /// How many places in childcare she needs.
    pub children: u32,
    /// How many she has; none in the queue.
    pub childcare_places: u32,
    /// In the queue: what she was offered and has not answered.
    pub offer: Option<Offer>,
}

/// A free place that is kept for somebody, until its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub answer_by: Option<Date>,
    /// How many places in childcare are kept with it.
    pub childcare_places: u32,
    /// Its last day has passed: nothing is kept any more.
    pub expired: bool,
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

    pub fn childcare_capacity(&self) -> u32 {
        self.childcare_capacity
    }

    /// In the order they came.
    pub fn members(&self) -> &[Place] {
        &self.members
    }

    /// In the order they came.
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

    /// She needs more places in childcare than she has or is offered.
    pub fn waits_for_childcare(&self, person_id: &str) -> bool {
        let place = self.members.iter().chain(&self.queue).find(|place| place.person_id == person_id);
        place.is_some_and(|place| {
            let kept = place.open_offer().map_or(place.childcare_places, |offer| offer.childcare_places);
            kept < place.children
        })
    }

    /// Members, and those for whom a place is kept.
    pub fn places_taken(&self) -> u32 {
        let kept = self.queue.iter().filter(|place| place.open_offer().is_some()).count();
        u32::try_from(self.members.len() + kept).unwrap_or(u32::MAX)
    }

    /// Of the group's childcare: those of members, and those kept with an offer.
    pub fn childcare_taken(&self) -> u32 {
        let members = self.members.iter().map(|place| place.childcare_places);
        let kept = self.queue.iter().filter_map(Place::open_offer).map(|offer| offer.childcare_places);
        members.chain(kept).fold(0, u32::saturating_add)
    }

    fn has_free_place(&self) -> bool {
        self.places_taken() < self.capacity
    }

    fn childcare_free(&self) -> u32 {
        self.childcare_capacity.saturating_sub(self.childcare_taken())
    }
}

impl Place {
    /// The offer that keeps a place for her.
    pub fn open_offer(&self) -> Option<&Offer> {
        self.offer.as_ref().filter(|offer| !offer.expired)
    }
}

/// What can be done with a group.
#[derive(Debug, Clone)]
pub enum GroupCommand {
    /// Start it.
    Start(GroupStarted),
    /// Give it other leaders.
    ChangeLeaders { leader_person_ids: Vec<String> },
    /// Change how many members it holds.
    ChangeCapacity { capacity: u32 },
    /// Change how many children its childcare holds.
    ChangeChildcare { capacity: u32 },
    /// Give somebody a place, or a turn in the queue. `children`: for how many she needs childcare. `erasure_ordered`: she
    /// is being erased.
    GivePlace { person_id: String, referral_id: String, children: u32, erasure_ordered: bool },
    /// Tell for how many children somebody needs childcare; a member gets what is free.
    TellChildcareNeed { person_id: String, children: u32 },
    /// Offer a free place to somebody in the queue. `yes_at_once`: asked and answered in one.
    Offer { person_id: String, answer_by: Date, given_by: GivenBy, yes_at_once: bool, standing: Standing },
    /// She answers; `leaving`: why she leaves the queue with a no, and whether she wants another place.
    AnswerOffer { answered: GroupOfferAnswered, leaving: Option<(EndReason, Answer)>, standing: Standing },
    /// She did not answer in time.
    ExpireOffer { person_id: String },
    /// Take an offer back.
    WithdrawOffer { person_id: String, reason: GroupOfferWithdrawReason },
    /// End a place or a turn, and an offer with it. `new_place_wanted` is unspecified after a good end, or when nobody
    /// asked; `reason` when it ends with its referral.
    GiveUpPlace { person_id: String, reason: EndReason, new_place_wanted: Answer },
    /// Close it.
    Close { reason: GroupCloseReason },
}

/// Whether somebody may be offered a place, as far as referrals tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    #[default]
    MayBeAsked,
    /// She took back the consent to be asked.
    ConsentWithdrawn,
    ErasureOrdered,
    /// The referral behind her turn is closed.
    ReferralClosed,
}

impl Decider for Group {
    const KIND: &'static str = "group";
    const FOLD_VERSION: u32 = 2;
    type State = GroupState;
    type Command = GroupCommand;
    type Event = Event;
    type Rejection = GroupRejection;

    fn decide(state: &GroupState, command: &GroupCommand, env: &Env) -> Result<Vec<Event>, GroupRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut GroupState, event: &Event, _: Date) {
        match event {
            Event::Started(started) => {
                state.status = GroupStatus::Running.into();
                state.programme_id.clone_from(&started.programme_id);
                state.leaders.clone_from(&started.leader_person_ids);
                state.capacity = started.capacity;
                state.childcare_capacity = started.childcare_capacity;
            }
            Event::LeadersChanged(changed) => state.leaders.clone_from(&changed.leader_person_ids),
            Event::CapacityChanged(changed) => state.capacity = changed.capacity,
            Event::ChildcareChanged(changed) => state.childcare_capacity = changed.capacity,
            Event::PlaceGiven(given) => {
                let turn = take(&mut state.queue, &given.person_id).unwrap_or_default();
                state.members.push(Place {
                    person_id: given.person_id.clone(),
                    referral_id: given.referral_id.clone(),
                    offer: None,
                    ..turn
                });
            }
            Event::PlaceQueued(queued) => state.queue.push(Place {
                person_id: queued.person_id.clone(),
                referral_id: queued.referral_id.clone(),
                ..Place::default()
            }),
            Event::PlaceGivenUp(given_up) => {
                take(&mut state.members, &given_up.person_id);
                take(&mut state.queue, &given_up.person_id);
            }
            Event::ChildcareTold(told) => {
                let mut places = state.members.iter_mut().chain(&mut state.queue);
                if let Some(place) = places.find(|place| place.person_id == told.person_id) {
                    (place.children, place.childcare_places) = (told.children, told.places);
                }
            }
            Event::PlaceOffered(offered) => state.set_offer(
                &offered.person_id,
                Some(Offer {
                    answer_by: offered.answer_by.parse().ok(),
                    childcare_places: offered.childcare_places,
                    expired: false,
                }),
            ),
            Event::OfferAnswered(answered) => state.set_offer(&answered.person_id, None),
            Event::OfferWithdrawn(withdrawn) => state.set_offer(&withdrawn.person_id, None),
            Event::OfferExpired(expired) => {
                let turn = state.queue.iter_mut().find(|turn| turn.person_id == expired.person_id);
                if let Some(offer) = turn.and_then(|turn| turn.offer.as_mut()) {
                    offer.expired = true;
                }
            }
            Event::Closed(_) => {
                state.status = GroupStatus::Closed.into();
                state.members.clear();
                state.queue.clear();
            }
        }
    }
}

impl GroupState {
    fn set_offer(&mut self, person_id: &str, offer: Option<Offer>) {
        if let Some(turn) = self.queue.iter_mut().find(|turn| turn.person_id == person_id) {
            turn.offer = offer;
        }
    }
}

fn take(places: &mut Vec<Place>, person_id: &str) -> Option<Place> {
    let at = places.iter().position(|place| place.person_id == person_id)?;
    Some(places.remove(at))
}
