//! Laws that hold over any sequence of commands, whatever each of them was answered.

mod commands;

use std::collections::BTreeSet;

use decider::{Decider, Env, StoredEvent as _};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proto::matching::v1::{
    Side, SupportRequestStatus, group_event::Event as GroupEvent, link_event::Event as LinkEvent,
    support_request_event::Event as SupportRequestEvent, volunteer_event::Event as VolunteerEvent,
};

use self::commands::{
    group_commands, link_command, match_command, proposal_command, support_request_command, volunteer_commands,
};
use crate::{Group, Link, Match, Proposal, SupportRequest, Volunteer};

fn env(day: Date) -> Env {
    let now = day.at(8, 30, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    Env::at(now, None)
}

/// What the commands lead to, each with its day; those that a rule refuses leave nothing.
fn carry_out<D: Decider>(commands: &[D::Command], mut after_each: impl FnMut(&D::State)) -> Vec<(D::Event, Date)> {
    let (mut state, mut history, mut day) = (D::State::default(), Vec::new(), date(2026, 3, 2));
    for command in commands {
        day = day.tomorrow().unwrap();
        for event in D::decide(&state, command, &env(day)).unwrap_or_default() {
            D::evolve(&mut state, &event, day);
            history.push((event, day));
        }
        after_each(&state);
    }
    history
}

/// Folding in one go, and folding in two goes with a saved state between, of events read back from their bytes.
fn folds_alike<D: Decider>(history: &[(D::Event, Date)], cut: usize)
where
    D::State: PartialEq + std::fmt::Debug,
{
    let fold = |mut state: D::State, events: &[(D::Event, Date)]| {
        for (event, day) in events {
            D::evolve(&mut state, event, *day);
        }
        state
    };
    let read = |(event, day): &(D::Event, Date)| {
        (D::Event::decode_body(event.type_name(), event.version(), &event.encode_body()).unwrap(), *day)
    };
    let stored: Vec<_> = history.iter().map(read).collect();
    let (before, after) = stored.split_at(cut.min(stored.len()));
    let saved = postcard::to_stdvec(&fold(D::State::default(), before)).unwrap();
    assert_eq!(fold(D::State::default(), history), fold(postcard::from_bytes(&saved).unwrap(), after));
}

proptest! {
    #[test]
    fn a_volunteers_capacity_is_never_exceeded(commands in volunteer_commands()) {
        carry_out::<Volunteer>(&commands, |state| {
            assert!(state.slots_taken() <= state.capacity(), "{} of {}", state.slots_taken(), state.capacity());
            let matches: BTreeSet<_> = state.slots().iter().map(|slot| &slot.match_id).collect();
            assert_eq!(matches.len(), state.slots().len(), "one slot for one match");
        });
    }

    #[test]
    fn no_absence_of_a_volunteer_overlaps_another(commands in volunteer_commands()) {
        let mut told: Vec<(String, Date, Date)> = Vec::new();
        for (event, _) in carry_out::<Volunteer>(&commands, |_| {}) {
            if let VolunteerEvent::AbsenceTold(absence) = &event {
                let days = (absence.first_day.parse().unwrap(), absence.last_day.parse().unwrap());
                prop_assert!(days.0 <= days.1);
                prop_assert!(told.iter().all(|(_, first, last)| days.1 < *first || *last < days.0));
                told.push((absence.absence_id.clone(), days.0, days.1));
            }
            if let VolunteerEvent::AbsenceTakenBack(back) = &event {
                told.retain(|(id, ..)| *id != back.absence_id);
            }
        }
    }

    #[test]
    fn a_groups_places_and_its_childcare_are_never_exceeded_by_members_and_offers(commands in group_commands()) {
        carry_out::<Group>(&commands, |state| {
            let (taken, capacity) = (state.places_taken(), state.capacity());
            assert!(taken <= capacity, "{taken} of {capacity}");
            let (children, holds) = (state.childcare_taken(), state.childcare_capacity());
            assert!(children <= holds, "{children} of {holds} in childcare");
            assert!(state.queue().iter().all(|turn| turn.childcare_places == 0), "childcare is a member's");
            let all: Vec<_> = state.members().iter().chain(state.queue()).map(|place| &place.person_id).collect();
            let people: BTreeSet<_> = all.iter().collect();
            assert_eq!(people.len(), all.len(), "one place for one person");
        });
    }

    #[test]
    fn nobody_moves_up_from_the_queue_but_by_her_own_yes_to_an_offer(commands in group_commands()) {
        let (mut queue, mut offered, mut agreed) = (BTreeSet::new(), BTreeSet::new(), None);
        for (event, _) in carry_out::<Group>(&commands, |_| {}) {
            match event {
                GroupEvent::PlaceQueued(turn) => {
                    queue.insert(turn.person_id);
                }
                GroupEvent::PlaceOffered(offer) => {
                    offered.insert(offer.person_id);
                }
                GroupEvent::OfferAnswered(said) => {
                    prop_assert!(offered.remove(&said.person_id), "nobody asked her");
                    agreed = said.yes.then_some(said.person_id);
                }
                GroupEvent::PlaceGiven(place) => {
                    let is_hers = agreed.take().is_some_and(|said_yes| said_yes == place.person_id);
                    prop_assert!(is_hers == queue.remove(&place.person_id), "asked, or never waited");
                    prop_assert!(is_hers || queue.is_empty(), "before those who wait");
                }
                GroupEvent::PlaceGivenUp(left) => {
                    queue.remove(&left.person_id);
                    offered.remove(&left.person_id);
                }
                GroupEvent::OfferWithdrawn(back) => {
                    offered.remove(&back.person_id);
                }
                GroupEvent::Started(_)
                | GroupEvent::LeadersChanged(_)
                | GroupEvent::CapacityChanged(_)
                | GroupEvent::ChildcareChanged(_)
                | GroupEvent::ChildcareTold(_)
                | GroupEvent::OfferExpired(_)
                | GroupEvent::Closed(_) => {}
            }
        }
    }

    #[test]
    fn a_request_is_matched_once_until_it_is_reopened_or_closed(
        commands in prop::collection::vec(support_request_command(), 0..60),
    ) {
        let history = carry_out::<SupportRequest>(&commands, |state| {
            assert_eq!(state.match_id().is_some(), state.status() == SupportRequestStatus::Matched);
        });
        let mut running = 0_u32;
        for (event, _) in &history {
            match event {
                SupportRequestEvent::Matched(_) => running += 1,
                SupportRequestEvent::Reopened(_) | SupportRequestEvent::Closed(_) => running = 0,
                SupportRequestEvent::Opened(_)
                | SupportRequestEvent::ProfileTold(_)
                | SupportRequestEvent::PairProposed(_)
                | SupportRequestEvent::PairNotFormed(_)
                | SupportRequestEvent::GuardianNamed(_)
                | SupportRequestEvent::GuardianRemoved(_)
                | SupportRequestEvent::FamilyConsentGiven(_)
                | SupportRequestEvent::FamilyConsentWithdrawn(_) => {}
            }
            prop_assert!(running <= 1);
        }
    }

    #[test]
    fn a_side_answers_a_proposal_at_most_once(commands in prop::collection::vec(proposal_command(), 0..20)) {
        let history = carry_out::<Proposal>(&commands, |_| {});
        for side in [Side::Participant, Side::Volunteer] {
            let answers = history.iter().filter(|(event, _)| {
                matches!(event, proto::matching::v1::proposal_event::Event::Answered(answer) if answer.side() == side)
            });
            prop_assert!(answers.count() <= 1);
        }
    }

    #[test]
    fn each_link_is_used_at_most_once_and_none_after_a_newer_one(
        commands in prop::collection::vec(link_command(), 0..40),
    ) {
        let mut since_issued = 0_u32;
        for (event, _) in carry_out::<Link>(&commands, |_| {}) {
            match event {
                LinkEvent::Issued(_) => since_issued = 0,
                LinkEvent::Revoked(_) => {}
                LinkEvent::Used(_) => since_issued += 1,
            }
            prop_assert!(since_issued <= 1);
        }
    }

    #[test]
    fn folding_a_link_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(link_command(), 0..40), cut in 0..20_usize,
    ) {
        folds_alike::<Link>(&carry_out::<Link>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_volunteer_is_deterministic_wherever_it_is_split(commands in volunteer_commands(), cut in 0..40_usize) {
        folds_alike::<Volunteer>(&carry_out::<Volunteer>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_support_request_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(support_request_command(), 0..60), cut in 0..40_usize,
    ) {
        folds_alike::<SupportRequest>(&carry_out::<SupportRequest>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_proposal_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(proposal_command(), 0..20), cut in 0..5_usize,
    ) {
        folds_alike::<Proposal>(&carry_out::<Proposal>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_match_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(match_command(), 0..40), cut in 0..20_usize,
    ) {
        folds_alike::<Match>(&carry_out::<Match>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_group_is_deterministic_wherever_it_is_split(commands in group_commands(), cut in 0..40_usize) {
        folds_alike::<Group>(&carry_out::<Group>(&commands, |_| {}), cut);
    }
}
