use std::collections::BTreeMap;

use database::DistrictTx;
use edge::Failure;
use proto::referrals::v1::PersonHit;
use sqlx::{AssertSqlSafe, FromRow as _, Row as _};
use uuid::Uuid;

use super::{
    hit::{COLUMNS, Hit, KNOWN_AS, ranked},
    likeness::Keys,
    search_key,
};

const AT_MOST: usize = 10;
/// Rows of each way to find somebody. What more people share is an office's, and tells nobody from others.
const CANDIDATES: i64 = 50;

/// Who probably is the same as somebody who is about to become known.
pub(crate) async fn of_newcomer(tx: &mut DistrictTx, keys: Keys) -> Result<Vec<(Uuid, PersonHit)>, Failure> {
    let found = of(tx, &[(Uuid::nil(), keys)]).await?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// Who probably is the same as each of these persons: of each somebody or no entry. Nobody is the same as somebody whose
/// erasure is ordered.
pub(crate) async fn of_persons(
    tx: &mut DistrictTx,
    persons: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<(Uuid, PersonHit)>>, Failure> {
    let district = tx.district().clone();
    let statement = format!(
        "select {COLUMNS} from person o {KNOWN_AS} where o.district = $1 and o.id = any($2) and not k.erasure_ordered"
    );
    let known: Vec<Hit> =
        sqlx::query_as(AssertSqlSafe(statement)).bind(district.as_str()).bind(persons).fetch_all(tx.rows()).await?;
    let known: Vec<(Uuid, Keys)> = known.into_iter().map(|hit| (hit.id, hit.keys)).collect();
    of(tx, &known).await
}

/// Conditions are equalities, which row-level security lets the indexes answer.
async fn of(tx: &mut DistrictTx, asked: &[(Uuid, Keys)]) -> Result<BTreeMap<Uuid, Vec<(Uuid, PersonHit)>>, Failure> {
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let district = tx.district().clone();
    let column = |of: fn(&Keys) -> String| asked.iter().map(|(_, keys)| of(keys)).collect::<Vec<String>>();
    let statement = format!(
        "select s.id as asked, {COLUMNS}
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
              as s (id, phone, email, sound, given, born)
         cross join lateral (
           (select id from person where district = $1 and phone_digits = s.phone and phone_digits <> '' order by id limit $8)
           union
           (select id from person where district = $1 and email_key = s.email and email_key <> '' order by id limit $8)
           union
           (select id from person where district = $1 and sound_key = s.sound and sound_key <> '' order by id limit $8)
           union
           (select id from person where district = $1 and birth_month = s.born and given_sound = s.given
                                    and birth_month <> '' order by id limit $8)
         ) f
         join person o on o.district = $1 and o.id = f.id
         {KNOWN_AS}
         where k.id <> s.id and not k.erasure_ordered
           and not exists (select from told_apart t where t.district = $1 and t.person = s.id and t.other = k.id)
           and not exists (select from told_apart t where t.district = $1 and t.person = k.id and t.other = s.id)"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(district.as_str())
        .bind(asked.iter().map(|(id, _)| *id).collect::<Vec<Uuid>>())
        .bind(column(|keys| keys.phone.clone()))
        .bind(column(|keys| keys.email.clone()))
        .bind(column(|keys| search_key::whole_sound(&keys.name)))
        .bind(column(|keys| search_key::first_sound(&keys.name)))
        .bind(column(|keys| keys.birth_month.clone()))
        .bind(CANDIDATES)
        .fetch_all(tx.rows())
        .await?;
    let mut candidates: BTreeMap<Uuid, Vec<Hit>> = BTreeMap::new();
    for row in &rows {
        candidates.entry(row.try_get("asked")?).or_default().push(Hit::from_row(row)?);
    }
    let found = asked.iter().filter_map(|(id, keys)| {
        let hits = ranked(candidates.remove(id)?, AT_MOST, |other| keys.probably_one(other));
        (!hits.is_empty()).then_some((*id, hits))
    });
    Ok(found.collect())
}
