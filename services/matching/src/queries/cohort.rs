//! Intakes of a programme and who came by each.

use database::DistrictTx;
use edge::{
    App, Failure,
    columns::{day_text, id},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use matching_domain::cohort::days;
use proto::{
    matching::v1::{CohortMember, MatchStatus, SupportRequestCloseReason},
    programmes::v1::Cohort,
};
use sqlx::Row as _;
use uuid::Uuid;

use super::{Read, programme};

/// Somebody of an intake, and everybody she is shown with.
pub(crate) struct Listed {
    pub(crate) persons: Vec<Uuid>,
    pub(crate) message: CohortMember,
}

/// The cohort by that code, as the programme names it on the day.
pub(crate) fn named(app: &App, programme_id: &str, code: &str, on: Date) -> Read<Cohort> {
    let cohorts = programme(app, programme_id, on).cohorts;
    cohorts.into_iter().find(|cohort| cohort.code == code).ok_or(Failure::NotFound)
}

/// First and last day of its intake.
pub(crate) fn intake(cohort: &Cohort) -> Read<(Date, Date)> {
    days(cohort).ok_or_else(|| Failure::internal(format!("cohort {} has no days", cohort.code)))
}

/// Those whose request was opened on the days of an intake, the first of them before others, at most so many.
pub(crate) async fn members(
    tx: &mut DistrictTx,
    programme: &str,
    (opens, closes): (Date, Date),
    at_most: u32,
) -> Read<Vec<Listed>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select r.id, r.person, r.opened_on, r.status, r.close_reason, m.id as match, m.status as match_status,
                m.volunteer_person, m.end_reason, case when r.close_reason = $7 then e.reason end as referral_end
         from support_request r left join referral_end e on e.district = $1 and e.referral = r.referral
           left join lateral
           (select * from match m where m.district = $1 and m.support_request = r.id and m.status <> $5
            order by m.set_up_on desc, m.id limit 1) m on true
         where r.district = $1 and r.programme = $2 and r.opened_on between $3 and $4
         order by r.opened_on, r.id limit $6",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(opens.to_sqlx())
    .bind(closes.to_sqlx())
    .bind(i32::from(MatchStatus::Cancelled))
    .bind(i64::from(at_most))
    .bind(i32::from(SupportRequestCloseReason::ReferralClosed))
    .fetch_all(tx.rows())
    .await?;
    let members = rows.iter().map(|row| {
        let volunteer: Option<Uuid> = row.try_get("volunteer_person")?;
        Ok::<_, sqlx::Error>(Listed {
            persons: [row.try_get("person")?].into_iter().chain(volunteer).collect(),
            message: CohortMember {
                support_request_id: id(row, "id")?,
                person_id: id(row, "person")?,
                opened_on: day_text(row, "opened_on")?,
                status: row.try_get("status")?,
                close_reason: row.try_get("close_reason")?,
                match_id: id(row, "match")?,
                match_status: row.try_get::<Option<i32>, _>("match_status")?.unwrap_or_default(),
                volunteer_person_id: id(row, "volunteer_person")?,
                end_reason: row.try_get::<Option<i32>, _>("end_reason")?.unwrap_or_default(),
                referral_close_reason: row.try_get::<Option<i32>, _>("referral_end")?.unwrap_or_default(),
            },
        })
    });
    Ok(members.collect::<Result<_, _>>()?)
}
