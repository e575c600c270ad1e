use database::DistrictTx;
use edge::Failure;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use reporting_domain::expected_wait::Waited;
use uuid::Uuid;

use super::persons::one_person;

/// A place in a group is there what the match is elsewhere. Only the first of a referral ends the wait that began with
/// it: who waits again has another wait behind her.
const WAITED: &str = concat!(
    "with ",
    one_person!(),
    ", begun as (
      select referral, min(on_day) as on_day from (
        select referral, first_active_on as on_day from match_fact
         where district = $1 and first_active_on is not null
        union all
        select referral, given_on from group_place where district = $1
      ) as b group by referral)
    select coalesce(o.kept, r.person), r.programme, case when r.erased then '' else r.municipality end,
           greatest(begun.on_day - r.submitted_on, 0)::bigint
    from begun join referral_fact r on r.district = $1 and r.referral = begun.referral
      left join one o on o.absorbed = r.person
    where begun.on_day between $2 and $3 and not r.in_error"
);

/// Everybody who came to a friend or a place within the days, both included.
pub(crate) async fn waited(tx: &mut DistrictTx, (from, to): (Date, Date)) -> Result<Vec<Waited>, Failure> {
    let district = tx.district().clone();
    let rows: Vec<(Uuid, String, String, i64)> = sqlx::query_as(WAITED)
        .bind(district.as_str())
        .bind(from.to_sqlx())
        .bind(to.to_sqlx())
        .fetch_all(tx.rows())
        .await?;
    let waited = rows.into_iter().map(|(person, programme_id, municipality_code, days)| Waited {
        person,
        programme_id,
        municipality_code,
        days: days.max(0).cast_unsigned(),
    });
    Ok(waited.collect())
}
