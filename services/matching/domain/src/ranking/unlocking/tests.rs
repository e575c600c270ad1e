use jiff::civil::date;
use proptest::prelude::*;
use proto::{
    matching::v1::HardRule,
    referrals::v1::{Gender, PersonFacts},
};

use super::{Unlocked, Unlocking, unlocking};
use crate::ranking::{
    Candidate, Waiting, excluding, rank,
    samples::{any_candidate, friend_rules, mother, volunteer},
    why_none,
};

/// Rule and volunteers of every change.
fn changes(waiting: &Waiting, candidates: &[Candidate]) -> Vec<(HardRule, Vec<String>)> {
    let freed = unlocking(waiting, &friend_rules(), candidates).into_iter();
    let ids = |one: &Unlocking<'_>| one.volunteers.iter().map(|freed| freed.volunteer_id.to_owned()).collect();
    freed.map(|one| (one.rule, ids(&one))).collect()
}

#[test]
fn one_more_slot_frees_whom_only_a_slot_keeps_away() {
    let candidates = [
        Candidate { slots_taken: 1, ..volunteer("b") },
        Candidate { slots_taken: 1, ..volunteer("a") },
        Candidate { slots_taken: 1, paused_on_day: true, ..volunteer("c") },
    ];
    assert_eq!(changes(&mother(), &candidates), [(HardRule::FreeSlot, vec!["a".to_owned(), "b".to_owned()])]);
}

#[test]
fn an_agreement_names_the_municipality_it_would_have_to_cover() {
    let uncovered = Waiting { covered: false, ..mother() };
    let candidates = [volunteer("a"), Candidate { approved: false, ..volunteer("b") }];
    assert_eq!(
        unlocking(&uncovered, &friend_rules(), &candidates),
        [Unlocking {
            rule: HardRule::AgreementCovers,
            municipality_code: "609".to_owned(),
            volunteers: vec![Unlocked { volunteer_id: "a", person_id: "person-a", back_on: None }],
        }],
    );
}

#[test]
fn an_agreement_names_no_municipality_of_a_protected_address() {
    let mut uncovered = Waiting { covered: false, ..mother() };
    uncovered.known.address_protected = true;
    assert_eq!(unlocking(&uncovered, &friend_rules(), &[volunteer("a")])[0].municipality_code, "");
}

#[test]
fn a_break_is_told_with_its_end() {
    let back_on = Some(date(2026, 4, 1));
    let candidates = [Candidate { paused_on_day: true, back_on, ..volunteer("a") }];
    assert_eq!(unlocking(&mother(), &friend_rules(), &candidates)[0].volunteers[0].back_on, back_on);
}

#[test]
fn steps_before_approval_an_extract_and_asking_again_are_changes_too() {
    let declined = Waiting { declined: ["c".to_owned()].into(), ..mother() };
    let candidates = [
        Candidate { approved: false, ..volunteer("a") },
        Candidate { lacks_extract: true, ..volunteer("b") },
        volunteer("c"),
    ];
    let only = |id: &str| vec![id.to_owned()];
    assert_eq!(
        changes(&declined, &candidates),
        [(HardRule::Approved, only("a")), (HardRule::ExtractInspected, only("b")), (HardRule::NotDeclined, only("c")),],
    );
}

#[test]
fn who_somebody_is_and_what_is_asked_already_is_no_change() {
    let proposed = Waiting { proposed: ["c".to_owned()].into(), ..mother() };
    let (mut man, mut silent) = (volunteer("a"), volunteer("b"));
    man.known.facts.gender = Gender::Man.into();
    silent.known.facts = PersonFacts { languages: Vec::new(), ..silent.known.facts };
    assert_eq!(changes(&proposed, &[man, silent, volunteer("c")]), []);
}

/// The volunteer, or who waits, after the change that a rule asks for.
fn changed(rule: HardRule, waiting: &Waiting, candidate: &Candidate) -> (Waiting, Candidate) {
    let (mut waiting, mut candidate) = (waiting.clone(), candidate.clone());
    match rule {
        HardRule::AgreementCovers => waiting.covered = true,
        HardRule::Approved => candidate.approved = true,
        HardRule::NotPaused => candidate.paused_on_day = false,
        HardRule::FreeSlot => candidate.capacity = candidate.slots_taken + 1,
        HardRule::ExtractInspected => candidate.lacks_extract = false,
        HardRule::NotDeclined => waiting.declined.clear(),
        HardRule::Unspecified
        | HardRule::Language
        | HardRule::Woman
        | HardRule::SameProfession
        | HardRule::AnotherPerson
        | HardRule::NotProposed => panic!("{rule:?} cannot be lifted"),
    }
    (waiting, candidate)
}

proptest! {
    #[test]
    fn each_change_makes_a_candidate_and_counts_what_the_rule_alone_excludes(
        candidates in prop::collection::vec(any_candidate(), 0..10),
        covered in any::<bool>(),
    ) {
        let named = |(n, candidate)| Candidate { volunteer_id: format!("v{n:02}"), ..candidate };
        let candidates: Vec<_> = candidates.into_iter().enumerate().map(named).collect();
        let waiting = Waiting { covered, ..mother() };
        let told = unlocking(&waiting, &friend_rules(), &candidates);
        for Unlocking { rule, volunteers, .. } in &told {
            let exclusions = why_none(&waiting, &friend_rules(), &candidates);
            let exclusion = exclusions.iter().find(|exclusion| exclusion.rule() == *rule).unwrap();
            prop_assert_eq!(exclusion.by_it_alone as usize, volunteers.len());
            for freed in volunteers {
                let candidate = candidates.iter().find(|one| one.volunteer_id == freed.volunteer_id).unwrap();
                prop_assert_eq!(excluding(&waiting, &friend_rules(), candidate), [*rule]);
                let (waiting, candidate) = changed(*rule, &waiting, candidate);
                prop_assert_eq!(rank(&waiting, &friend_rules(), &[candidate]).len(), 1);
            }
        }
    }
}
