//! What a volunteer told ahead, and what the task cost her.

use database::DistrictTx;
use edge::columns::{count, day_text, id};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use proto::matching::v1::{Absence, Expense};
use sqlx::Row as _;
use uuid::Uuid;

use super::Read;

/// Those that run or lie ahead, in order.
pub(super) async fn absences(tx: &mut DistrictTx, volunteer: Uuid, today: Date) -> Read<Vec<Absence>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select id, first_day, last_day from volunteer_absence
         where district = $1 and volunteer = $2 and last_day >= $3 order by first_day",
    )
    .bind(district.as_str())
    .bind(volunteer)
    .bind(today.to_sqlx())
    .fetch_all(tx.rows())
    .await?;
    let absences = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(Absence {
            absence_id: id(row, "id")?,
            first_day: day_text(row, "first_day")?,
            last_day: day_text(row, "last_day")?,
        })
    });
    Ok(absences.collect::<Result<_, _>>()?)
}

/// Newest first.
pub(super) async fn expenses(tx: &mut DistrictTx, volunteer: Uuid) -> Read<Vec<Expense>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select * from volunteer_expense where district = $1 and volunteer = $2
         order by spent_on desc, sequence desc",
    )
    .bind(district.as_str())
    .bind(volunteer)
    .fetch_all(tx.rows())
    .await?;
    let expenses = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(Expense {
            expense_id: id(row, "id")?,
            spent_on: day_text(row, "spent_on")?,
            what: row.try_get("what")?,
            cents: count(row, "cents")?,
            kilometres: count(row, "kilometres")?,
            noted_on: day_text(row, "noted_on")?,
            answer: row.try_get("answer")?,
            answered_on: day_text(row, "answered_on")?,
            reason: row.try_get("reason")?,
        })
    });
    Ok(expenses.collect::<Result<_, _>>()?)
}
