use std::collections::BTreeSet;

use jiff::civil::Date;
use proto::{
    matching::v1::{Term, TermCode as Code, TermSide as Side, TimeOfWeek, Wish},
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, PersonFacts},
};

use super::{Candidate, Known, Waiting};

/// Children at most this many months apart in age are near.
const NEAR_IN_AGE_MONTHS: u32 = 24;

/// How near the two live, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    SameMunicipality,
    SameRegion,
    NotKnown,
    OtherRegion,
}

/// What the two have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) nearness: Nearness,
    /// Municipality or region in common; empty when none may be named.
    area: String,
    /// Months between the two children nearest in age; `None` when a side has none.
    pub(super) child_months: Option<u32>,
    pub(super) languages: BTreeSet<String>,
    pub(super) times: Overlap,
    pub(super) wishes: Overlap,
    pub(super) interests: BTreeSet<String>,
    volunteer_waits: bool,
}

/// What two lists have in common, and whether both were told at all.
#[derive(Debug)]
pub(super) struct Overlap {
    pub(super) in_common: BTreeSet<String>,
    both_told: bool,
}

impl Shared {
    pub(super) fn between(waiting: &Waiting, candidate: &Candidate) -> Self {
        let (hers, theirs) = (&waiting.known, &candidate.known);
        let (nearness, area) = nearness(hers, theirs);
        Self {
            nearness,
            area,
            child_months: child_months(&hers.facts, &theirs.facts, waiting.day),
            languages: &everyday(&hers.facts) & &everyday(&theirs.facts),
            times: Overlap::of(&times(hers), &times(theirs)),
            wishes: Overlap::of(&wishes(hers), &wishes(theirs)),
            interests: &interests(hers) & &interests(theirs),
            volunteer_waits: candidate.slots_taken == 0,
        }
    }

    /// For, against, good to know, in that order. No shared language is never against a pair: practising
    /// a new one together is part of the point.
    pub(super) fn terms(&self) -> Vec<Term> {
        let mut terms = Vec::new();
        let mut add = |code: Code, side: Side, facts: &BTreeSet<String>, months: Option<u32>| {
            terms.push(Term { code: code.into(), side: side.into(), facts: facts.iter().cloned().collect(), months });
        };
        let none = BTreeSet::new();
        let area: BTreeSet<String> = Some(self.area.clone()).filter(|area| !area.is_empty()).into_iter().collect();
        match self.nearness {
            Nearness::SameMunicipality => add(Code::SameMunicipality, Side::For, &area, None),
            Nearness::SameRegion => add(Code::SameRegion, Side::Neutral, &area, None),
            Nearness::OtherRegion => add(Code::OtherRegion, Side::Against, &none, None),
            Nearness::NotKnown => add(Code::PlaceNotKnown, Side::Neutral, &none, None),
        }
        match self.child_months {
            Some(months) if months <= NEAR_IN_AGE_MONTHS => {
                add(Code::ChildrenNearInAge, Side::For, &none, Some(months));
            }
            Some(months) => add(Code::ChildrenFarInAge, Side::Neutral, &none, Some(months)),
            None => {}
        }
        if self.languages.is_empty() {
            add(Code::NoSharedLanguage, Side::Neutral, &none, None);
        } else {
            add(Code::SharedLanguages, Side::For, &self.languages, None);
        }
        match &self.times {
            times if !times.in_common.is_empty() => add(Code::SharedTimes, Side::For, &times.in_common, None),
            times if times.both_told => add(Code::NoSharedTime, Side::Against, &none, None),
            _ => {}
        }
        match &self.wishes {
            wishes if !wishes.in_common.is_empty() => add(Code::SharedWishes, Side::For, &wishes.in_common, None),
            wishes if wishes.both_told => add(Code::OtherWishes, Side::Against, &none, None),
            _ => {}
        }
        if !self.interests.is_empty() {
            add(Code::SharedInterests, Side::For, &self.interests, None);
        }
        if self.volunteer_waits {
            add(Code::VolunteerWaits, Side::Neutral, &none, None);
        }
        terms.sort_by_key(|term| term.side);
        terms
    }
}

impl Overlap {
    fn of(hers: &BTreeSet<String>, theirs: &BTreeSet<String>) -> Self {
        Self { in_common: hers & theirs, both_told: !hers.is_empty() && !theirs.is_empty() }
    }
}

/// A protected address is nowhere: not even nearness may point to it.
fn nearness(hers: &Known, theirs: &Known) -> (Nearness, String) {
    let (here, there) = (&hers.facts.municipality_code, &theirs.facts.municipality_code);
    if hers.address_protected || theirs.address_protected {
        return (Nearness::NotKnown, String::new());
    }
    if !here.is_empty() && here == there {
        return (Nearness::SameMunicipality, here.clone());
    }
    match (hers.region_code.as_str(), theirs.region_code.as_str()) {
        ("", _) | (_, "") => (Nearness::NotKnown, String::new()),
        (region, other) if region == other => (Nearness::SameRegion, region.to_owned()),
        _ => (Nearness::OtherRegion, String::new()),
    }
}

/// Months between the two children nearest in age. A child expected counts as born on the day.
fn child_months(hers: &PersonFacts, theirs: &PersonFacts, day: Date) -> Option<u32> {
    let theirs = births(theirs, day);
    births(hers, day).iter().flat_map(|one| theirs.iter().map(move |other| one.abs_diff(*other))).min()
}

/// Months since year 0, one per child.
fn births(facts: &PersonFacts, day: Date) -> Vec<i32> {
    let months = |text: &String| {
        let (year, month) = text.split_once('-')?;
        Some(months_of(year.parse().ok()?, month.parse().ok()?))
    };
    let expected = (facts.expects_child() == Answer::Yes).then(|| months_of(day.year(), day.month()));
    facts.child_birth_months.iter().filter_map(months).chain(expected).collect()
}

fn months_of(year: i16, month: i8) -> i32 {
    i32::from(year) * 12 + i32::from(month)
}

/// Languages for everyday matters; one named without a level is one she uses.
fn everyday(facts: &PersonFacts) -> BTreeSet<String> {
    let usable = |level: LanguageLevel| level >= LanguageLevel::Basic || level == LanguageLevel::Unspecified;
    facts.languages.iter().filter(|spoken| usable(spoken.level())).map(|spoken| spoken.code.clone()).collect()
}

fn times(known: &Known) -> BTreeSet<String> {
    known.profile.availability().map(|time: TimeOfWeek| time.as_str_name().to_owned()).collect()
}

fn wishes(known: &Known) -> BTreeSet<String> {
    known.profile.wishes().map(|wish: Wish| wish.as_str_name().to_owned()).collect()
}

fn interests(known: &Known) -> BTreeSet<String> {
    known.profile.interests.iter().cloned().collect()
}
