//! How long people waited lately, as anybody may know it: a band of months in which the median lies, never a number.
//!
//! A band needs as many different people behind it as a figure does. The whole of a programme is told beside its
//! municipalities: were only a few people in those that are not told, the two bands together would say how long those
//! few had waited. Then the told municipality with the fewest people is not told either (secondary suppression).
//!
//! The months looked back on are whole and past, so bands change when a month ends and not with each match.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan as _, civil::Date};
use proto::reporting::v1::{ExpectedWait, WaitBand};
use uuid::Uuid;

use crate::{Quantile, SmallestCell};

/// Whole months looked back on.
const MONTHS: i64 = 12;

/// Somebody who came to a friend or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    pub person: Uuid,
    pub programme_id: String,
    /// Empty when not told or erased.
    pub municipality_code: String,
    /// From the referral to the first day of its first match or place.
    pub days: u64,
}

/// First and last day of the twelve whole months before the month of a day.
pub fn looked_back_on(today: Date) -> (Date, Date) {
    let this_month = today.first_of_month();
    (this_month.saturating_sub(MONTHS.months()), this_month.saturating_sub(1.day()))
}

/// Bands by programme, then municipality, the whole of a programme first. What is not told has no entry. `k` is the
/// district's own, and never under the default here, where everybody looks on.
pub fn expected_waits(waited: &[Waited], k: SmallestCell) -> Vec<ExpectedWait> {
    let k = k.max(SmallestCell::DEFAULT);
    let mut programmes: BTreeMap<&str, Vec<&Waited>> = BTreeMap::new();
    for one in waited {
        programmes.entry(&one.programme_id).or_default().push(one);
    }
    programmes.into_iter().flat_map(|(programme_id, waited)| of_programme(programme_id, &waited, k)).collect()
}

fn of_programme(programme_id: &str, waited: &[&Waited], k: SmallestCell) -> Vec<ExpectedWait> {
    let suffices = |people: usize| people >= k.get() as usize;
    let mut places: BTreeMap<&str, Vec<&Waited>> = BTreeMap::new();
    for one in waited {
        places.entry(&one.municipality_code).or_default().push(one);
    }
    let (mut told, untold): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|(place, waited)| !place.is_empty() && suffices(people(waited)));
    if !suffices(people(waited)) {
        return Vec::new();
    }
    let rest: Vec<&Waited> = untold.into_iter().flat_map(|(_, waited)| waited).collect();
    let few = people(&rest);
    if few > 0
        && !suffices(few)
        && let Some(at) = (0..told.len()).min_by_key(|at| people(&told[*at].1))
    {
        told.remove(at);
    }
    let entry = |municipality_code: &str, waited: &[&Waited]| ExpectedWait {
        programme_id: programme_id.to_owned(),
        municipality_code: municipality_code.to_owned(),
        band: band(waited).into(),
    };
    let whole = entry("", waited);
    [whole].into_iter().chain(told.iter().map(|(place, waited)| entry(place, waited))).collect()
}

fn people(waited: &[&Waited]) -> usize {
    waited.iter().map(|one| one.person).collect::<BTreeSet<_>>().len()
}

