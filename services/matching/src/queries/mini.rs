//! What one side may hear of the other before both said yes: no name, no contact, nothing by which somebody who lives
//! nearby would know her.

use database::DistrictTx;
use edge::columns::message;
use jiff::civil::Date;
use municipalities::region_of;
use proto::{
    matching::v1::{AgeBand, MatchingProfile, MiniProfile},
    referrals::v1::PersonFacts,
};
use sqlx::Row as _;
use uuid::Uuid;

use super::Read;

/// Where the district knows fewer people than this, a municipality is small: its name would tell too much of her.
const FEW: i64 = 10;

/// What somebody told of herself for it.
pub(crate) struct Told {
    pub(crate) profile: MatchingProfile,
    pub(crate) introduction: String,
}

/// Of one person, for another. Where she lives stays untold when either address is protected, as in nearness.
pub(crate) async fn mini(tx: &mut DistrictTx, person: Uuid, other: Uuid, told: Told, today: Date) -> Read<MiniProfile> {
    let district = tx.district().clone();
    let known = sqlx::query(
        "select k.facts,
                k.address_protected or exists (select from known_person o
                  where o.district = $1 and o.id = $3 and o.address_protected) as protected,
                (select count(*) from known_person n where n.district = $1 and n.municipality = k.municipality) as near
         from known_person k where k.district = $1 and k.id = $2",
    )
    .bind(district.as_str())
    .bind(person)
    .bind(other)
    .fetch_optional(tx.rows())
    .await?;
    let (facts, protected, near): (PersonFacts, bool, i64) = match known {
        Some(known) => (message(&known, "facts")?, known.try_get("protected")?, known.try_get("near")?),
        None => (PersonFacts::default(), true, 0),
    };
    let ages = children(&facts, today);
    let Told { profile, introduction } = told;
    Ok(MiniProfile {
        region_code: if protected { "" } else { region_of(&facts.municipality_code).unwrap_or_default() }.to_owned(),
        municipality_code: if protected || near < FEW { String::new() } else { facts.municipality_code },
        age_decade: years_since(&facts.birth_month, today).map_or(0, |years| years / 10 * 10),
        child_age_bands: bands(&ages),
        child_ages: ages,
        languages: facts.languages,
        profile: Some(profile),
        introduction,
    })
}

fn children(facts: &PersonFacts, today: Date) -> Vec<u32> {
    facts.child_birth_months.iter().filter_map(|month| years_since(month, today)).collect()
}

fn bands(ages: &[u32]) -> Vec<i32> {
    let mut bands: Vec<i32> = ages.iter().map(|age| band(*age).into()).collect();
    bands.sort_unstable();
    bands.dedup();
    bands
}

fn band(age: u32) -> AgeBand {
    match age {
        0..=2 => AgeBand::Baby,
        3..=6 => AgeBand::UnderSchoolAge,
        7..=12 => AgeBand::SchoolAge,
        13..=17 => AgeBand::Teenager,
        _ => AgeBand::GrownUp,
    }
}

/// Full years since the first day of a month "YYYY-MM"; `None` when not told.
fn years_since(month: &str, today: Date) -> Option<u32> {
    let born: Date = format!("{month}-01").parse().ok()?;
    u32::try_from(born.until((jiff::Unit::Year, today)).ok()?.get_years()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_told_by_age_band_each_once_the_youngest_first() {
        assert_eq!(
            bands(&[9, 2, 12, 3, 0]),
            [AgeBand::Baby, AgeBand::UnderSchoolAge, AgeBand::SchoolAge].map(i32::from)
        );
        assert_eq!(bands(&[13, 40]), [AgeBand::Teenager, AgeBand::GrownUp].map(i32::from));
        assert_eq!(bands(&[]), [] as [i32; 0]);
    }
}
