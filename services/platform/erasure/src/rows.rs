use std::collections::HashSet;

use database::DistrictTx;
use decider::{Sealable, Sealed};
use keyring::Keyring;
use projection::ApplyError;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

/// What a sealed value says to a row: nothing once its person's erasure is ordered, though her key may still be there.
/// A command that was on its way then brings nothing of hers back.
pub async fn open<T: Sealable>(
    tx: &mut DistrictTx,
    keyring: &Keyring,
    sealed: Option<&Sealed>,
) -> Result<T, ApplyError> {
    let Some(sealed) = sealed else { return Ok(T::default()) };
    if is_erased(tx, projection::id(&sealed.person_id)?).await? {
        return Ok(T::default());
    }
    Ok(keyring.open::<T>(tx.district(), sealed).await?.or_empty())
}

/// Takes everything personal of one person out of rows, and lets nothing of hers in any more. Of each statement $1 is
/// the district and $2 the person. Random ids, statuses and times stay: they are what figures count.
pub async fn blank(tx: &mut DistrictTx, person: Uuid, statements: &[&'static str]) -> Result<(), sqlx::Error> {
    about(tx, person, "select pg_advisory_xact_lock(hashtextextended($1, 0)) where $2::uuid is not null").await?;
    about(tx, person, "insert into erased_person (district, person) values ($1, $2) on conflict do nothing").await?;
    if let Some(erased) = tx.erased() {
        erased.insert(person);
    }
    for statement in statements {
        about(tx, person, statement).await?;
    }
    Ok(())
}

/// Whether a person's erasure was ordered, as far as these rows know.
pub async fn is_ordered(tx: &mut DistrictTx, person: Uuid) -> Result<bool, sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query_scalar("select exists (select from erased_person where district = $1 and person = $2)")
        .bind(district.as_str())
        .bind(person)
        .fetch_one(tx.rows())
        .await
}

/// The same for what writes rows. The first question of a transaction reads everybody of the district whose
/// was: some tens a year. It also holds off all blanking in the district until this transaction has written, so that
/// the blanking finds what is about to be written.
async fn is_erased(tx: &mut DistrictTx, person: Uuid) -> Result<bool, sqlx::Error> {
    if let Some(erased) = tx.erased() {
        return Ok(erased.contains(&person));
    }
    let district = tx.district().clone();
    // One round trip, two statements: the second sees what was committed while the first waited. A district id is a
    // slug: it cannot end the literal.
    let ask = format!(
        "select pg_advisory_xact_lock_shared(hashtextextended('{district}', 0))::text as person;
         select person::text from erased_person where district = '{district}'"
    );
    let answers = sqlx::raw_sql(AssertSqlSafe(ask)).fetch_all(tx.rows()).await?;
    // The lock answers a row too.
    let persons = answers.iter().skip(1).map(|row| row.try_get::<String, _>(0));
    let persons = persons.map(|person| Uuid::parse_str(&person?).map_err(|error| sqlx::Error::Decode(error.into())));
    let erased: HashSet<Uuid> = persons.collect::<Result<_, _>>()?;
    Ok(tx.erased().insert(erased).contains(&person))
}

async fn about(tx: &mut DistrictTx, person: Uuid, statement: &'static str) -> Result<(), sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query(statement).bind(district.as_str()).bind(person).execute(tx.rows()).await.map(drop)
}
