//! Offers of free places: made to somebody in the queue, answered by her, expired or taken back. Only her yes makes a
//! member of her.

use decider::Env;
use jiff::civil::Date;
use proto::{
    matching::v1::{
        EndReason, GroupOfferAnswered, GroupOfferExpired, GroupOfferWithdrawReason, GroupOfferWithdrawn,
        GroupPlaceGiven, GroupPlaceOffered, GroupPlaceStatus, group_event::Event,
    },
    referrals::v1::{Answer, GivenBy},
};

use super::{
    GroupRejection as Rejection, GroupState, Offer, Place, Standing, childcare,
    decide::{Decided, give_up_place},
};

pub(super) fn offer(
    state: &GroupState,
    person_id: &str,
    (answer_by, given_by): (Date, GivenBy),
    yes_at_once: bool,
    standing: Standing,
    env: &Env,
) -> Decided {
    if state.place_of(person_id) == GroupPlaceStatus::Given {
        return Err(Rejection::HasPlace);
    }
    let turn = turn_of(state, person_id).ok_or(Rejection::NoPlace)?;
    may_be_asked(standing)?;
    if let Some(open) = turn.open_offer() {
        return Err(Rejection::OfferOpen { answer_by: open.answer_by });
    }
    if answer_by < env.occurred_on {
        return Err(Rejection::OfferInPast);
    }
    if !state.has_free_place() {
        return Err(Rejection::Full);
    }
    let childcare_places = childcare::for_newcomer(state, turn.children);
    let mut events = vec![Event::PlaceOffered(GroupPlaceOffered {
        person_id: turn.person_id.clone(),
        referral_id: turn.referral_id.clone(),
        answer_by: answer_by.to_string(),
        given_by: given_by.into(),
        childcare_places,
    })];
    if yes_at_once {
        let yes = GroupOfferAnswered {
            person_id: turn.person_id.clone(),
            yes: true,
            given_by: given_by.into(),
            decline: None,
        };
        events.extend(becomes_member(turn, yes, childcare_places));
    }
    Ok(events)
}

/// An open offer has its place. To one that expired she may still say yes while a place is free, and no at any time.
pub(super) fn answer(
    state: &GroupState,
    answered: &GroupOfferAnswered,
    leaving: Option<(EndReason, Answer)>,
    standing: Standing,
) -> Decided {
    let (turn, offer) = offered(state, &answered.person_id)?;
    if !answered.yes {
        let mut events = vec![Event::OfferAnswered(answered.clone())];
        if let Some((reason, new_place_wanted)) = leaving {
            events.extend(give_up_place(state, &answered.person_id, reason, new_place_wanted)?);
        }
        return Ok(events);
    }
    if answered.decline.is_some() || leaving.is_some() {
        return Err(Rejection::DeclineWithYes);
    }
    may_be_asked(standing)?;
    if !offer.expired {
        return Ok(becomes_member(turn, answered.clone(), offer.childcare_places).collect());
    }
    if !state.has_free_place() {
        return Err(Rejection::Full);
    }
    let childcare_places = childcare::for_newcomer(state, turn.children);
    Ok(becomes_member(turn, answered.clone(), childcare_places).collect())
}

pub(super) fn expire(state: &GroupState, person_id: &str, env: &Env) -> Decided {
    let (turn, offer) = offered(state, person_id)?;
    if offer.expired {
        return Ok(vec![]);
    }
    if let Some(answer_by) = offer.answer_by.filter(|last| env.occurred_on <= *last) {
        return Err(Rejection::OfferInTime { answer_by });
    }
    Ok(vec![Event::OfferExpired(GroupOfferExpired { person_id: turn.person_id.clone() })])
}

pub(super) fn withdraw(state: &GroupState, person_id: &str, reason: GroupOfferWithdrawReason) -> Decided {
    let (turn, _) = offered(state, person_id)?;
    let (person_id, reason) = (turn.person_id.clone(), reason.into());
    Ok(vec![Event::OfferWithdrawn(GroupOfferWithdrawn { person_id, reason })])
}

/// Her yes and her place are one commit, so no place is given without the other.
fn becomes_member(turn: &Place, yes: GroupOfferAnswered, childcare_places: u32) -> impl Iterator<Item = Event> {
    let (person_id, referral_id) = (turn.person_id.clone(), turn.referral_id.clone());
    let places = childcare_places.min(turn.children);
    let told = (places > 0).then(|| childcare::told(&person_id, turn.children, places));
    let given = Event::PlaceGiven(GroupPlaceGiven { person_id, referral_id });
    [Event::OfferAnswered(yes), given].into_iter().chain(told)
}

fn may_be_asked(standing: Standing) -> Result<(), Rejection> {
    match standing {
        Standing::MayBeAsked => Ok(()),
        Standing::ConsentWithdrawn => Err(Rejection::MayNotBeAsked),
        Standing::ErasureOrdered => Err(Rejection::ErasureOrdered),
        Standing::ReferralClosed => Err(Rejection::ReferralClosed),
    }
}

fn turn_of<'s>(state: &'s GroupState, person_id: &str) -> Option<&'s Place> {
    state.queue.iter().find(|turn| turn.person_id == person_id)
}

fn offered<'s>(state: &'s GroupState, person_id: &str) -> Result<(&'s Place, &'s Offer), Rejection> {
    let turn = turn_of(state, person_id).ok_or(Rejection::NoOffer)?;
    let offer = turn.offer.as_ref().ok_or(Rejection::NoOffer)?;
    Ok((turn, offer))
}
