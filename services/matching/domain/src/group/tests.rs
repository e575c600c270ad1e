mod childcare;
mod offers;

use decider::given;
use proto::{
    matching::v1::{
        EndReason, GroupCapacityChanged, GroupCloseReason, GroupClosed, GroupLeadersChanged, GroupPlaceGiven,
        GroupPlaceGivenUp, GroupPlaceQueued, GroupStarted, group_event::Event,
    },
    referrals::v1::Answer,
};

use super::{Group, GroupCommand as Command, GroupRejection as Rejection};

fn starting(capacity: u32, leaders: &[&str]) -> GroupStarted {
    GroupStarted {
        name: "Keskiviikon äidit".to_owned(),
        programme_id: "pilot-mothers".to_owned(),
        municipality_code: "853".to_owned(),
        leader_person_ids: leaders.iter().map(|leader| (*leader).to_owned()).collect(),
        capacity,
        childcare_capacity: 0,
    }
}

fn group_of(capacity: u32) -> Event {
    Event::Started(starting(capacity, &["leader"]))
}

fn give(person_id: &str) -> Command {
    Command::GivePlace {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        children: 0,
        erasure_ordered: false,
    }
}

fn given_to(person_id: &str) -> Event {
    Event::PlaceGiven(GroupPlaceGiven { person_id: person_id.to_owned(), referral_id: format!("of-{person_id}") })
}

fn queued(person_id: &str) -> Event {
    Event::PlaceQueued(GroupPlaceQueued { person_id: person_id.to_owned(), referral_id: format!("of-{person_id}") })
}

fn given_up(person_id: &str) -> Event {
    Event::PlaceGivenUp(GroupPlaceGivenUp {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        reason: EndReason::Moved.into(),
        new_place_wanted: Answer::No.into(),
    })
}

fn give_up(person_id: &str) -> Command {
    Command::GiveUpPlace { person_id: person_id.to_owned(), reason: EndReason::Moved, new_place_wanted: Answer::No }
}

#[test]
fn who_is_being_erased_gets_neither_a_place_nor_a_turn() {
    let erasing = |person_id: &str| Command::GivePlace {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        children: 0,
        erasure_ordered: true,
    };
    given::<Group>([group_of(1)]).when(&erasing("a")).then_rejected(Rejection::ErasureOrdered);
    given::<Group>([group_of(1), given_to("a")]).when(&erasing("b")).then_rejected(Rejection::ErasureOrdered);
}

#[test]
fn a_group_starts_with_a_leader_and_room_for_somebody() {
    let start = |capacity, leaders: &[&str]| Command::Start(starting(capacity, leaders));
    given::<Group>([]).when(&start(8, &["leader"])).then([group_of(8)]);
    given::<Group>([]).when(&start(8, &[])).then_rejected(Rejection::NoLeader);
    given::<Group>([]).when(&start(0, &["leader"])).then_rejected(Rejection::CapacityZero);
    given::<Group>([group_of(8)]).when(&start(8, &["leader"])).then_rejected(Rejection::AlreadyStarted);
}

#[test]
fn a_place_is_given_while_there_is_room_and_queued_after() {
    given::<Group>([group_of(1)]).when(&give("a")).then([given_to("a")]);
    given::<Group>([group_of(1), given_to("a")]).when(&give("b")).then([queued("b")]);
}

#[test]
fn somebody_has_one_place_or_turn() {
    given::<Group>([group_of(2), given_to("a")]).when(&give("a")).then_nothing();
    given::<Group>([group_of(1), given_to("a"), queued("b")]).when(&give("b")).then_nothing();
}

#[test]
fn nobody_moves_up_by_a_place_that_is_given_up() {
    given::<Group>([group_of(1), given_to("a"), queued("b"), queued("c")]).when(&give_up("a")).then([given_up("a")]);
}

#[test]
fn who_comes_later_waits_behind_those_for_whom_a_place_is_free() {
    given::<Group>([group_of(1), given_to("a"), queued("b"), given_up("a")]).when(&give("c")).then([queued("c")]);
}

#[test]
fn a_turn_that_is_given_up_moves_nobody_into_the_group() {
    given::<Group>([group_of(1), given_to("a"), queued("b"), queued("c")]).when(&give_up("b")).then([given_up("b")]);
    given::<Group>([group_of(1)]).when(&give_up("a")).then_rejected(Rejection::NoPlace);
}

#[test]
fn a_good_end_of_a_place_does_not_ask_whether_another_is_wanted() {
    let leave = |reason, new_place_wanted| Command::GiveUpPlace { person_id: "a".to_owned(), reason, new_place_wanted };
    given::<Group>([group_of(1), given_to("a")])
        .when(&leave(EndReason::GoalsMet, Answer::Yes))
        .then_rejected(Rejection::EndQuestions);
    let left = Event::PlaceGivenUp(GroupPlaceGivenUp {
        person_id: "a".to_owned(),
        referral_id: "of-a".to_owned(),
        reason: EndReason::GoalsMet.into(),
        new_place_wanted: Answer::Unspecified.into(),
    });
    given::<Group>([group_of(1), given_to("a")]).when(&leave(EndReason::GoalsMet, Answer::Unspecified)).then([left]);
}

#[test]
fn nobody_moves_up_into_a_larger_group() {
    given::<Group>([group_of(1), given_to("a"), queued("b"), queued("c"), queued("d")])
        .when(&Command::ChangeCapacity { capacity: 3 })
        .then([Event::CapacityChanged(GroupCapacityChanged { capacity: 3 })]);
}

#[test]
fn a_group_does_not_shrink_below_its_members() {
    given::<Group>([group_of(2), given_to("a"), given_to("b")])
        .when(&Command::ChangeCapacity { capacity: 1 })
        .then_rejected(Rejection::CapacityBelowMembers { members: 2 });
}

#[test]
fn who_leads_a_group_is_no_participant_of_it() {
    given::<Group>([group_of(2)]).when(&give("leader")).then_rejected(Rejection::LeaderIsNoMember);
    let lead = |leader: &str| Command::ChangeLeaders { leader_person_ids: vec![leader.to_owned()] };
    given::<Group>([group_of(2), given_to("a")]).when(&lead("a")).then_rejected(Rejection::LeaderIsNoMember);
    given::<Group>([group_of(2), given_to("a")])
        .when(&lead("b"))
        .then([Event::LeadersChanged(GroupLeadersChanged { leader_person_ids: vec!["b".to_owned()] })]);
}

#[test]
fn a_closed_group_gives_no_places() {
    let closed = Event::Closed(GroupClosed { reason: GroupCloseReason::Funding.into() });
    let close = Command::Close { reason: GroupCloseReason::Funding };
    given::<Group>([group_of(2)]).when(&close).then([closed.clone()]);
    given::<Group>([group_of(2), closed.clone()]).when(&close).then_nothing();
    given::<Group>([group_of(2), closed]).when(&give("a")).then_rejected(Rejection::Closed);
}
