use database::DistrictTx;
use edge::{
    App, Failure,
    columns::{day_text, id},
};
use jiff::civil::Date;
use proto::{matching::v1::FamilyConsent, programmes::v1::Programme};
use sqlx::Row as _;
use uuid::Uuid;

use super::{Read, programme};

/// Whether a programme asks for the young person's own yes and the consent of every guardian.
pub(crate) fn is_needed(app: &App, programme_id: &str, on: Date) -> bool {
    programme(app, programme_id, on).needs_young_persons_yes
}

/// The programme, where it asks for them on the day.
pub(crate) fn needed(app: &App, programme_id: &str, on: Date) -> Read<Programme> {
    let programme = programme(app, programme_id, on);
    if programme.needs_young_persons_yes {
        return Ok(programme);
    }
    Err(Failure::Rejected { reason: "FAMILY_CONSENT_NOT_NEEDED", facts: Vec::new() })
}

/// Everybody who is asked: the young person, also while she said nothing, then guardians in the order named.
pub(crate) async fn of_request(tx: &mut DistrictTx, request: Uuid, young_person: Uuid) -> Read<Vec<FamilyConsent>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select * from family_consent where district = $1 and support_request = $2
         order by is_guardian, sequence, person",
    )
    .bind(district.as_str())
    .bind(request)
    .fetch_all(tx.rows())
    .await?;
    let asked = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(FamilyConsent {
            person_id: id(row, "person")?,
            is_guardian: row.try_get("is_guardian")?,
            stands: row.try_get("stands")?,
            given_on: day_text(row, "given_on")?,
            given_by: row.try_get("given_by")?,
            withdrawn_on: day_text(row, "withdrawn_on")?,
        })
    });
    let mut asked = asked.collect::<Result<Vec<_>, _>>()?;
    if asked.first().is_none_or(|first| first.is_guardian) {
        asked.insert(0, FamilyConsent { person_id: young_person.to_string(), ..FamilyConsent::default() });
    }
    Ok(asked)
}

/// The rule of the request itself (`matching_domain::support_request::Family::agrees`), told of its rows.
pub(crate) fn stand(asked: &[FamilyConsent]) -> bool {
    asked.iter().any(|consent| consent.is_guardian) && asked.iter().all(|consent| consent.stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(is_guardian: bool, stands: bool) -> FamilyConsent {
        FamilyConsent { is_guardian, stands, ..FamilyConsent::default() }
    }

    #[test]
    fn the_young_person_and_every_guardian_agree_and_there_is_a_guardian() {
        assert!(stand(&[consent(false, true), consent(true, true)]));
        assert!(!stand(&[consent(false, true)]));
        assert!(!stand(&[consent(false, false), consent(true, true)]));
        assert!(!stand(&[consent(false, true), consent(true, true), consent(true, false)]));
    }
}
