use std::collections::BTreeSet;

use proptest::prelude::*;
use proto::{
    matching::v1::{TermSide, TimeOfWeek},
    programmes::v1::{LanguageLevel, VolunteerRules},
};

use super::{WantedAgreement, WantedVolunteer, wanted_agreements, wanted_volunteers};
use crate::ranking::{
    Candidate, Waiting, explain, rank,
    samples::{friend_rules, mentor_rules, mother, spoken, volunteer},
};

/// Pori and Rauma lie in Satakunta, Salo in Varsinais-Suomi.
const PORI: (&str, &str) = ("609", "04");
const RAUMA: (&str, &str) = ("684", "04");
const SALO: (&str, &str) = ("734", "02");

fn living((municipality, region): (&str, &str), times: &[TimeOfWeek]) -> Waiting {
    let mut waiting = mother();
    waiting.known.facts.municipality_code = municipality.to_owned();
    waiting.known.region_code = region.to_owned();
    waiting.known.profile.availability = times.iter().map(|time| i32::from(*time)).collect();
    waiting
}

fn wanted(without: &[Waiting], rules: &VolunteerRules) -> Vec<WantedVolunteer> {
    wanted_volunteers(&without.iter().collect::<Vec<_>>(), rules)
}

fn of(municipality_code: &str, times: &[TimeOfWeek], waiting: impl IntoIterator<Item = usize>) -> WantedVolunteer {
    WantedVolunteer {
        municipality_code: municipality_code.to_owned(),
        times: times.to_vec(),
        profession_code: String::new(),
        waiting: waiting.into_iter().collect(),
    }
}

#[test]
fn a_volunteer_in_rauma_free_on_weekday_mornings_would_free_three() {
    use TimeOfWeek::{WeekdayMorning as Morning, WeekendDay};
    let without = [
        living(RAUMA, &[Morning]),
        living(PORI, &[Morning, WeekendDay]),
        living(RAUMA, &[]),
        living(PORI, &[WeekendDay]),
    ];
    assert_eq!(
        wanted(&without, &friend_rules()),
        [of("609", &[WeekendDay], [1, 2, 3]), of("684", &[Morning], [0, 1, 2])],
    );
}

#[test]
fn another_region_asks_for_another_volunteer_and_where_times_make_no_difference_none_is_named() {
    let without = [living(PORI, &[]), living(SALO, &[]), living(RAUMA, &[])];
    assert_eq!(wanted(&without, &friend_rules()), [of("609", &[], [0, 2]), of("734", &[], [1])]);
}

#[test]
fn a_protected_address_is_freed_by_a_volunteer_anywhere_and_names_no_place() {
    let mut hidden = living(SALO, &[]);
    hidden.known.address_protected = true;
    assert_eq!(wanted(&[hidden.clone()], &friend_rules()), [of("", &[], [0])]);
    assert_eq!(wanted(&[hidden, living(PORI, &[])], &friend_rules()), [of("609", &[], [0, 1])]);
}

#[test]
fn career_mentoring_wants_a_mentor_of_the_profession_told_in_most_detail() {
    let working = |profession: &str| {
        let mut waiting = living(PORI, &[]);
        waiting.known.facts.profession_code = profession.to_owned();
        waiting
    };
    let without = [working("2512"), working("251"), working("2221"), working("")];
    let mentor = |profession_code: &str, waiting: &[usize]| WantedVolunteer {
        profession_code: profession_code.to_owned(),
        ..of("609", &[], waiting.iter().copied())
    };
    assert_eq!(wanted(&without, &mentor_rules()), [mentor("2512", &[0, 1]), mentor("2221", &[2])]);
}

#[test]
fn where_no_agreement_covers_no_volunteer_helps_but_an_agreement_may() {
    let uncovered = |place| Waiting { covered: false, ..living(place, &[]) };
    let without = [uncovered(SALO), uncovered(PORI), uncovered(SALO)];
    assert_eq!(wanted(&without, &friend_rules()), []);
    let without: Vec<_> = without.iter().collect();
    let agreement = |code: &str, waiting: &[usize]| WantedAgreement {
        municipality_code: code.to_owned(),
        waiting: waiting.iter().copied().collect(),
    };
    assert_eq!(
        wanted_agreements(&without, &friend_rules(), &[volunteer("a")]),
        [agreement("734", &[0, 2]), agreement("609", &[1])],
    );
    assert_eq!(wanted_agreements(&without, &friend_rules(), &[]), [], "there is nobody to be a candidate");
}

fn any_waiting() -> impl Strategy<Value = Waiting> {
    let place = prop::sample::select(vec![PORI, RAUMA, SALO]);
    let times = prop::collection::vec(prop::sample::select(super::TIMES.to_vec()), 0..3);
    let profession = prop::sample::select(vec!["", "25", "251", "2512", "2221"]);
    (place, times, profession, any::<[bool; 2]>()).prop_map(|(place, times, profession, [protected, covered])| {
        let mut waiting = Waiting { covered, ..living(place, &times) };
        waiting.known.facts.profession_code = profession.to_owned();
        waiting.known.address_protected = protected;
        waiting
    })
}

/// The volunteer who was asked for, as she would be.
fn new_volunteer(wanted: &WantedVolunteer, region: &str, rules: &VolunteerRules) -> Candidate {
    let mut candidate = volunteer("new");
    candidate.known.facts.municipality_code.clone_from(&wanted.municipality_code);
    candidate.known.facts.profession_code.clone_from(&wanted.profession_code);
    let languages = rules.languages_any.first().map(|code| spoken(code, LanguageLevel::Native));
    candidate.known.facts.languages = languages.into_iter().collect();
    candidate.known.region_code = region.to_owned();
    let time = wanted.times.first().copied().unwrap_or(TimeOfWeek::WeekdayEvening);
    candidate.known.profile.availability = vec![time.into()];
    candidate
}

proptest! {
    #[test]
    fn a_wanted_volunteer_is_a_candidate_with_nothing_against_for_exactly_those_told(
        without in prop::collection::vec(any_waiting(), 0..8),
        mentoring in any::<bool>(),
    ) {
        let rules = if mentoring { mentor_rules() } else { friend_rules() };
        let told = wanted(&without, &rules);
        for one in &told {
            let region = match one.municipality_code.as_str() {
                "609" | "684" => "04",
                "734" => "02",
                _ => "",
            };
            let somebody = [new_volunteer(one, region, &rules)];
            let freed = without.iter().enumerate().filter(|(_, waiting)| {
                let against = |candidate: &&Candidate| {
                    explain(waiting, candidate).iter().any(|term| term.side() == TermSide::Against)
                };
                rank(waiting, &rules, &somebody).iter().any(|candidate| !against(candidate))
            });
            prop_assert_eq!(&one.waiting, &freed.map(|(at, _)| at).collect::<BTreeSet<_>>());
        }
        for (at, one) in told.iter().enumerate() {
            let mut others = told.iter().enumerate().filter(|(other, _)| *other != at);
            prop_assert!(others.all(|(_, other)| !one.waiting.is_subset(&other.waiting)));
        }
    }
}
