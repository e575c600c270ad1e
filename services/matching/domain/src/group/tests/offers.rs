use jiff::civil::{Date, date};
use proto::{
    matching::v1::{
        GroupOfferAnswered, GroupOfferExpired, GroupOfferWithdrawReason, GroupOfferWithdrawn, GroupPlaceOffered,
    },
    referrals::v1::GivenBy,
};

use super::*;
use crate::{group::Standing, samples::sealed};

const UNTIL: Date = date(2026, 3, 9);

fn offer(person_id: &str) -> Command {
    offer_to(person_id, false, Standing::MayBeAsked)
}

fn offer_to(person_id: &str, yes_at_once: bool, standing: Standing) -> Command {
    let person_id = person_id.to_owned();
    Command::Offer { person_id, answer_by: UNTIL, given_by: GivenBy::Spoken, yes_at_once, standing }
}

fn offered(person_id: &str) -> Event {
    Event::PlaceOffered(GroupPlaceOffered {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        answer_by: UNTIL.to_string(),
        given_by: GivenBy::Spoken.into(),
        childcare_places: 0,
    })
}

fn answer(person_id: &str, yes: bool) -> GroupOfferAnswered {
    GroupOfferAnswered { person_id: person_id.to_owned(), yes, given_by: GivenBy::Spoken.into(), decline: None }
}

fn says(person_id: &str, yes: bool) -> Command {
    Command::AnswerOffer { answered: answer(person_id, yes), leaving: None, standing: Standing::MayBeAsked }
}

fn said(person_id: &str, yes: bool) -> Event {
    Event::OfferAnswered(answer(person_id, yes))
}

fn expired(person_id: &str) -> Event {
    Event::OfferExpired(GroupOfferExpired { person_id: person_id.to_owned() })
}

/// Nobody has a place in a group of one; b and c wait.
fn free_and_waited_for() -> Vec<Event> {
    vec![group_of(1), given_to("a"), queued("b"), queued("c"), given_up("a")]
}

fn after(events: impl IntoIterator<Item = Event>) -> Vec<Event> {
    free_and_waited_for().into_iter().chain(events).collect()
}

#[test]
fn a_free_place_is_offered_and_her_yes_gives_it() {
    given::<Group>(free_and_waited_for()).when(&offer("b")).then([offered("b")]);
    given::<Group>(after([offered("b")])).when(&says("b", true)).then([said("b", true), given_to("b")]);
}

#[test]
fn who_says_yes_at_once_is_offered_and_given_the_place_in_one() {
    given::<Group>(free_and_waited_for()).when(&offer_to("b", true, Standing::MayBeAsked)).then([
        offered("b"),
        said("b", true),
        given_to("b"),
    ]);
}

#[test]
fn an_offer_keeps_its_place() {
    given::<Group>(after([offered("b")])).when(&offer("c")).then_rejected(Rejection::Full);
    given::<Group>(after([offered("b")])).when(&give("d")).then([queued("d")]);
    given::<Group>([group_of(2), given_to("a"), queued("b"), offered("b")])
        .when(&Command::ChangeCapacity { capacity: 1 })
        .then_rejected(Rejection::CapacityBelowMembers { members: 2 });
}

#[test]
fn what_is_full_is_not_offered() {
    given::<Group>([group_of(1), given_to("a"), queued("b")]).when(&offer("b")).then_rejected(Rejection::Full);
}

#[test]
fn a_place_is_offered_to_somebody_in_the_queue_once_at_a_time() {
    given::<Group>([group_of(3), given_to("a")]).when(&offer("a")).then_rejected(Rejection::HasPlace);
    given::<Group>([group_of(3), given_to("a")]).when(&offer("b")).then_rejected(Rejection::NoPlace);
    let open = Rejection::OfferOpen { answer_by: Some(UNTIL) };
    given::<Group>(after([offered("b")])).when(&offer("b")).then_rejected(open);
}

#[test]
fn an_offer_stands_until_a_day_that_is_not_past() {
    given::<Group>(free_and_waited_for()).on("2026-03-10").when(&offer("b")).then_rejected(Rejection::OfferInPast);
}

