mod accounted;
mod pipeline;

use database::DistrictTx;
use edge::{
    App, Page, PageToken,
    columns::{count, day_text, id, instant, message},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use matching_domain::volunteer::absence::away_until;
use proto::matching::v1::{self as pb, VolunteerStatus as S};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Read, programme};

/// Statuses of a volunteer who has neither left nor was refused.
pub(crate) const HERE: [S; 5] = [S::Applied, S::InTraining, S::Interviewed, S::Approved, S::Paused];

const COLUMNS: &str = "select v.*, p.municipality, p.address_protected,
      (select count(*) from volunteer_slot s where s.district = $1 and s.volunteer = v.id) as slots_taken,
      (select coalesce(sum(t.minutes), 0) from volunteer_training t where t.district = $1 and t.volunteer = v.id)
        as training_minutes,
      array(select a.first_day::text || '/' || a.last_day::text from volunteer_absence a
            where a.district = $1 and a.volunteer = v.id) as absences
    from volunteer v left join known_person p on p.district = $1 and p.id = v.person";

/// Which volunteers a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    pub(crate) free_only: bool,
    /// The ids of one person.
    pub(crate) persons: Option<Vec<Uuid>>,
}

/// A row of the board.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) message: pb::VolunteerSummary,
}

/// One page, longest in their status first; the next page's token; how many there are in all.
pub(crate) async fn list(
    app: &App,
    tx: &mut DistrictTx,
    filter: &Filter,
    page: &Page,
    today: Date,
) -> Read<(Vec<Listed>, String, i64)> {
    let district = tx.district().clone();
    let from = format!(
        "from ({COLUMNS}) v where v.district = $1 and v.status = any($2) and ($3::text is null or v.programme = $3)
           and (not $4 or (v.slots_taken < v.capacity
                and (v.status = 4 or (v.status = 5 and v.paused_until <= $5))))
           and ($6::uuid[] is null or v.person = any($6))"
    );
    let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) {from}")))
        .bind(district.as_str())
        .bind(&filter.statuses)
        .bind(&filter.programme)
        .bind(filter.free_only)
        .bind(today.to_sqlx())
        .bind(&filter.persons)
        .fetch_one(tx.rows())
        .await?;
    let (after, after_id) = page.after_day()?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select v.* {from} and (v.status_since, v.id) > ($7::text::date, $8) order by v.status_since, v.id limit $9"
    )))
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(filter.free_only)
    .bind(today.to_sqlx())
    .bind(&filter.persons)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(|row| listed(app, row, today)).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.status_since.clone(), id: row.id });
    Ok((rows, next, total))
}

/// How many stand where.
pub(crate) async fn counts(tx: &mut DistrictTx, programme: Option<&str>) -> Read<Vec<pb::VolunteerCount>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select status, count(*) as volunteers from volunteer
         where district = $1 and ($2::text is null or programme = $2) group by status order by status",
    )
    .bind(district.as_str())
    .bind(programme)
    .fetch_all(tx.rows())
    .await?;
    let counts = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::VolunteerCount {
            status: row.try_get("status")?,
            volunteers: count(row, "volunteers")?,
        })
    });
    Ok(counts.collect::<Result<_, _>>()?)
}

/// A volunteer in full, and who she is; `None` when the district has none by that id.
pub(crate) async fn get(
    app: &App,
    tx: &mut DistrictTx,
    volunteer: Uuid,
    today: Date,
) -> Read<Option<(Uuid, pb::Volunteer)>> {
    let district = tx.district().clone();
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} where v.district = $1 and v.id = $2")))
        .bind(district.as_str())
        .bind(volunteer)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { person, message: summary, .. } = listed(app, &row, today)?;
    let trainings = trainings(tx, volunteer).await?;
    let extract_required: bool = row.try_get("extract_required")?;
    let assessed_on = day_text(&row, "assessed_on")?;
    let full = pb::Volunteer {
        pipeline: pipeline::steps(&row, pipeline::minutes_needed(app, &summary.programme_id, today), &trainings)?,
        profile: Some(message(&row, "profile")?),
        introduction: row.try_get("introduction")?,
        interview_note: row.try_get("interview_note")?,
        trainings,
        role_assessment: (!assessed_on.is_empty())
            .then(|| {
                Ok::<_, sqlx::Error>(pb::RoleAssessment {
                    role: row.try_get("role")?,
                    conditions: Some(message(&row, "conditions")?),
                    extract_required,
                    assessed_on,
                    assessed_by: row.try_get("assessed_by")?,
                })
            })
            .transpose()?,
        extract: extract_required.then(|| extract(&row)).transpose()?,
        match_ids: match_ids(tx, volunteer).await?,
        capacity_wish: count(&row, "capacity_wish")?,
        motivation: row.try_get("motivation")?,
        absences: accounted::absences(tx, volunteer, today).await?,
        expenses: accounted::expenses(tx, volunteer).await?,
        approved_on: day_text(&row, "approved_on")?,
        left_on: day_text(&row, "left_on")?,
        thanked: row.try_get("thanked")?,
        history: history(tx, volunteer).await?,
        summary: Some(summary),
    };
    Ok(Some((person, full)))
}

