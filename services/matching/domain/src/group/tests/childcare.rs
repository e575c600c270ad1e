use jiff::civil::date;
use proto::{
    matching::v1::{GroupChildcareChanged, GroupChildcareTold, GroupOfferAnswered, GroupPlaceOffered},
    referrals::v1::GivenBy,
};

use super::*;
use crate::group::Standing;

/// Eight members, and so many children.
fn group_with_childcare(childcare_capacity: u32) -> Event {
    Event::Started(GroupStarted { childcare_capacity, ..starting(8, &["leader"]) })
}

fn give_with(person_id: &str, children: u32) -> Command {
    let Command::GivePlace { person_id, referral_id, erasure_ordered, .. } = give(person_id) else { unreachable!() };
    Command::GivePlace { person_id, referral_id, children, erasure_ordered }
}

fn told(person_id: &str, children: u32, places: u32) -> Event {
    Event::ChildcareTold(GroupChildcareTold { person_id: person_id.to_owned(), children, places })
}

fn tell(person_id: &str, children: u32) -> Command {
    Command::TellChildcareNeed { person_id: person_id.to_owned(), children }
}

fn offered(person_id: &str, childcare_places: u32) -> Event {
    Event::PlaceOffered(GroupPlaceOffered {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        answer_by: "2026-03-09".to_owned(),
        given_by: GivenBy::Spoken.into(),
        childcare_places,
    })
}

fn offer(person_id: &str) -> Command {
    Command::Offer {
        person_id: person_id.to_owned(),
        answer_by: date(2026, 3, 9),
        given_by: GivenBy::Spoken,
        yes_at_once: false,
        standing: Standing::MayBeAsked,
    }
}

fn yes(person_id: &str) -> GroupOfferAnswered {
    GroupOfferAnswered { person_id: person_id.to_owned(), yes: true, given_by: GivenBy::Spoken.into(), decline: None }
}

#[test]
fn a_mother_gets_childcare_for_all_her_children_or_waits_for_it() {
    let group = [group_with_childcare(3), given_to("a"), told("a", 2, 2)];
    given::<Group>(group.clone()).when(&give_with("b", 1)).then([given_to("b"), told("b", 1, 1)]);
    given::<Group>(group).when(&give_with("b", 2)).then([given_to("b"), told("b", 2, 0)]);
}

#[test]
fn what_is_free_is_the_members_who_wait_before_anybody_newer() {
    let group = [group_with_childcare(3), given_to("a"), told("a", 2, 2), given_to("b"), told("b", 2, 0)];
    given::<Group>(group.clone()).when(&give_with("c", 1)).then([given_to("c"), told("c", 1, 0)]);
    let free = group.into_iter().chain([told("a", 1, 1)]);
    given::<Group>(free).when(&tell("b", 2)).then([told("b", 2, 2)]);
}

#[test]
fn in_the_queue_nobody_has_childcare() {
    let group = [Event::Started(GroupStarted { childcare_capacity: 5, ..starting(1, &["leader"]) }), given_to("a")];
    given::<Group>(group.clone()).when(&give_with("b", 2)).then([queued("b"), told("b", 2, 0)]);
    given::<Group>(group.into_iter().chain([queued("b")])).when(&tell("b", 3)).then([told("b", 3, 0)]);
}

#[test]
fn who_needs_more_keeps_what_she_has_while_childcare_is_full() {
    let group = [group_with_childcare(3), given_to("a"), told("a", 2, 2), given_to("b"), told("b", 1, 1)];
    given::<Group>(group.clone()).when(&tell("b", 2)).then([told("b", 2, 1)]);
    given::<Group>(group.clone()).when(&tell("b", 0)).then([told("b", 0, 0)]);
    given::<Group>(group).when(&tell("b", 1)).then_nothing();
}

#[test]
fn a_group_without_childcare_has_no_places_in_it_and_nobody_waits_for_any() {
    given::<Group>([group_of(8)]).when(&give_with("a", 1)).then_rejected(Rejection::NoChildcare);
    given::<Group>([group_of(8), given_to("a")]).when(&tell("a", 1)).then_rejected(Rejection::NoChildcare);
    given::<Group>([group_with_childcare(3)]).when(&tell("a", 1)).then_rejected(Rejection::NoPlace);
}

#[test]
fn childcare_does_not_shrink_below_what_is_taken_and_kept() {
    let group = [
        Event::Started(GroupStarted { childcare_capacity: 5, ..starting(2, &["leader"]) }),
        given_to("a"),
        told("a", 2, 2),
        queued("b"),
        told("b", 1, 0),
        offered("b", 1),
    ];
    let change = |capacity| Command::ChangeChildcare { capacity };
    given::<Group>(group.clone()).when(&change(2)).then_rejected(Rejection::ChildcareBelowTaken { taken: 3 });
    given::<Group>(group.clone())
        .when(&change(3))
        .then([Event::ChildcareChanged(GroupChildcareChanged { capacity: 3 })]);
    given::<Group>(group).when(&change(5)).then_nothing();
}

#[test]
fn an_offer_keeps_childcare_with_its_place_or_says_that_it_is_full() {
    let waiting = |childcare_capacity| {
        [
            Event::Started(GroupStarted { childcare_capacity, ..starting(2, &["leader"]) }),
            given_to("a"),
            told("a", 2, 2),
            queued("b"),
            told("b", 2, 0),
        ]
    };
    given::<Group>(waiting(4)).when(&offer("b")).then([offered("b", 2)]);
    given::<Group>(waiting(3)).when(&offer("b")).then([offered("b", 0)]);
    let says_yes = Command::AnswerOffer { answered: yes("b"), leaving: None, standing: Standing::MayBeAsked };
    let with = waiting(4).into_iter().chain([offered("b", 2)]);
    given::<Group>(with).when(&says_yes).then([Event::OfferAnswered(yes("b")), given_to("b"), told("b", 2, 2)]);
    let without = waiting(3).into_iter().chain([offered("b", 0)]);
    given::<Group>(without).when(&says_yes).then([Event::OfferAnswered(yes("b")), given_to("b")]);
}
