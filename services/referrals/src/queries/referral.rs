use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{count, day, day_text, id, instant, message},
};
use jiff::civil::Date;
use jiff_sqlx::Date as SqlDate;
use proto::referrals::v1::{self as pb, ReferralStatus as S};
use sqlx::{FromRow, Row, postgres::PgRow};
use uuid::Uuid;

use super::waiting;

/// Statuses of a referral that is neither decided against nor closed.
pub(crate) const OPEN: [S; 5] = [S::Requested, S::Acknowledged, S::Accepted, S::OnHold, S::InProgress];

/// A row of the table, as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Summary {
    pub(crate) person: Uuid,
    pub(crate) id: Uuid,
    pub(crate) message: pb::ReferralSummary,
}

impl FromRow<'_, PgRow> for Summary {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let protected: bool = row.try_get("protected")?;
        let municipality: String = row.try_get("municipality")?;
        let message = pb::ReferralSummary {
            referral_id: id(row, "id")?,
            person_id: id(row, "person")?,
            name: row.try_get("name")?,
            programme_id: row.try_get("programme")?,
            source: row.try_get("source")?,
            status: row.try_get("status")?,
            submitted_on: day_text(row, "submitted_on")?,
            acknowledge_by: day_text(row, "acknowledge_by")?,
            municipality_code: if protected { String::new() } else { municipality },
            check_outcome: row.try_get("check_outcome")?,
            on_hold_until: day_text(row, "on_hold_until")?,
            waiting: row.try_get("waiting")?,
            was_accepted: row.try_get("accepted")?,
        };
        Ok(Self { person: row.try_get("person")?, id: row.try_get("id")?, message })
    }
}

/// Which referrals a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    pub(crate) person: Option<Uuid>,
}

/// How many there are.
pub(crate) async fn how_many(tx: &mut DistrictTx, filter: &Filter) -> Result<i64, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar(
        "select count(*) from referral where district = $1 and status = any($2)
           and ($3::text is null or programme = $3) and ($4::uuid is null or person = $4)",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(filter.person)
    .fetch_one(tx.rows())
    .await?)
}

/// One page, oldest promise first, then oldest referral; the next page's token.
pub(crate) async fn list(tx: &mut DistrictTx, filter: &Filter, page: &Page) -> Result<(Vec<Summary>, String), Failure> {
    let district = tx.district().clone();
    let (after, after_id) = page.after_day()?;
    let mut rows: Vec<Summary> = sqlx::query_as(
        "select id, person, name, programme, source, status, submitted_on, acknowledge_by, municipality, protected,
                check_outcome, on_hold_until, waiting, accepted
         from referral where district = $1 and status = any($2)
           and ($3::text is null or programme = $3) and ($4::uuid is null or person = $4)
           and (acknowledge_by, id) > ($5::text::date, $6)
         order by acknowledge_by, id limit $7",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(filter.person)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.acknowledge_by.clone(), id: row.id });
    Ok((rows, next))
}

/// A referral in full; `None` when the district has none by that id.
pub(crate) async fn get(tx: &mut DistrictTx, id: Uuid) -> Result<Option<(Uuid, pb::Referral)>, Failure> {
    let district = tx.district().clone();
    let row = sqlx::query("select * from referral where district = $1 and id = $2")
        .bind(district.as_str())
        .bind(id)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let summary = Summary::from_row(&row)?;
    let history = history(tx, id).await?;
    let reasons: pb::CheckReasons = message(&row, "check_reasons")?;
    let referrer: pb::ReferrerContact = message(&row, "referrer")?;
    let programme_version = count(&row, "check_version")?;
    let check = day(&row, "check_as_of")?.map(|as_of| pb::TargetGroupCheck {
        as_of: as_of.to_string(),
        programme_version,
        outcome: summary.message.check_outcome,
        reasons: reasons.reasons,
        fitting_alternatives: reasons.fitting_alternatives,
    });
    let referral = pb::Referral {
        referrer: (referrer != pb::ReferrerContact::default()).then_some(referrer),
        wish: row.try_get("wish")?,
        referrer_may_be_told: row.try_get("may_be_told")?,
        code: row.try_get("code")?,
        check,
        history,
        close_reason: row.try_get("close_reason")?,
        facts: Some(message(&row, "facts")?),
        priority: waiting::priority(&row)?,
        summary: Some(summary.message),
    };
    Ok(Some((summary.person, referral)))
}

async fn history(tx: &mut DistrictTx, referral: Uuid) -> Result<Vec<pb::ReferralStep>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select type, occurred_on, recorded_at, actor, note from referral_step
         where district = $1 and referral = $2 order by sequence, n",
    )
    .bind(district.as_str())
    .bind(referral)
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(pb::ReferralStep {
                r#type: row.try_get("type")?,
                occurred_on: day_text(row, "occurred_on")?,
                record_time: Some(instant(row, "recorded_at")?),
                actor_id: row.try_get("actor")?,
                note: row.try_get("note")?,
            })
        })
        .collect()
}

/// Whether the district has it.
pub(crate) async fn exists(tx: &mut DistrictTx, id: Uuid) -> Result<bool, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar("select exists (select from referral where district = $1 and id = $2)")
        .bind(district.as_str())
        .bind(id)
        .fetch_one(tx.rows())
        .await?)
}

/// Where the referral with this code stands; `None` when there is none.
pub(crate) async fn by_code(tx: &mut DistrictTx, code_hash: &[u8]) -> Result<Option<(S, Date)>, Failure> {
    let district = tx.district().clone();
    let row: Option<(i32, SqlDate)> =
        sqlx::query_as("select status, acknowledge_by from referral where district = $1 and code_hash = $2")
            .bind(district.as_str())
            .bind(code_hash)
            .fetch_optional(tx.rows())
            .await?;
    Ok(row.map(|(status, by)| (S::try_from(status).unwrap_or_default(), by.to_jiff())))
}
