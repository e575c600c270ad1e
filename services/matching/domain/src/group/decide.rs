use decider::Env;
use proto::{
    matching::v1::{
        EndReason, GroupCapacityChanged, GroupClosed, GroupLeadersChanged, GroupPlaceGiven, GroupPlaceGivenUp,
        GroupPlaceQueued, GroupPlaceStatus, GroupStarted, GroupStatus, group_event::Event,
    },
    referrals::v1::Answer,
};

use super::{GroupCommand as Command, GroupRejection as Rejection, GroupState, childcare, offer};
use crate::ending::is_good_end;

pub(super) type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &GroupState, command: &Command, env: &Env) -> Decided {
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
        Command::ChangeChildcare { capacity } => childcare::change(state, *capacity),
        Command::GivePlace { erasure_ordered: true, .. } => Err(Rejection::ErasureOrdered),
        Command::GivePlace { person_id, referral_id, children, .. } => {
            give_place(state, person_id, referral_id, *children)
        }
        Command::TellChildcareNeed { person_id, children } => childcare::tell(state, person_id, *children),
        Command::Offer { person_id, answer_by, given_by, yes_at_once, standing } => {
            offer::offer(state, person_id, (*answer_by, *given_by), *yes_at_once, *standing, env)
        }
        Command::AnswerOffer { answered, leaving, standing } => offer::answer(state, answered, *leaving, *standing),
        Command::ExpireOffer { person_id } => offer::expire(state, person_id, env),
        Command::WithdrawOffer { person_id, reason } => offer::withdraw(state, person_id, *reason),
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

/// What is kept for somebody is taken as much as what a member has.
fn change_capacity(state: &GroupState, capacity: u32) -> Decided {
    if capacity == 0 {
        return Err(Rejection::CapacityZero);
    }
    if capacity < state.places_taken() {
        return Err(Rejection::CapacityBelowMembers { members: state.places_taken() });
    }
    if capacity == state.capacity {
        return Ok(vec![]);
    }
    Ok(vec![Event::CapacityChanged(GroupCapacityChanged { capacity })])
}

/// Leaders are no participants, so nobody is counted on both sides of a group. A place that others wait for is theirs to
/// be offered.
fn give_place(state: &GroupState, person_id: &str, referral_id: &str, children: u32) -> Decided {
    if state.leaders.iter().any(|leader| leader == person_id) {
        return Err(Rejection::LeaderIsNoMember);
    }
    if state.place_of(person_id) != GroupPlaceStatus::Unspecified {
        return Ok(vec![]);
    }
    if children > 0 && state.childcare_capacity == 0 {
        return Err(Rejection::NoChildcare);
    }
    let is_given = state.has_free_place() && state.queue.is_empty();
    let (person_id, referral_id) = (person_id.to_owned(), referral_id.to_owned());
    let childcare_places = if is_given { childcare::for_newcomer(state, children) } else { 0 };
    let told = childcare::told(&person_id, children, childcare_places);
    let place = if is_given {
        Event::PlaceGiven(GroupPlaceGiven { person_id, referral_id })
    } else {
        Event::PlaceQueued(GroupPlaceQueued { person_id, referral_id })
    };
    Ok([place].into_iter().chain((children > 0).then_some(told)).collect())
}

/// A good end asks nothing, as that of a pair.
pub(super) fn give_up_place(
    state: &GroupState,
    person_id: &str,
    reason: EndReason,
    new_place_wanted: Answer,
) -> Decided {
    if is_good_end(reason) && new_place_wanted != Answer::Unspecified {
        return Err(Rejection::EndQuestions);
    }
    let place = state.members.iter().chain(&state.queue).find(|place| place.person_id == person_id);
    let place = place.ok_or(Rejection::NoPlace)?;
    Ok(vec![Event::PlaceGivenUp(GroupPlaceGivenUp {
        person_id: place.person_id.clone(),
        referral_id: place.referral_id.clone(),
        reason: reason.into(),
        new_place_wanted: new_place_wanted.into(),
    })])
}