fn listed(app: &App, row: &PgRow, today: Date) -> Result<Listed, sqlx::Error> {
    let programme_id: String = row.try_get("programme")?;
    let protected: bool = row.try_get::<Option<bool>, _>("address_protected")?.unwrap_or(false);
    let municipality: Option<String> = row.try_get("municipality")?;
    let status: i32 = row.try_get("status")?;
    let decided = ![S::Applied, S::InTraining, S::Interviewed].map(i32::from).contains(&status);
    let missing =
        if decided { Vec::new() } else { pipeline::missing(row, pipeline::minutes_needed(app, &programme_id, today))? };
    let message = pb::VolunteerSummary {
        volunteer_id: id(row, "id")?,
        person_id: id(row, "person")?,
        programme_id,
        status,
        status_since: day_text(row, "status_since")?,
        applied_on: day_text(row, "applied_on")?,
        capacity: count(row, "capacity")?,
        slots_taken: count(row, "slots_taken")?,
        paused_until: day_text(row, "paused_until")?,
        municipality_code: municipality.filter(|_| !protected).unwrap_or_default(),
        missing: super::numbers(&missing),
        applied_by_herself: row.try_get("applied_by_herself")?,
        away_until: edge::date(away_until(&away(row)?, today)),
    };
    Ok(Listed { id: row.try_get("id")?, person: row.try_get("person")?, message })
}

/// First and last days of a column `absences`: of a volunteer, in any order.
pub(super) fn away(row: &PgRow) -> Result<Vec<(Date, Date)>, sqlx::Error> {
    let told: Vec<String> = row.try_get("absences")?;
    let days = |told: &String| {
        let (first, last) = told.split_once('/')?;
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    Ok(told.iter().filter_map(days).collect())
}

fn extract(row: &PgRow) -> Result<pb::ExtractInspection, sqlx::Error> {
    Ok(pb::ExtractInspection {
        consented_on: day_text(row, "extract_consented_on")?,
        ordered_on: day_text(row, "extract_ordered_on")?,
        issued_on: day_text(row, "extract_issued_on")?,
        inspected_on: day_text(row, "extract_inspected_on")?,
        inspected_by: row.try_get("extract_inspected_by")?,
    })
}

async fn trainings(tx: &mut DistrictTx, volunteer: Uuid) -> Read<Vec<pb::TrainingCompletion>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select completed_on, minutes, topic from volunteer_training
         where district = $1 and volunteer = $2 order by completed_on, sequence",
    )
    .bind(district.as_str())
    .bind(volunteer)
    .fetch_all(tx.rows())
    .await?;
    let trainings = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::TrainingCompletion {
            completed_on: day_text(row, "completed_on")?,
            minutes: count(row, "minutes")?,
            topic: row.try_get("topic")?,
        })
    });
    Ok(trainings.collect::<Result<_, _>>()?)
}

async fn match_ids(tx: &mut DistrictTx, volunteer: Uuid) -> Read<Vec<String>> {
    let district = tx.district().clone();
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select match from volunteer_slot where district = $1 and volunteer = $2 order by match")
            .bind(district.as_str())
            .bind(volunteer)
            .fetch_all(tx.rows())
            .await?;
    Ok(ids.iter().map(Uuid::to_string).collect())
}

async fn history(tx: &mut DistrictTx, volunteer: Uuid) -> Read<Vec<pb::VolunteerHistoryStep>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select type, occurred_on, recorded_at, actor from volunteer_step
         where district = $1 and volunteer = $2 order by sequence, n",
    )
    .bind(district.as_str())
    .bind(volunteer)
    .fetch_all(tx.rows())
    .await?;
    let steps = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::VolunteerHistoryStep {
            r#type: row.try_get("type")?,
            occurred_on: day_text(row, "occurred_on")?,
            record_time: Some(instant(row, "recorded_at")?),
            actor_id: row.try_get("actor")?,
        })
    });
    Ok(steps.collect::<Result<_, _>>()?)
}

/// What the programme asks of its volunteers on a day.
pub(crate) fn rules(app: &App, programme_id: &str, on: Date) -> proto::programmes::v1::VolunteerRules {
    programme(app, programme_id, on).volunteer.unwrap_or_default()
}
