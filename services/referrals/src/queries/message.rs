use database::DistrictTx;
use edge::{
    Failure,
    columns::{count, day_text, id, instant},
    record_time,
};
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::{Timestamp as SqlTimestamp, ToSqlx as _};
use proto::referrals::v1::{DueKind, DueReferral, MessageStatus, ReferralMessage};
use referrals_domain::Wording;
use sqlx::{FromRow as _, Row, postgres::PgRow};
use uuid::Uuid;

use super::referral::Summary;
use crate::texts::Texts;

/// How many days a message that could not be sent stays on Today.
const FAILURE_SHOWN_DAYS: i32 = 7;

/// The messages of a referral, in the order they were asked for.
pub(crate) async fn of_referral(tx: &mut DistrictTx, referral: Uuid) -> Result<Vec<ReferralMessage>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select m.*, coalesce(o.attempts, 0) as attempts
         from message m left join kept.outgoing o on o.district = m.district and o.message = m.id
         where m.district = $1 and m.referral = $2 order by m.requested_at, m.id",
    )
    .bind(district.as_str())
    .bind(referral)
    .fetch_all(tx.rows())
    .await?;
    Ok(rows.iter().map(shown).collect::<Result<_, _>>()?)
}

fn shown(row: &PgRow) -> Result<ReferralMessage, sqlx::Error> {
    let status = MessageStatus::try_from(row.try_get::<i32, _>("status")?).unwrap_or_default();
    let reason: i32 = row.try_get("reason")?;
    let of = |wanted: MessageStatus| if status == wanted { reason } else { 0 };
    let settled: Option<SqlTimestamp> = row.try_get("settled_at")?;
    Ok(ReferralMessage {
        message_id: id(row, "id")?,
        template: row.try_get("template")?,
        status: status.into(),
        withdrawal: of(MessageStatus::Withdrawn),
        failure: of(MessageStatus::Failed),
        request_time: Some(instant(row, "requested_at")?),
        due_time: Some(instant(row, "due_at")?),
        settle_time: settled.map(|at| record_time(at.to_jiff())),
        attempts: count(row, "attempts")?,
        channel: row.try_get("channel")?,
    })
}

/// What the district says in its own words. A text that an older build took and this one would not is passed over: the
/// shipped one holds then.
pub(crate) async fn texts(tx: &mut DistrictTx) -> Result<Texts, sqlx::Error> {
    let district = tx.district().clone();
    let rows: Vec<(i32, i32, String, String, String)> =
        sqlx::query_as("select template, channel, language, subject, body from message_text where district = $1")
            .bind(district.as_str())
            .fetch_all(tx.rows())
            .await?;
    let own = rows.into_iter().filter_map(|(template, channel, language, subject, body)| {
        Some(((template, channel, language), Wording::parse(&subject, &body).ok()?))
    });
    Ok(Texts(own.collect()))
}

/// Referrals of which a message could not be sent lately, or waits since an earlier day, with whom they are about. A
/// contact noted since settles it: the referrer was told by other means.
pub(crate) async fn due(tx: &mut DistrictTx, today: Date) -> Result<Vec<(DueReferral, Uuid)>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select r.id, r.person, r.name, r.programme, r.source, r.status, r.submitted_on, r.acknowledge_by,
                r.municipality, r.protected, r.check_outcome, r.on_hold_until, r.waiting, r.accepted, m.due_on
         from (
           select referral, max((coalesce(settled_at, due_at) at time zone 'Europe/Helsinki')::date) as due_on
           from message
           where district = $1
             and ((status = 4 and settled_at >= $3::date::timestamp at time zone 'Europe/Helsinki')
               or (status = 1 and due_at < $2::date::timestamp at time zone 'Europe/Helsinki'))
           group by referral
         ) m join referral r on r.district = $1 and r.id = m.referral
         where r.name <> '' and not exists (
           select from contact c where c.district = $1 and c.person = r.person and c.referral = r.id
              and c.occurred_on >= m.due_on)",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(today.saturating_sub(FAILURE_SHOWN_DAYS.days()).to_sqlx())
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let summary = Summary::from_row(row)?;
            let due = DueReferral {
                person_id: summary.person.to_string(),
                name: summary.message.name.clone(),
                kind: DueKind::MessageNotSent.into(),
                due_on: day_text(row, "due_on")?,
                address_protected: row.try_get("protected")?,
                referral: Some(summary.message),
                ..DueReferral::default()
            };
            Ok((due, summary.person))
        })
        .collect()
}
