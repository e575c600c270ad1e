use jiff::civil::date;
use proptest::prelude::*;
use proto::{
    matching::v1::{Exclusion, HardRule, MatchingProfile, TermCode, TermSide, TimeOfWeek, Wish},
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, Gender},
};

use super::{
    Candidate, Waiting, excluding, explain, rank,
    samples::{any_candidate, friend_rules, mentor_rules, mother, spoken, volunteer},
    why_none,
};

fn codes(waiting: &Waiting, candidate: &Candidate, side: TermSide) -> Vec<TermCode> {
    let terms = explain(waiting, candidate);
    terms.iter().filter(|term| term.side() == side).map(proto::matching::v1::Term::code).collect()
}

fn order(waiting: &Waiting, candidates: &[Candidate]) -> Vec<String> {
    rank(waiting, &friend_rules(), candidates).into_iter().map(|candidate| candidate.volunteer_id.clone()).collect()
}

#[test]
fn language_rule_of_p1_a_volunteer_speaks_finnish_or_swedish_at_everyday_level() {
    let speaking = |code: &str, level| {
        let mut candidate = volunteer("v");
        candidate.known.facts.languages = vec![spoken(code, level)];
        excluding(&mother(), &friend_rules(), &candidate)
    };
    assert_eq!(speaking("fi", LanguageLevel::Basic), []);
    assert_eq!(speaking("sv", LanguageLevel::Native), []);
    assert_eq!(speaking("fi", LanguageLevel::Beginner), [HardRule::Language]);
    assert_eq!(speaking("ar", LanguageLevel::Native), [HardRule::Language]);
}

#[test]
fn language_rule_of_p1_the_mothers_finnish_and_shared_languages_are_soft() {
    let (waiting, candidate) = (mother(), volunteer("v"));
    assert_eq!(excluding(&waiting, &friend_rules(), &candidate), []);
    assert!(codes(&waiting, &candidate, TermSide::Neutral).contains(&TermCode::NoSharedLanguage));
    assert_eq!(codes(&waiting, &candidate, TermSide::Against), []);
}

#[test]
fn a_volunteer_of_p1_is_a_woman() {
    for (gender, rules) in
        [(Gender::Woman, vec![]), (Gender::Man, vec![HardRule::Woman]), (Gender::Unspecified, vec![HardRule::Woman])]
    {
        let mut candidate = volunteer("v");
        candidate.known.facts.gender = gender.into();
        assert_eq!(excluding(&mother(), &friend_rules(), &candidate), rules);
    }
}

#[test]
fn a_mentor_of_p5_has_the_same_profession() {
    let together = |hers: &str, theirs: &str| {
        let (mut waiting, mut candidate) = (mother(), volunteer("v"));
        waiting.known.facts.profession_code = hers.to_owned();
        candidate.known.facts.profession_code = theirs.to_owned();
        excluding(&waiting, &mentor_rules(), &candidate).is_empty()
    };
    assert!(together("2512", "2512"));
    assert!(together("251", "2512"), "a code told in less detail meets the codes below it");
    assert!(!together("2512", "2221"));
    assert!(!together("2512", ""));
}

#[test]
fn where_the_task_asks_for_an_extract_it_is_inspected_before_a_match() {
    let candidate = Candidate { lacks_extract: true, ..volunteer("v") };
    assert_eq!(excluding(&mother(), &friend_rules(), &candidate), [HardRule::ExtractInspected]);
}

#[test]
fn only_an_approved_volunteer_with_a_free_slot_who_takes_no_break_is_a_candidate() {
    for (candidate, rule) in [
        (Candidate { approved: false, ..volunteer("v") }, HardRule::Approved),
        (Candidate { paused_on_day: true, ..volunteer("v") }, HardRule::NotPaused),
        (Candidate { slots_taken: 1, ..volunteer("v") }, HardRule::FreeSlot),
    ] {
        assert_eq!(excluding(&mother(), &friend_rules(), &candidate), [rule]);
    }
}

