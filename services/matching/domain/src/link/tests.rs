use decider::given;
use jiff::civil::{Date, date};
use proto::matching::v1::{LinkAction, LinkIssued, LinkRevoked, LinkUsed, Side, link_event::Event};
use uuid::Uuid;

use super::{Link, LinkCommand as Command, LinkRejection as Rejection, LinkState, Object, link_of};
use crate::samples::sealed;

/// Works until 16 March 2026.
fn issued() -> LinkIssued {
    LinkIssued {
        action: LinkAction::AnswerProposal.into(),
        object_id: "proposal".to_owned(),
        side: Side::Participant.into(),
        person_id: "mother".to_owned(),
        expires_on: "2026-03-16".to_owned(),
        secret: Some(sealed()),
    }
}

const WAITS: Object = Object { waits: true, may_be_shown: true, until: Date::constant(2026, 3, 16) };

fn issue(object: Object) -> Command {
    Command::Issue { issued: issued(), object }
}

fn made() -> Event {
    Event::Issued(issued())
}

fn revoked() -> Event {
    Event::Revoked(LinkRevoked {})
}

fn used() -> Event {
    Event::Used(LinkUsed {})
}

fn state_after(events: impl IntoIterator<Item = Event>) -> LinkState {
    let mut state = LinkState::default();
    for event in events {
        <Link as decider::Decider>::evolve(&mut state, &event, date(2026, 3, 2));
    }
    state
}

#[test]
fn a_link_is_made_while_there_is_something_to_answer() {
    given::<Link>([]).on("2026-03-02").when(&issue(WAITS)).then([made()]);
    given::<Link>([])
        .on("2026-03-02")
        .when(&issue(Object { waits: false, ..WAITS }))
        .then_rejected(Rejection::NothingToDo);
}

#[test]
fn nobody_is_shown_by_a_link_who_does_not_agree() {
    given::<Link>([])
        .on("2026-03-02")
        .when(&issue(Object { may_be_shown: false, ..WAITS }))
        .then_rejected(Rejection::WithoutConsent);
}

#[test]
fn a_link_lives_no_longer_than_what_it_is_for() {
    given::<Link>([]).on("2026-03-16").when(&issue(WAITS)).then([made()]);
    given::<Link>([]).on("2026-03-17").when(&issue(WAITS)).then_rejected(Rejection::ExpiresInPast);
    let until = date(2026, 3, 10);
    given::<Link>([])
        .on("2026-03-02")
        .when(&issue(Object { until, ..WAITS }))
        .then_rejected(Rejection::ExpiresTooLate { until });
}

#[test]
fn a_link_is_used_once() {
    given::<Link>([made()]).on("2026-03-02").when(&Command::Use { issue: 1 }).then([used()]);
    given::<Link>([made(), used()]).on("2026-03-02").when(&Command::Use { issue: 1 }).then_rejected(Rejection::Used);
}

#[test]
fn a_link_is_used_until_its_last_day() {
    given::<Link>([made()]).on("2026-03-16").when(&Command::Use { issue: 1 }).then([used()]);
    given::<Link>([made()]).on("2026-03-17").when(&Command::Use { issue: 1 }).then_rejected(Rejection::Dead);
}

#[test]
fn a_link_that_was_taken_back_is_dead_and_may_be_made_anew() {
    given::<Link>([made()]).when(&Command::Revoke).then([revoked()]);
    given::<Link>([made(), revoked()]).when(&Command::Revoke).then_nothing();
    given::<Link>([made(), revoked()]).on("2026-03-02").when(&Command::Use { issue: 1 }).then_rejected(Rejection::Dead);
    given::<Link>([made(), revoked()]).on("2026-03-02").when(&issue(WAITS)).then([made()]);
    given::<Link>([]).when(&Command::Revoke).then_rejected(Rejection::NotFound);
}

#[test]
fn a_new_link_takes_the_place_of_the_one_before() {
    let both = || [made(), made()];
    given::<Link>(both()).on("2026-03-02").when(&Command::Use { issue: 1 }).then_rejected(Rejection::Dead);
    given::<Link>(both()).on("2026-03-02").when(&Command::Use { issue: 2 }).then([used()]);
    let state = state_after([made(), used(), made()]);
    assert_eq!(state.issue(), 2);
    assert!(state.standing(1, date(2026, 3, 2)).is_none());
    assert!(!state.standing(2, date(2026, 3, 2)).unwrap().used);
}

#[test]
fn both_sides_of_a_thing_have_links_of_their_own() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(link_of(one, Side::Volunteer), link_of(one, Side::Volunteer));
    assert_ne!(link_of(one, Side::Volunteer), link_of(one, Side::Participant));
    assert_ne!(link_of(one, Side::Volunteer), link_of(other, Side::Volunteer));
}
