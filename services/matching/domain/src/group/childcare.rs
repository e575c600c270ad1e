//! Places in a group's childcare. Never more are taken and kept than it holds.

use proto::matching::v1::{GroupChildcareChanged, GroupChildcareTold, group_event::Event};

use super::{GroupRejection as Rejection, GroupState, decide::Decided};

pub(super) fn change(state: &GroupState, capacity: u32) -> Decided {
    let taken = state.childcare_taken();
    if capacity < taken {
        return Err(Rejection::ChildcareBelowTaken { taken });
    }
    if capacity == state.childcare_capacity {
        return Ok(vec![]);
    }
    Ok(vec![Event::ChildcareChanged(GroupChildcareChanged { capacity })])
}

/// A member gets all the places she needs or keeps those she has: one child of two is no childcare. In the queue nobody has
/// any; what an offer keeps is kept as it was made.
pub(super) fn tell(state: &GroupState, person_id: &str, children: u32) -> Decided {
    if children > 0 && state.childcare_capacity == 0 {
        return Err(Rejection::NoChildcare);
    }
    let member = state.members.iter().find(|place| place.person_id == person_id);
    let places = match member {
        Some(has) if children <= state.childcare_free() + has.childcare_places => children,
        Some(has) => has.childcare_places.min(children),
        None => 0,
    };
    let turn = state.queue.iter().find(|turn| turn.person_id == person_id);
    let now = member.or(turn).ok_or(Rejection::NoPlace)?;
    if (now.children, now.childcare_places) == (children, places) {
        return Ok(vec![]);
    }
    Ok(vec![told(person_id, children, places)])
}

/// All, or none while childcare is full or a member waits for it: what is free was hers to ask first.
pub(super) fn for_newcomer(state: &GroupState, children: u32) -> u32 {
    let somebody_waits = state.members.iter().any(|member| member.childcare_places < member.children);
    if somebody_waits || children > state.childcare_free() { 0 } else { children }
}

pub(super) fn told(person_id: &str, children: u32, places: u32) -> Event {
    Event::ChildcareTold(GroupChildcareTold { person_id: person_id.to_owned(), children, places })
}