#[test]
fn a_declined_pair_is_no_candidate_nor_one_proposed_just_now_nor_she_herself() {
    let declined = Waiting { declined: ["v".to_owned()].into(), ..mother() };
    assert_eq!(excluding(&declined, &friend_rules(), &volunteer("v")), [HardRule::NotDeclined]);
    let proposed = Waiting { proposed: ["v".to_owned()].into(), ..mother() };
    assert_eq!(excluding(&proposed, &friend_rules(), &volunteer("v")), [HardRule::NotProposed]);
    let mut herself = volunteer("v");
    herself.known.person_id = "mother".to_owned();
    assert_eq!(excluding(&mother(), &friend_rules(), &herself), [HardRule::AnotherPerson]);
}

#[test]
fn nobody_is_proposed_where_no_agreement_covers_the_municipality() {
    let uncovered = Waiting { covered: false, ..mother() };
    assert_eq!(order(&uncovered, &[volunteer("v")]), [""; 0]);
    let rule = HardRule::AgreementCovers.into();
    assert_eq!(
        why_none(&uncovered, &friend_rules(), &[volunteer("v")]),
        [Exclusion { rule, volunteers: 1, by_it_alone: 1 }],
    );
    assert_eq!(why_none(&uncovered, &friend_rules(), &[]), [Exclusion { rule, volunteers: 0, by_it_alone: 0 }]);
}

#[test]
fn why_none_tells_which_rule_excludes_how_many() {
    let candidates = [
        Candidate { slots_taken: 1, ..volunteer("a") },
        Candidate { slots_taken: 1, paused_on_day: true, ..volunteer("b") },
        Candidate { slots_taken: 1, ..volunteer("c") },
    ];
    assert_eq!(
        why_none(&mother(), &friend_rules(), &candidates),
        [
            Exclusion { rule: HardRule::NotPaused.into(), volunteers: 1, by_it_alone: 0 },
            Exclusion { rule: HardRule::FreeSlot.into(), volunteers: 3, by_it_alone: 2 },
        ],
    );
}

#[test]
fn terms_name_what_the_two_have_in_common() {
    let (mut waiting, mut candidate) = (mother(), volunteer("v"));
    waiting.known.facts.child_birth_months = vec!["2020-05".to_owned()];
    candidate.known.facts.child_birth_months = vec!["2012-01".to_owned(), "2021-01".to_owned()];
    candidate.known.facts.languages.push(spoken("ar", LanguageLevel::Basic));
    let profile = MatchingProfile {
        availability: vec![TimeOfWeek::WeekdayEvening.into()],
        interests: vec!["cooking".to_owned()],
        wishes: vec![Wish::Company.into()],
    };
    waiting.known.profile = profile.clone();
    candidate.known.profile = profile;
    assert_eq!(
        codes(&waiting, &candidate, TermSide::For),
        [
            TermCode::SameMunicipality,
            TermCode::ChildrenNearInAge,
            TermCode::SharedLanguages,
            TermCode::SharedTimes,
            TermCode::SharedWishes,
            TermCode::SharedInterests,
        ],
    );
    let terms = explain(&waiting, &candidate);
    assert_eq!(terms[1].months, Some(8));
    assert_eq!(terms[2].facts, ["ar"]);
    assert_eq!(terms[3].facts, ["TIME_OF_WEEK_WEEKDAY_EVENING"]);
}

#[test]
fn what_was_told_and_does_not_meet_is_against_and_what_was_not_told_is_not() {
    let (mut waiting, mut candidate) = (mother(), volunteer("v"));
    waiting.known.profile.availability = vec![TimeOfWeek::WeekdayMorning.into()];
    assert_eq!(codes(&waiting, &candidate, TermSide::Against), []);
    candidate.known.profile.availability = vec![TimeOfWeek::WeekendDay.into()];
    candidate.known.facts.municipality_code = "837".to_owned();
    candidate.known.region_code = "06".to_owned();
    assert_eq!(codes(&waiting, &candidate, TermSide::Against), [TermCode::OtherRegion, TermCode::NoSharedTime],);
}

#[test]
fn a_child_expected_counts_as_born_today() {
    let (mut waiting, mut candidate) = (mother(), volunteer("v"));
    waiting.known.facts.expects_child = Answer::Yes.into();
    candidate.known.facts.child_birth_months = vec!["2025-12".to_owned()];
    let terms = explain(&waiting, &candidate);
    let near = terms.iter().find(|term| term.code() == TermCode::ChildrenNearInAge).unwrap();
    assert_eq!(near.months, Some(3));
}

