//! Somebody who may be the one, as a row of `person` says it.

use std::collections::HashSet;

use proto::referrals::v1::{Likeness, PersonHit};
use sqlx::{FromRow, Row, postgres::PgRow};
use uuid::Uuid;

use super::likeness::{Keys, weight};

/// Columns that a hit is read from; `o` is the row that was found, `k` that of the record which stands for the person.
pub(crate) const COLUMNS: &str = "k.id, k.name, o.name_key, o.phone_digits, o.email_key, o.birth_month as born,
    k.birth_month, k.municipality, k.protected";

/// To be joined to `o`: whoever is found by another record of hers is shown as she is known. $1 is the district. A `case`,
/// because row-level security keeps a `coalesce` from the index, and the whole district would be read.
pub(crate) const KNOWN_AS: &str = "left join merged_person m on m.district = $1 and m.absorbed = o.id and m.stands
    join person k on k.district = $1 and k.id = case when m.kept is null then o.id else m.kept end";

/// A person with what she is compared by.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) id: Uuid,
    pub(crate) keys: Keys,
    message: PersonHit,
}

impl FromRow<'_, PgRow> for Hit {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let id: Uuid = row.try_get("id")?;
        let keys = Keys {
            name: row.try_get("name_key")?,
            phone: row.try_get("phone_digits")?,
            email: row.try_get("email_key")?,
            birth_month: row.try_get("born")?,
        };
        let municipality: String = row.try_get("municipality")?;
        let message = PersonHit {
            person_id: id.to_string(),
            name: row.try_get("name")?,
            birth_month: row.try_get("birth_month")?,
            municipality_code: if row.try_get("protected")? { String::new() } else { municipality },
            because: Vec::new(),
            likenesses: Vec::new(),
        };
        Ok(Self { id, keys, message })
    }
}

/// Whoever has a likeness at all, the likest first, at most so many.
pub(crate) fn ranked(
    hits: Vec<Hit>,
    at_most: usize,
    likenesses: impl Fn(&Keys) -> Vec<Likeness>,
) -> Vec<(Uuid, PersonHit)> {
    let mut alike: Vec<(u32, Hit)> = hits
        .into_iter()
        .filter_map(|mut hit| {
            let found = likenesses(&hit.keys);
            hit.message.because = found.iter().map(|likeness| word(*likeness).to_owned()).collect();
            hit.message.likenesses = found.iter().map(|likeness| (*likeness).into()).collect();
            (!found.is_empty()).then(|| (weight(&found), hit))
        })
        .collect();
    alike.sort_by(|(weight, hit), (other_weight, other)| {
        other_weight.cmp(weight).then_with(|| hit.message.name.cmp(&other.message.name)).then(hit.id.cmp(&other.id))
    });
    // By two records she is found twice.
    let mut seen = HashSet::new();
    alike.retain(|(_, hit)| seen.insert(hit.id));
    alike.truncate(at_most);
    alike.into_iter().map(|(_, hit)| (hit.id, hit.message)).collect()
}

fn word(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Unspecified => "",
        Likeness::Phone => "phone",
        Likeness::Email => "email",
        Likeness::Name => "name",
        Likeness::NameSounds => "name-sounds",
        Likeness::BirthMonth => "birth-month",
    }
}
