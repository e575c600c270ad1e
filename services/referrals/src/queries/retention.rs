//! Whose data has no purpose left. A purpose runs out so many months after the last thing that was done with or for
//! somebody; while a referral of hers is open, or she volunteers, none has begun to. A purpose that rests on consent
//! holds while the consent stands. When the work of guardians and leaders ends is known to no row here: they are never
//! listed.

use database::DistrictTx;
use decider::DistrictId;
use edge::{
    Failure, Page, PageToken,
    columns::{day_text, id},
};
use eventlog::{Context, StreamName};
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx as _;
use proto::referrals::v1::{LegalBasis, Purpose, RetainedPerson, RunOutPurpose};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Postgres, Row as _, postgres::PgArguments, query::Query, types::Json};
use uuid::Uuid;

/// The streams that the rows asked here are made from.
pub(crate) fn streams(district: &DistrictId) -> [StreamName; 2] {
    [Context::Referrals, Context::Matching].map(|context| StreamName::new(context, district.clone()))
}

/// What a question needs of the purposes that were shared, each by its place.
#[derive(Debug, Default)]
pub(crate) struct Purposes {
    ids: Vec<String>,
    by_consent: Vec<bool>,
    months: Vec<i32>,
    /// Bits by number of the role; 0 for everybody.
    roles: Vec<i32>,
}

impl Purposes {
    pub(crate) fn of(shared: &[Purpose]) -> Self {
        let mut purposes = Self::default();
        for purpose in shared {
            purposes.ids.push(purpose.purpose_id.clone());
            purposes.by_consent.push(purpose.basis() == LegalBasis::Consent);
            purposes.months.push(i32::try_from(purpose.retention_months).unwrap_or(i32::MAX));
            purposes.roles.push(purpose.roles.iter().fold(0, |bits, role| bits | 1 << role));
        }
        purposes
    }

    /// Whoever became known after this day has some purpose left, whatever it is.
    fn nobody_after(&self, today: Date) -> Date {
        today.saturating_sub(self.months.iter().min().copied().unwrap_or_default().months())
    }
}

/// How many ask for a look: those that `list` shows.
pub(crate) async fn due(tx: &mut DistrictTx, purposes: &Purposes, today: Date) -> Result<i64, Failure> {
    let statement = format!("{RUN_OUT} select count(*) as due from run_out where {NOT_KEPT}");
    let district = tx.district().clone();
    let row = asked(statement, &district, purposes, today, None).fetch_one(tx.rows()).await?;
    Ok(row.try_get("due")?)
}

/// Whether every purpose has run out for somebody.
pub(crate) async fn has_run_out(
    tx: &mut DistrictTx,
    purposes: &Purposes,
    person: Uuid,
    today: Date,
) -> Result<bool, Failure> {
    let statement = format!("{RUN_OUT} select id from run_out");
    let district = tx.district().clone();
    Ok(asked(statement, &district, purposes, today, Some(person)).fetch_optional(tx.rows()).await?.is_some())
}

/// One page, the longest run out first, with whom each row shows; the next page's token.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    purposes: &Purposes,
    today: Date,
    page: &Page,
) -> Result<(Vec<(Uuid, RetainedPerson)>, String), Failure> {
    let (after, after_id) = page.after_day()?;
    let statement = format!(
        "{RUN_OUT} select * from run_out where {NOT_KEPT} and (run_out_on, id) > ($9::text::date, $10)
         order by run_out_on, id limit $11"
    );
    let district = tx.district().clone();
    let rows = asked(statement, &district, purposes, today, None)
        .bind(after)
        .bind(after_id)
        .bind(page.limit())
        .fetch_all(tx.rows())
        .await?;
    let mut listed = rows
        .iter()
        .map(|row| {
            let Json(ran_out): Json<Vec<RanOut>> = row.try_get("purposes")?;
            let person = RetainedPerson {
                person_id: id(row, "id")?,
                name: row.try_get("name")?,
                last_activity_on: day_text(row, "last_on")?,
                run_out_on: day_text(row, "run_out_on")?,
                purposes: ran_out.into_iter().map(RanOut::shown).collect(),
                proposed_on: day_text(row, "erasure_proposed_on")?,
                proposed_by_actor_id: row.try_get("erasure_proposed_by")?,
                kept_until: day_text(row, "kept_until")?,
                kept_because: row.try_get("kept_because")?,
            };
            Ok((row.try_get("id")?, person))
        })
        .collect::<Result<Vec<(Uuid, RetainedPerson)>, sqlx::Error>>()?;
    let next = page.cut(&mut listed, |(id, row)| PageToken { key: row.run_out_on.clone(), id: *id });
    Ok((listed, next))
}

