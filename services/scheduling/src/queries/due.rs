use database::DistrictTx;
use edge::{Failure, columns::day_text};
use jiff::{Span, civil::Date};
use jiff_sqlx::ToSqlx as _;
use proto::scheduling::v1::{DueMeeting, MeetingDueKind as Due};
use sqlx::{FromRow as _, Row};
use uuid::Uuid;

use super::first_meeting::Meeting;

/// First meetings that ask for the coordinator on a day, the most pressing kind first, the oldest first within it,
/// with everybody they show.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    today: Date,
    to_plan_after_days: u32,
) -> Result<(Vec<DueMeeting>, Vec<Uuid>), Failure> {
    let district = tx.district().clone();
    let waiting_since = today.saturating_sub(Span::new().days(i64::from(to_plan_after_days)));
    let rows = sqlx::query(
        "select * from (
           select *, coalesce(start_on, to_plan_since) as due_on,
             case when status = 2 and start_on = $2 then $4
                  when status = 2 and start_on < $2 then $5
                  when status = 1 and failed_attempts >= 2 then $6
                  when status = 1 and to_plan_since <= $3 then $7 end as kind
           from first_meeting where district = $1 and status in (1, 2)
         ) pressing where kind is not null order by kind, due_on, start_at, id",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(waiting_since.to_sqlx())
    .bind(i32::from(Due::Today))
    .bind(i32::from(Due::ResultMissing))
    .bind(i32::from(Due::FailedTwice))
    .bind(i32::from(Due::ToPlan))
    .fetch_all(tx.rows())
    .await?;
    let (mut due, mut persons) = (Vec::with_capacity(rows.len()), Vec::with_capacity(2 * rows.len()));
    for row in &rows {
        let meeting = Meeting::from_row(row)?;
        persons.extend(meeting.persons);
        due.push(DueMeeting {
            kind: row.try_get("kind")?,
            due_on: day_text(row, "due_on")?,
            first_meeting: Some(meeting.message),
        });
    }
    Ok((due, persons))
}

/// Matches whose first meeting is agreed for a later day, sorted.
pub(crate) async fn planned_matches(tx: &mut DistrictTx, today: Date) -> Result<Vec<String>, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar(
        "select match_id::text from first_meeting where district = $1 and status = 2 and start_on > $2 order by match_id",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .fetch_all(tx.rows())
    .await?)
}
