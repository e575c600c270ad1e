use std::cmp::Ordering;

use jiff::civil::Date;
use proto::{
    matching::v1::{Term, TermCode as Code, TermSide as Side, TimeOfWeek, Wish},
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, PersonFacts},
};

use super::{Candidate, Known};

/// Children at most this many months apart in age are near.
const NEAR_IN_AGE_MONTHS: u32 = 24;

/// How near the two live, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    SameMunicipality,
    SameRegion,
    NotKnown,
    OtherRegion,
}

/// What a comparison reads of one side; made once for everybody she is compared with.
#[derive(Debug)]
pub(crate) struct Traits<'k> {
    known: &'k Known,
    /// Months since year 0, one per child.
    births: Vec<i32>,
    /// Sorted, each once, as are the others.
    languages: Vec<&'k str>,
    times: Vec<&'k str>,
    wishes: Vec<&'k str>,
    interests: Vec<&'k str>,
}

impl<'k> Traits<'k> {
    pub(crate) fn of(known: &'k Known, day: Date) -> Self {
        Self {
            known,
            births: births(&known.facts, day),
            languages: sorted(everyday(&known.facts)),
            times: sorted(known.profile.availability().map(|time: TimeOfWeek| time.as_str_name())),
            wishes: sorted(known.profile.wishes().map(|wish: Wish| wish.as_str_name())),
            interests: sorted(known.profile.interests.iter().map(String::as_str)),
        }
    }
}

/// What two sides have in common, counted.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) nearness: Nearness,
    /// Months between the two children nearest in age; `None` when a side has none.
    pub(crate) child_months: Option<u32>,
    pub(crate) languages: usize,
    pub(crate) times: Overlap,
    pub(crate) wishes: Overlap,
    pub(crate) interests: usize,
    volunteer_waits: bool,
    away_until: Option<Date>,
}

/// How much two lists have in common, and whether both were told at all.
#[derive(Debug)]
pub(crate) struct Overlap {
    pub(crate) in_common: usize,
    both_told: bool,
}

impl Compared {
    pub(crate) fn of(hers: &Traits<'_>, theirs: &Traits<'_>, candidate: &Candidate) -> Self {
        Self {
            nearness: nearness(hers.known, theirs.known),
            child_months: child_months(&hers.births, &theirs.births),
            languages: in_common(&hers.languages, &theirs.languages).count(),
            times: Overlap::of(&hers.times, &theirs.times),
            wishes: Overlap::of(&hers.wishes, &theirs.wishes),
            interests: in_common(&hers.interests, &theirs.interests).count(),
            volunteer_waits: candidate.slots_taken == 0,
            away_until: candidate.away_until,
        }
    }

    /// What is worth saying, and which way it points. No shared language is never against a pair: practising
    /// a new one together is part of the point.
    fn pointers(&self) -> impl Iterator<Item = (Code, Side)> {
        let told = |overlap: &Overlap, shared: Code, other: Code| match overlap.in_common {
            0 => overlap.both_told.then_some((other, Side::Against)),
            _ => Some((shared, Side::For)),
        };
        let place = match self.nearness {
            Nearness::SameMunicipality => (Code::SameMunicipality, Side::For),
            Nearness::SameRegion => (Code::SameRegion, Side::Neutral),
            Nearness::OtherRegion => (Code::OtherRegion, Side::Against),
            Nearness::NotKnown => (Code::PlaceNotKnown, Side::Neutral),
        };
        let children = self.child_months.map(|months| match months {
            0..=NEAR_IN_AGE_MONTHS => (Code::ChildrenNearInAge, Side::For),
            _ => (Code::ChildrenFarInAge, Side::Neutral),
        });
        let languages = match self.languages {
            0 => (Code::NoSharedLanguage, Side::Neutral),
            _ => (Code::SharedLanguages, Side::For),
        };
        let pointers = [
            Some(place),
            children,
            Some(languages),
            told(&self.times, Code::SharedTimes, Code::NoSharedTime),
            told(&self.wishes, Code::SharedWishes, Code::OtherWishes),
            (self.interests > 0).then_some((Code::SharedInterests, Side::For)),
            self.volunteer_waits.then_some((Code::VolunteerWaits, Side::Neutral)),
            self.away_until.is_some().then_some((Code::VolunteerAway, Side::Against)),
        ];
        pointers.into_iter().flatten()
    }

