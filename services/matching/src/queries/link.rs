use database::DistrictTx;
use decider::DistrictId;
use edge::columns::{day, day_text, id};
use jiff::civil::Date;
use keyring::{KeyError, Keyring};
use proto::matching::v1::{LinkStatus, LinkSummary, Side};
use sqlx::Row as _;
use uuid::Uuid;

use super::Read;

/// What a secret is found by: the table alone gives none away. Read in either case, with or without separators.
pub(crate) async fn lookup(keyring: &Keyring, district: &DistrictId, secret: &str) -> Result<[u8; 32], KeyError> {
    keyring.mac(district, "link lookup", &[plain(secret).as_bytes()]).await
}

/// Letters and digits alone, in upper case.
pub(crate) fn plain(secret: &str) -> String {
    secret.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The link that a secret opened when the rows were written.
pub(crate) async fn by_hash(tx: &mut DistrictTx, hash: &[u8]) -> Read<Option<Uuid>> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar("select id from link where district = $1 and secret_hash = $2")
        .bind(district.as_str())
        .bind(hash)
        .fetch_optional(tx.rows())
        .await?)
}

/// How the thing stands that links are for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object {
    pub(crate) today: Date,
    /// Sides that have something to answer or tell.
    pub(crate) waits_for: [bool; 2],
    /// Whoever the volunteer's link shows agrees to be shown.
    pub(crate) may_be_shown: bool,
}

/// The newest link of each side of a proposal or match.
pub(crate) async fn of_object(tx: &mut DistrictTx, object: Uuid, stands: Object) -> Read<Vec<LinkSummary>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from link where district = $1 and object = $2 order by side")
        .bind(district.as_str())
        .bind(object)
        .fetch_all(tx.rows())
        .await?;
    let links = rows.iter().map(|row| {
        let side: i32 = row.try_get("side")?;
        let expired = day(row, "expires_on")?.is_some_and(|last| last < stands.today);
        let is_volunteers = side == i32::from(Side::Volunteer);
        let status = if day(row, "used_on")?.is_some() {
            LinkStatus::Used
        } else if day(row, "revoked_on")?.is_some() {
            LinkStatus::Revoked
        } else if expired {
            LinkStatus::Expired
        } else if !stands.waits_for[usize::from(is_volunteers)] {
            LinkStatus::Settled
        } else if is_volunteers && !stands.may_be_shown {
            LinkStatus::WithoutConsent
        } else if row.try_get::<Option<&[u8]>, _>("secret_hash")?.is_none() {
            // Somebody it concerns is being erased.
            LinkStatus::Revoked
        } else {
            LinkStatus::Open
        };
        Ok::<_, sqlx::Error>(LinkSummary {
            link_id: id(row, "id")?,
            side,
            status: status.into(),
            issued_on: day_text(row, "issued_on")?,
            expires_on: day_text(row, "expires_on")?,
        })
    });
    Ok(links.collect::<Result<_, _>>()?)
}

/// What referrals tells of somebody a link concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// She agrees to be shown to a possible friend.
    pub(crate) may_be_shown: bool,
    /// She did not take back the consent to being contacted.
    pub(crate) may_be_asked: bool,
    pub(crate) erased: bool,
}

/// Of somebody who is not known yet, the most careful answer.
pub(crate) async fn person(tx: &mut DistrictTx, person: Uuid) -> Read<Person> {
    let district = tx.district().clone();
    let row: Option<(bool, bool, bool)> = sqlx::query_as(
        "select may_be_shown, may_be_asked,
                exists (select from erased_person e where e.district = $1 and e.person = k.id)
         from known_person k where k.district = $1 and k.id = $2",
    )
    .bind(district.as_str())
    .bind(person)
    .fetch_optional(tx.rows())
    .await?;
    let person = |(may_be_shown, may_be_asked, erased)| Person { may_be_shown, may_be_asked, erased };
    Ok(row.map_or_else(Person::default, person))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_secret_may_be_typed_in_either_case_and_with_separators() {
        assert_eq!(plain(" 2b4d-6fgh "), "2B4D6FGH");
    }
}