fn asked<'q>(
    statement: String,
    district: &'q DistrictId,
    purposes: &'q Purposes,
    today: Date,
    person: Option<Uuid>,
) -> Query<'q, Postgres, PgArguments> {
    sqlx::query(AssertSqlSafe(statement))
        .bind(district.as_str())
        .bind(&purposes.ids)
        .bind(&purposes.by_consent)
        .bind(&purposes.months)
        .bind(&purposes.roles)
        .bind(today.to_sqlx())
        .bind(person)
        .bind(purposes.nobody_after(today).to_sqlx())
}

/// A purpose that ran out, as JSON.
#[derive(Deserialize)]
struct RanOut {
    id: String,
    run_out_on: String,
}

impl RanOut {
    fn shown(self) -> RunOutPurpose {
        RunOutPurpose { purpose_id: self.id, run_out_on: self.run_out_on }
    }
}

const NOT_KEPT: &str = "(kept_until is null or kept_until <= $6)";

/// $1 the district; $2 to $5 the purposes; $6 today; $7 the only person asked about, or null; $8 the latest day on
/// which anybody became known of whom something has run out.
const RUN_OUT: &str = concat!(
    "with purpose as (
    select * from unnest($2::text[], $3::boolean[], $4::int[], $5::int[]) as p (id, by_consent, months, roles)
  ), quiet as (
    select p.id, p.name, p.roles, p.erasure_proposed_on, p.erasure_proposed_by, p.kept_until, p.kept_because,
           greatest(p.known_since,
             (select max(s.occurred_on) from referral r join referral_step s on s.district = $1 and s.referral = r.id
              where r.district = $1 and r.person = p.id),
             (select max(c.occurred_on) from contact c where c.district = $1 and c.person = p.id),
             (select max(c.since) from consent c where c.district = $1 and c.person = p.id),
             (select max(v.ended_on) from volunteering v where v.district = $1 and v.person in (select p.id union all ",
    alias::also!("p.id"),
    "))) as last_on
    from person p
    where p.district = $1 and not p.erasure_ordered and not p.merged and p.known_since <= $8 and not p.roles && array[3, 4]
      and ($7::uuid is null or p.id = $7)
      and not exists (select from referral r
                      where r.district = $1 and r.person = p.id and r.status in (1, 2, 3, 5, 6))
      and not exists (select from volunteering v where v.district = $1 and v.person in (select p.id union all ",
    alias::also!("p.id"),
    ") and v.ended_on is null)
  ), run_out as (
    select q.*, held.run_out_on, held.purposes
    from quiet q cross join lateral (
      select max(ran.run_out_on) as run_out_on, json_agg(ran order by ran.run_out_on, ran.id) as purposes
      from (
        select p.id, (q.last_on + make_interval(months => p.months))::date as run_out_on
        from purpose p
        where (p.roles = 0 or exists (select from unnest(q.roles) as r (role) where (p.roles >> r.role) & 1 = 1))
          and (not p.by_consent or exists (
            select from consent c where c.district = $1 and c.person = q.id and c.purpose = p.id and c.given))
      ) ran
    ) held
    where held.run_out_on <= $6
  )"
);
