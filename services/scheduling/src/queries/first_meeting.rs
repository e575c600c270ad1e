use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{count, day, day_text, id, message},
};
use proto::scheduling::v1::{FirstMeeting, FirstMeetingStatus as S, MeetingNeeds};
use sqlx::{FromRow, Row, postgres::PgRow};
use uuid::Uuid;

use super::local_start;

/// Statuses of a first meeting that may still come.
pub(crate) const OPEN: [S; 2] = [S::ToPlan, S::Planned];

/// A row of the table, with whom it shows.
#[derive(Debug)]
pub(crate) struct Meeting {
    pub(crate) id: Uuid,
    pub(crate) persons: [Uuid; 2],
    pub(crate) message: FirstMeeting,
}

impl FromRow<'_, PgRow> for Meeting {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let start_at: String = row.try_get("start_at")?;
        let needs: MeetingNeeds = message(row, "needs")?;
        let message = FirstMeeting {
            first_meeting_id: id(row, "id")?,
            match_id: id(row, "match_id")?,
            person_id: id(row, "person")?,
            volunteer_person_id: id(row, "volunteer")?,
            programme_id: row.try_get("programme")?,
            status: row.try_get("status")?,
            to_plan_since: day_text(row, "to_plan_since")?,
            start: day(row, "start_on")?.map(|on| local_start(on, start_at)),
            duration_minutes: count(row, "duration")?,
            coordinator_actor_id: row.try_get("coordinator")?,
            place: row.try_get("place")?,
            needs: (needs != MeetingNeeds::default()).then_some(needs),
            failed_attempts: count(row, "failed_attempts")?,
            last_not_held_reason: row.try_get("last_not_held")?,
            held_on: day_text(row, "held_on")?,
            coordinator_required: row.try_get("coordinator_required")?,
        };
        Ok(Self { id: row.try_get("id")?, persons: [row.try_get("person")?, row.try_get("volunteer")?], message })
    }
}

/// Which first meetings a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    /// On either side.
    /// The ids of one person, on either side.
    pub(crate) persons: Option<Vec<Uuid>>,
}

/// One page, those to plan first, longest waiting first, then by start; the next page's token; how many in all.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    filter: &Filter,
    page: &Page,
) -> Result<(Vec<Meeting>, String, i64), Failure> {
    let district = tx.district().clone();
    let total: i64 = sqlx::query_scalar(
        "select count(*) from first_meeting where district = $1 and status = any($2)
           and ($3::text is null or programme = $3) and ($4::uuid[] is null or person = any($4) or volunteer = any($4))",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(&filter.persons)
    .fetch_one(tx.rows())
    .await?;
    let (after, after_id) = page.after.as_ref().map_or(("", Uuid::nil()), |after| (after.key.as_str(), after.id));
    let mut rows: Vec<Meeting> = sqlx::query_as(
        "select * from (
           select *, case status when 1 then '1 ' || to_char(to_plan_since, 'YYYY-MM-DD')
                     else '2 ' || coalesce(to_char(start_on, 'YYYY-MM-DD') || ' ' || start_at, '') end collate \"C\" as place_in_list
           from first_meeting where district = $1 and status = any($2)
             and ($3::text is null or programme = $3) and ($4::uuid[] is null or person = any($4) or volunteer = any($4))
         ) listed
         where (place_in_list, id) > ($5, $6) order by place_in_list, id limit $7",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(&filter.persons)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let next = page.cut(&mut rows, |row| PageToken { key: place_in_list(&row.message), id: row.id });
    Ok((rows, next, total))
}

/// As the query says it.
fn place_in_list(meeting: &FirstMeeting) -> String {
    if meeting.status() == S::ToPlan {
        return format!("1 {}", meeting.to_plan_since);
    }
    let start = meeting.start.as_ref().map(|start| format!("{} {}", start.date, start.time));
    format!("2 {}", start.unwrap_or_default())
}

/// By its id, or by its match.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    Meeting(Uuid),
    OfMatch(Uuid),
}

/// A first meeting; `None` when the district has none by that id.
pub(crate) async fn get(tx: &mut DistrictTx, which: Which) -> Result<Option<Meeting>, Failure> {
    let district = tx.district().clone();
    let (question, id) = match which {
        Which::Meeting(id) => ("select * from first_meeting where district = $1 and id = $2", id),
        Which::OfMatch(id) => ("select * from first_meeting where district = $1 and match_id = $2", id),
    };
    Ok(sqlx::query_as(question).bind(district.as_str()).bind(id).fetch_optional(tx.rows()).await?)
}