fn band(waited: &[&Waited]) -> WaitBand {
    let days: Vec<u64> = waited.iter().map(|one| one.days).collect();
    match Quantile::Median.of(&days).value {
        None => WaitBand::Unspecified,
        Some(..=30) => WaitBand::UnderOneMonth,
        Some(..=91) => WaitBand::OneToThreeMonths,
        Some(..=182) => WaitBand::ThreeToSixMonths,
        Some(_) => WaitBand::OverSixMonths,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// People of one place, each of whom waited so many days.
    fn of(first: u128, municipality_code: &str, days: &[u64]) -> Vec<Waited> {
        let people = days.iter().zip(first..);
        people
            .map(|(days, person)| Waited {
                person: Uuid::from_u128(person),
                programme_id: "friend".to_owned(),
                municipality_code: municipality_code.to_owned(),
                days: *days,
            })
            .collect()
    }

    fn told(waited: &[Waited]) -> Vec<(String, WaitBand)> {
        let waits = expected_waits(waited, SmallestCell::DEFAULT);
        waits.into_iter().map(|wait| (wait.municipality_code.clone(), wait.band())).collect()
    }

    #[test]
    fn a_band_holds_the_median_of_the_waits() {
        for (days, band) in [
            (30, WaitBand::UnderOneMonth),
            (31, WaitBand::OneToThreeMonths),
            (91, WaitBand::OneToThreeMonths),
            (92, WaitBand::ThreeToSixMonths),
            (182, WaitBand::ThreeToSixMonths),
            (183, WaitBand::OverSixMonths),
        ] {
            assert_eq!(told(&of(1, "", &[0, 0, days, 999, 999])), [(String::new(), band)], "{days}");
        }
    }

    #[test]
    fn fewer_than_five_people_are_no_band() {
        assert_eq!(told(&of(1, "609", &[10, 10, 10, 10])), []);
        let twice = [of(1, "609", &[10, 10, 10]), of(1, "609", &[20, 20, 20])].concat();
        assert_eq!(told(&twice), [], "three people, six waits");
        assert_eq!(told(&[]), []);
    }

    #[test]
    fn a_district_may_ask_for_more_people_and_never_for_fewer() {
        let six = of(1, "609", &[10; 6]);
        assert_eq!(expected_waits(&six, SmallestCell::of_district(7)), []);
        assert_eq!(expected_waits(&of(1, "609", &[10; 4]), SmallestCell::of_district(3)), []);
        assert_eq!(expected_waits(&six, SmallestCell::of_district(3)).len(), 2);
    }

    #[test]
    fn the_whole_and_its_parts_do_not_give_a_few_others_away() {
        // Two people of 684 waited for long: the whole lies above 609 because of them.
        let waited = [of(1, "609", &[20; 5]), of(10, "684", &[300; 2]), of(20, "886", &[40; 6])].concat();
        assert_eq!(
            told(&waited),
            [(String::new(), WaitBand::OneToThreeMonths), ("886".to_owned(), WaitBand::OneToThreeMonths)],
            "609, the smaller of the two, is told no more"
        );
        let enough = [of(1, "609", &[20; 5]), of(10, "684", &[300; 3]), of(20, "886", &[300; 2])].concat();
        assert_eq!(told(&enough).len(), 2, "five others in two municipalities");
        let nobody = [of(1, "609", &[20; 5]), of(20, "886", &[40; 6])].concat();
        assert_eq!(told(&nobody).len(), 3);
    }

    #[test]
    fn the_months_looked_back_on_are_whole_and_past() {
        let (from, to) = looked_back_on(Date::constant(2026, 3, 31));
        assert_eq!((from.to_string(), to.to_string()), ("2025-03-01".to_owned(), "2026-02-28".to_owned()));
        assert_eq!(looked_back_on(Date::constant(2026, 3, 1)), (from, to));
    }

    proptest! {
        #[test]
        fn behind_every_band_and_beside_all_of_them_stand_five_people_or_nobody(
            waited in prop::collection::vec((0_u128..40, 0_usize..5, 0_u64..400), 0..80),
        ) {
            let waited: Vec<Waited> = waited
                .into_iter()
                .flat_map(|(person, place, days)| of(person, ["", "609", "684", "886", "102"][place], &[days]))
                .collect();
            let told = told(&waited);
            let people_of = |is_in: &dyn Fn(&str) -> bool| {
                people(&waited.iter().filter(|one| is_in(&one.municipality_code)).collect::<Vec<_>>())
            };
            let parts: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).filter(|place| !place.is_empty()).collect();
            for part in &parts {
                prop_assert!(people_of(&|place| place == *part) >= 5);
            }
            let beside = people_of(&|place| !parts.contains(&place));
            prop_assert!(told.is_empty() || beside == 0 || beside >= 5);
            prop_assert!(told.is_empty() == (people_of(&|_| true) < 5));
        }
    }
}
