//! Invented people that tests compare.

use jiff::civil::date;
use proptest::prelude::*;
use proto::{
    matching::v1::MatchingProfile,
    programmes::v1::{LanguageLevel, VolunteerRules},
    referrals::v1::{Gender, PersonFacts, SpokenLanguage},
};

use super::{Candidate, Known, Waiting};

/// P1: a Finnish- or Swedish-speaking woman.
pub(crate) fn friend_rules() -> VolunteerRules {
    VolunteerRules {
        languages_any: vec!["fi".to_owned(), "sv".to_owned()],
        women_only: true,
        default_capacity: 1,
        ..VolunteerRules::default()
    }
}

/// P5: a mentor of the same profession.
pub(crate) fn mentor_rules() -> VolunteerRules {
    VolunteerRules { same_profession: true, ..VolunteerRules::default() }
}

pub(crate) fn spoken(code: &str, level: LanguageLevel) -> SpokenLanguage {
    SpokenLanguage { code: code.to_owned(), level: level.into() }
}

pub(crate) fn known(person_id: &str, languages: Vec<SpokenLanguage>) -> Known {
    Known {
        person_id: person_id.to_owned(),
        facts: PersonFacts {
            municipality_code: "609".to_owned(),
            gender: Gender::Woman.into(),
            languages,
            ..PersonFacts::default()
        },
        profile: MatchingProfile::default(),
        region_code: "04".to_owned(),
        address_protected: false,
    }
}

pub(crate) fn mother() -> Waiting {
    Waiting {
        known: known("mother", vec![spoken("ar", LanguageLevel::Native), spoken("fi", LanguageLevel::Beginner)]),
        day: date(2026, 3, 2),
        covered: true,
        declined: [].into(),
        proposed: [].into(),
    }
}

pub(crate) fn volunteer(id: &str) -> Candidate {
    Candidate {
        volunteer_id: id.to_owned(),
        known: known(&format!("person-{id}"), vec![spoken("fi", LanguageLevel::Native)]),
        approved: true,
        paused_on_day: false,
        capacity: 1,
        slots_taken: 0,
        slots_asked: 0,
        back_on: None,
        away_until: None,
        lacks_extract: false,
        approved_on: Some(date(2025, 9, 1)),
    }
}

prop_compose! {
    pub(crate) fn any_candidate()(
        municipality in prop::sample::select(vec!["609", "684", "837", ""]),
        region in prop::sample::select(vec!["04", "06", ""]),
        languages in prop::collection::vec(prop::sample::select(vec!["fi", "ar", "ru"]), 0..3),
        births in prop::collection::vec(prop::sample::select(vec!["2015-03", "2021-11", "2024-01"]), 0..3),
        times in prop::collection::vec(1..=5_i32, 0..3),
        slots_taken in 0..3_u32,
        capacity in 0..3_u32,
        flags in any::<[bool; 4]>(),
    ) -> Candidate {
        let spoken = languages.iter().map(|code| spoken(code, LanguageLevel::Fluent)).collect();
        let mut known = known("somebody", spoken);
        known.facts.municipality_code = municipality.to_owned();
        known.region_code = region.to_owned();
        known.facts.child_birth_months = births.into_iter().map(str::to_owned).collect();
        known.profile.availability = times;
        known.address_protected = flags[2];
        Candidate {
            known,
            approved: flags[0],
            paused_on_day: flags[1],
            capacity,
            slots_taken,
            away_until: flags[3].then_some(date(2026, 3, 9)),
            ..volunteer("")
        }
    }
}