    /// How many terms point this way.
    pub(crate) fn pointing(&self, side: Side) -> usize {
        self.pointers().filter(|(_, pointing)| *pointing == side).count()
    }

    /// For, against, good to know, in that order, each with its facts.
    pub(crate) fn terms(&self, hers: &Traits<'_>, theirs: &Traits<'_>) -> Vec<Term> {
        let shared = |hers: &[&str], theirs: &[&str]| in_common(hers, theirs).map(str::to_owned).collect();
        let term = |(code, side): (Code, Side)| {
            let facts = match code {
                Code::SameMunicipality => vec![hers.known.facts.municipality_code.clone()],
                Code::SameRegion => vec![hers.known.region_code.clone()],
                Code::SharedLanguages => shared(&hers.languages, &theirs.languages),
                Code::SharedTimes => shared(&hers.times, &theirs.times),
                Code::SharedWishes => shared(&hers.wishes, &theirs.wishes),
                Code::SharedInterests => shared(&hers.interests, &theirs.interests),
                Code::VolunteerAway => self.away_until.iter().map(Date::to_string).collect(),
                Code::Unspecified
                | Code::OtherRegion
                | Code::PlaceNotKnown
                | Code::ChildrenNearInAge
                | Code::ChildrenFarInAge
                | Code::NoSharedLanguage
                | Code::NoSharedTime
                | Code::OtherWishes
                | Code::VolunteerWaits => Vec::new(),
            };
            let of_children = matches!(code, Code::ChildrenNearInAge | Code::ChildrenFarInAge);
            let months = self.child_months.filter(|_| of_children);
            Term { code: code.into(), side: side.into(), facts, months }
        };
        let mut terms: Vec<_> = self.pointers().map(term).collect();
        terms.sort_by_key(|term| term.side);
        terms
    }
}

impl Overlap {
    fn of(hers: &[&str], theirs: &[&str]) -> Self {
        Self { in_common: in_common(hers, theirs).count(), both_told: !hers.is_empty() && !theirs.is_empty() }
    }
}

/// A protected address is nowhere: not even nearness may point to it.
fn nearness(hers: &Known, theirs: &Known) -> Nearness {
    let (here, there) = (&hers.facts.municipality_code, &theirs.facts.municipality_code);
    if hers.address_protected || theirs.address_protected {
        return Nearness::NotKnown;
    }
    if !here.is_empty() && here == there {
        return Nearness::SameMunicipality;
    }
    match (hers.region_code.as_str(), theirs.region_code.as_str()) {
        ("", _) | (_, "") => Nearness::NotKnown,
        (region, other) if region == other => Nearness::SameRegion,
        _ => Nearness::OtherRegion,
    }
}

/// Months between the two children nearest in age.
fn child_months(hers: &[i32], theirs: &[i32]) -> Option<u32> {
    hers.iter().flat_map(|one| theirs.iter().map(move |other| one.abs_diff(*other))).min()
}

/// Months since year 0, one per child. A child expected counts as born on the day.
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
fn everyday(facts: &PersonFacts) -> impl Iterator<Item = &str> {
    let usable = |level: LanguageLevel| level >= LanguageLevel::Basic || level == LanguageLevel::Unspecified;
    facts.languages.iter().filter(move |spoken| usable(spoken.level())).map(|spoken| spoken.code.as_str())
}

fn sorted<'k>(entries: impl Iterator<Item = &'k str>) -> Vec<&'k str> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// What two sorted lists share, in order.
fn in_common<'s>(one: &'s [&'s str], other: &'s [&'s str]) -> impl Iterator<Item = &'s str> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    std::iter::from_fn(move || {
        loop {
            match one.peek()?.cmp(other.peek()?) {
                Ordering::Less => one.next(),
                Ordering::Greater => other.next(),
                Ordering::Equal => {
                    other.next();
                    return one.next().copied();
                }
            };
        }
    })
}
