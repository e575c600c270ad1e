//! What of other services' doing this service knows: a group or person that it has not heard of may have been made a
//! moment ago, so that an answer of no is given only by rows as new as the other's stream.

use std::time::Duration;

use database::DistrictTx;
use edge::{App, Call, Failure};
use eventlog::{Context, StreamName};
use tokio::time::Instant;
use uuid::Uuid;

/// How long to wait for rows as new as the stream they are made from.
const WITHIN: Duration = Duration::from_secs(2);

/// Fails with `NotFound` unless matching has a group by this id, running or closed.
pub(crate) async fn group(app: &App, call: &Call, group: Uuid) -> Result<(), Failure> {
    let question = "select exists (select from led_group where district = $1 and group_id = any($2))";
    all_known(app, call, Context::Matching, question, &[group]).await
}

/// Fails with `NotFound` unless referrals knows every one of these persons; else whether the erasure of one of them was
/// ordered.
pub(crate) async fn persons(app: &App, call: &Call, persons: &[Uuid]) -> Result<bool, Failure> {
    if persons.is_empty() {
        return Ok(false);
    }
    let question = "select not exists (select from unnest($2::uuid[]) as asked (id)
                      where asked.id not in (select id from known_person where district = $1 and id = any($2)))";
    all_known(app, call, Context::Referrals, question, persons).await?;
    ask(app, call, "select exists (select from erased_person where district = $1 and person = any($2))", persons).await
}

/// The id by which a person has a seat in a session; without one, that by which she is known.
pub(crate) async fn as_enrolled(app: &App, call: &Call, session: Uuid, person: Uuid) -> Result<Uuid, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let ids = alias::ids(&mut tx, person).await?;
    let enrolled: Option<Uuid> = sqlx::query_scalar(
        "select person from enrolment where district = $1 and session = $2 and person = any($3) order by person limit 1",
    )
    .bind(call.district().as_str())
    .bind(session)
    .bind(&ids)
    .fetch_optional(tx.rows())
    .await?;
    tx.commit().await?;
    Ok(enrolled.or(ids.first().copied()).unwrap_or(person))
}

async fn all_known(app: &App, call: &Call, of: Context, question: &'static str, ids: &[Uuid]) -> Result<(), Failure> {
    if ask(app, call, question, ids).await? {
        return Ok(());
    }
    let stream = StreamName::new(of, call.district().clone());
    let as_new = app.rows_as_new_as(&stream, Instant::now() + WITHIN).await;
    if ask(app, call, question, ids).await? {
        return Ok(());
    }
    // Behind, nobody can say that there is none.
    Err(as_new.err().map_or(Failure::NotFound, |behind| Failure::Unavailable(behind.into())))
}

async fn ask(app: &App, call: &Call, question: &'static str, ids: &[Uuid]) -> Result<bool, Failure> {
    let mut tx: DistrictTx = app.database.district(call.district()).await?;
    let known = sqlx::query_scalar(question).bind(call.district().as_str()).bind(ids).fetch_one(tx.rows()).await?;
    tx.commit().await?;
    Ok(known)
}
