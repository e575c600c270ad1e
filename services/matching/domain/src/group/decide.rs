use proto::{
    matching::v1::{
        EndReason, GroupCapacityChanged, GroupClosed, GroupLeadersChanged, GroupPlaceGiven, GroupPlaceGivenUp,
        GroupPlaceQueued, GroupPlaceStatus, GroupStarted, GroupStatus, group_event::Event,
    },
    referrals::v1::Answer,
};

use super::{GroupCommand as Command, GroupRejection as Rejection, GroupState, Place};
use crate::ending::is_good_end;

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &GroupState, command: &Command) -> Decided {
    if let Command::Start(started) = command {
        return start(state, started);
    }
    match state.status() {
        GroupStatus::Unspecified => return Err(Rejection::NotFound),
        GroupStatus::Closed if matches!(command, Command::Close { .. }) => return Ok(vec![]),
        GroupStatus::Closed => return Err(Rejection::Closed),
        GroupStatus::Running => {}
    }
    match command {
        Command::Start(_) => Err(Rejection::AlreadyStarted),
        Command::ChangeLeaders { leader_person_ids } => change_leaders(state, leader_person_ids),
        Command::ChangeCapacity { capacity } => change_capacity(state, *capacity),
        Command::GivePlace { erasure_ordered: true, .. } => Err(Rejection::ErasureOrdered),
        Command::GivePlace { person_id, referral_id, .. } => give_place(state, person_id, referral_id),
        Command::GiveUpPlace { person_id, reason, new_place_wanted } => {
            give_up_place(state, person_id, *reason, *new_place_wanted)
        }
        Command::Close { reason } => Ok(vec![Event::Closed(GroupClosed { reason: (*reason).into() })]),
    }
}

fn start(state: &GroupState, started: &GroupStarted) -> Decided {
    if state.exists() {
        return Err(Rejection::AlreadyStarted);
    }
    if started.leader_person_ids.is_empty() {
        return Err(Rejection::NoLeader);
    }
    if started.capacity == 0 {
        return Err(Rejection::CapacityZero);
    }
    Ok(vec![Event::Started(started.clone())])
}

fn change_leaders(state: &GroupState, leaders: &[String]) -> Decided {
    if leaders.is_empty() {
        return Err(Rejection::NoLeader);
    }
    if leaders.iter().any(|leader| state.place_of(leader) != GroupPlaceStatus::Unspecified) {
        return Err(Rejection::LeaderIsNoMember);
    }
    if leaders == state.leaders {
        return Ok(vec![]);
    }
    Ok(vec![Event::LeadersChanged(GroupLeadersChanged { leader_person_ids: leaders.to_vec() })])
}

fn change_capacity(state: &GroupState, capacity: u32) -> Decided {
    if capacity == 0 {
        return Err(Rejection::CapacityZero);
    }
    if capacity < state.members_count() {
        return Err(Rejection::CapacityBelowMembers { members: state.members_count() });
    }
    if capacity == state.capacity {
        return Ok(vec![]);
    }
    let mut events = vec![Event::CapacityChanged(GroupCapacityChanged { capacity })];
    events.extend(moved_up(&state.queue, capacity - state.members_count()));
    Ok(events)
}

/// Leaders are no participants, so nobody is counted on both sides of a group.
fn give_place(state: &GroupState, person_id: &str, referral_id: &str) -> Decided {
    if state.leaders.iter().any(|leader| leader == person_id) {
        return Err(Rejection::LeaderIsNoMember);
    }
    if state.place_of(person_id) != GroupPlaceStatus::Unspecified {
        return Ok(vec![]);
    }
    let (person_id, referral_id) = (person_id.to_owned(), referral_id.to_owned());
    Ok(vec![if state.members_count() < state.capacity {
        Event::PlaceGiven(GroupPlaceGiven { person_id, referral_id })
    } else {
        Event::PlaceQueued(GroupPlaceQueued { person_id, referral_id })
    }])
}

/// A good end asks nothing, as that of a pair.
fn give_up_place(state: &GroupState, person_id: &str, reason: EndReason, new_place_wanted: Answer) -> Decided {
    if is_good_end(reason) && new_place_wanted != Answer::Unspecified {
        return Err(Rejection::EndQuestions);
    }
    let place = state.members.iter().chain(&state.queue).find(|place| place.person_id == person_id);
    let place = place.ok_or(Rejection::NoPlace)?;
    let mut events = vec![Event::PlaceGivenUp(GroupPlaceGivenUp {
        person_id: place.person_id.clone(),
        referral_id: place.referral_id.clone(),
        reason: reason.into(),
        new_place_wanted: new_place_wanted.into(),
    })];
    if state.place_of(person_id) == GroupPlaceStatus::Given {
        events.extend(moved_up(&state.queue, 1));
    }
    Ok(events)
}

/// The next in the queue become members.
fn moved_up(queue: &[Place], free: u32) -> impl Iterator<Item = Event> {
    queue.iter().take(usize::try_from(free).unwrap_or(usize::MAX)).map(|place| {
        Event::PlaceGiven(GroupPlaceGiven {
            person_id: place.person_id.clone(),
            referral_id: place.referral_id.clone(),
        })
    })
}