#[test]
fn a_protected_address_enters_no_term() {
    for hers in [true, false] {
        let (mut waiting, mut candidate) = (mother(), volunteer("v"));
        let protected = if hers { &mut waiting.known } else { &mut candidate.known };
        protected.address_protected = true;
        let terms = explain(&waiting, &candidate);
        assert!(terms.iter().any(|term| term.code() == TermCode::PlaceNotKnown));
        assert!(terms.iter().all(|term| !term.facts.contains(&"609".to_owned())));
    }
}

#[test]
fn a_nearer_volunteer_comes_first_and_ties_go_by_who_waits_longer_then_by_id() {
    let mut far = volunteer("a");
    far.known.facts.municipality_code = "684".to_owned();
    let (later, earlier) = (volunteer("b"), Candidate { approved_on: Some(date(2025, 1, 1)), ..volunteer("d") });
    let same = volunteer("c");
    assert_eq!(order(&mother(), &[far, same, later, earlier]), ["d", "b", "c", "a"]);
}

#[test]
fn a_volunteer_with_something_against_comes_after_one_with_nothing() {
    let mut waiting = mother();
    waiting.known.profile.availability = vec![TimeOfWeek::WeekdayMorning.into()];
    let mut clashing = volunteer("a");
    clashing.known.profile.availability = vec![TimeOfWeek::WeekendDay.into()];
    clashing.known.profile.interests = vec!["cooking".to_owned()];
    waiting.known.profile.interests = vec!["cooking".to_owned()];
    assert_eq!(order(&waiting, &[clashing, volunteer("b")]), ["b", "a"]);
}

/// Candidates with ids of their own, and the same in another order.
fn shuffled() -> impl Strategy<Value = (Vec<Candidate>, Vec<Candidate>)> {
    prop::collection::vec(any_candidate(), 0..12)
        .prop_map(|candidates| {
            let named = |(n, candidate)| Candidate { volunteer_id: format!("v{n:02}"), ..candidate };
            candidates.into_iter().enumerate().map(named).collect::<Vec<_>>()
        })
        .prop_flat_map(|candidates| (Just(candidates.clone()), Just(candidates).prop_shuffle()))
}

proptest! {
    #[test]
    fn ranking_does_not_depend_on_the_order_volunteers_come_in((one, other) in shuffled()) {
        prop_assert_eq!(order(&mother(), &one), order(&mother(), &other));
        prop_assert_eq!(why_none(&mother(), &friend_rules(), &one), why_none(&mother(), &friend_rules(), &other));
    }

    #[test]
    fn ranking_is_a_permutation_of_the_volunteers_no_rule_excludes((candidates, _) in shuffled()) {
        let mut ranked = order(&mother(), &candidates);
        ranked.sort();
        let fits = |candidate: &&Candidate| excluding(&mother(), &friend_rules(), candidate).is_empty();
        let fitting: Vec<_> =
            candidates.iter().filter(fits).map(|candidate| candidate.volunteer_id.clone()).collect();
        prop_assert_eq!(ranked, fitting);
    }

    #[test]
    fn every_volunteer_is_ranked_or_excluded_by_a_rule_that_is_told((candidates, _) in shuffled()) {
        let ranked = order(&mother(), &candidates).len();
        let told = why_none(&mother(), &friend_rules(), &candidates);
        prop_assert_eq!(ranked < candidates.len(), !told.is_empty());
        for exclusion in told {
            prop_assert!(exclusion.by_it_alone <= exclusion.volunteers);
        }
    }
}

#[test]
fn a_volunteer_who_is_away_is_offered_with_the_day_she_is_away_until_as_a_reason_against() {
    let away = Candidate { away_until: Some(date(2026, 3, 31)), ..volunteer("a") };
    assert_eq!(excluding(&mother(), &friend_rules(), &away), [], "an absence keeps nobody out");
    assert_eq!(codes(&mother(), &away, TermSide::Against), [TermCode::VolunteerAway]);
    let terms = explain(&mother(), &away);
    let term = terms.iter().find(|term| term.code() == TermCode::VolunteerAway).unwrap();
    assert_eq!(term.facts, ["2026-03-31"]);
    assert_eq!(order(&mother(), &[away, volunteer("b")]), ["b", "a"], "whoever is here comes first");
}