#[test]
fn who_may_not_be_asked_is_offered_nothing_and_becomes_no_member() {
    for (standing, refused) in [
        (Standing::ConsentWithdrawn, Rejection::MayNotBeAsked),
        (Standing::ErasureOrdered, Rejection::ErasureOrdered),
        (Standing::ReferralClosed, Rejection::ReferralClosed),
    ] {
        given::<Group>(free_and_waited_for()).when(&offer_to("b", false, standing)).then_rejected(refused.clone());
        let yes = Command::AnswerOffer { answered: answer("b", true), leaving: None, standing };
        given::<Group>(after([offered("b")])).when(&yes).then_rejected(refused);
        let no = Command::AnswerOffer { answered: answer("b", false), leaving: None, standing };
        given::<Group>(after([offered("b")])).when(&no).then([said("b", false)]);
    }
}

#[test]
fn who_says_no_stays_in_the_queue_unless_she_leaves_it() {
    given::<Group>(after([offered("b")])).when(&says("b", false)).then([said("b", false)]);
    given::<Group>(after([offered("b"), said("b", false)])).when(&offer("c")).then([offered("c")]);
    let leaves = Command::AnswerOffer {
        answered: answer("b", false),
        leaving: Some((EndReason::Moved, Answer::No)),
        standing: Standing::MayBeAsked,
    };
    given::<Group>(after([offered("b")])).when(&leaves).then([said("b", false), given_up("b")]);
}

#[test]
fn a_yes_has_no_reason_to_decline_and_leaves_no_queue() {
    let answered = GroupOfferAnswered { decline: Some(sealed()), ..answer("b", true) };
    let declining = Command::AnswerOffer { answered, leaving: None, standing: Standing::MayBeAsked };
    given::<Group>(after([offered("b")])).when(&declining).then_rejected(Rejection::DeclineWithYes);
    let leaving = Command::AnswerOffer {
        answered: answer("b", true),
        leaving: Some((EndReason::Moved, Answer::No)),
        standing: Standing::MayBeAsked,
    };
    given::<Group>(after([offered("b")])).when(&leaving).then_rejected(Rejection::DeclineWithYes);
}

#[test]
fn only_what_was_offered_is_answered() {
    given::<Group>(free_and_waited_for()).when(&says("b", true)).then_rejected(Rejection::NoOffer);
    given::<Group>(after([offered("b"), said("b", false)])).when(&says("b", true)).then_rejected(Rejection::NoOffer);
}

#[test]
fn an_offer_expires_after_its_last_day_and_keeps_nothing_any_more() {
    let expire = Command::ExpireOffer { person_id: "b".to_owned() };
    given::<Group>(after([offered("b")]))
        .on("2026-03-09")
        .when(&expire)
        .then_rejected(Rejection::OfferInTime { answer_by: UNTIL });
    given::<Group>(after([offered("b")])).on("2026-03-10").when(&expire).then([expired("b")]);
    given::<Group>(after([offered("b"), expired("b")])).on("2026-03-11").when(&expire).then_nothing();
    given::<Group>(after([offered("b"), expired("b")])).when(&offer("c")).then([offered("c")]);
    given::<Group>(after([offered("b"), expired("b")])).when(&offer("b")).then([offered("b")]);
}

#[test]
fn who_answers_late_gets_the_place_only_while_it_is_free() {
    let late = [offered("b"), expired("b")];
    given::<Group>(after(late.clone())).when(&says("b", true)).then([said("b", true), given_to("b")]);
    given::<Group>(after(late.clone().into_iter().chain([offered("c")])))
        .when(&says("b", true))
        .then_rejected(Rejection::Full);
    given::<Group>(after(late.into_iter().chain([offered("c")]))).when(&says("b", false)).then([said("b", false)]);
}

#[test]
fn an_offer_that_is_taken_back_frees_its_place_and_leaves_her_turn() {
    let reason = GroupOfferWithdrawReason::RecordsMerged;
    let withdraw = Command::WithdrawOffer { person_id: "b".to_owned(), reason };
    let withdrawn = Event::OfferWithdrawn(GroupOfferWithdrawn { person_id: "b".to_owned(), reason: reason.into() });
    given::<Group>(after([offered("b")])).when(&withdraw).then([withdrawn.clone()]);
    given::<Group>(after([offered("b"), withdrawn.clone()])).when(&withdraw).then_rejected(Rejection::NoOffer);
    given::<Group>(after([offered("b"), withdrawn.clone()])).when(&offer("c")).then([offered("c")]);
    given::<Group>(after([offered("b"), withdrawn])).when(&offer("b")).then([offered("b")]);
}

#[test]
fn a_turn_that_ends_takes_its_offer_with_it() {
    given::<Group>(after([offered("b")])).when(&give_up("b")).then([given_up("b")]);
    given::<Group>(after([offered("b"), given_up("b")])).when(&offer("c")).then([offered("c")]);
}
