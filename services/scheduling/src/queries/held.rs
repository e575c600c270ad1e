use database::DistrictTx;
use edge::{
    Failure, Held,
    columns::{count, day_text, message},
};
use proto::{
    held::v1::HeldRecord,
    scheduling::v1::{AttendanceStatus, FirstMeetingStatus, MeetingNeeds, SessionKind, SessionStatus},
};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

/// Her first meetings, the sessions she has a seat in or was at, and those at her home. `None` for nobody, and for
/// somebody erased.
pub(crate) async fn of_person(tx: &mut DistrictTx, ids: &[Uuid]) -> Result<Option<Vec<HeldRecord>>, Failure> {
    let mut told: Option<Vec<HeldRecord>> = None;
    for id in ids {
        if let Some(records) = under(tx, *id).await? {
            told.get_or_insert_default().extend(records);
        }
    }
    Ok(told)
}

/// The same under one of her ids.
async fn under(tx: &mut DistrictTx, person: Uuid) -> Result<Option<Vec<HeldRecord>>, Failure> {
    let district = tx.district().clone();
    let known: bool = sqlx::query_scalar("select exists (select from known_person where district = $1 and id = $2)")
        .bind(district.as_str())
        .bind(person)
        .fetch_one(tx.rows())
        .await?;
    if !known || erasure::is_ordered(tx, person).await? {
        return Ok(None);
    }
    let mut records = Vec::new();
    for row in rows(tx, person, MEETINGS).await? {
        records.push(meeting(&row)?.into());
    }
    for row in rows(tx, person, SESSIONS).await? {
        records.push(session(&row)?.into());
    }
    Ok(Some(records))
}

const MEETINGS: &str = "select *, person = $2 as is_hers from first_meeting
    where district = $1 and $2 in (person, volunteer) order by coalesce(held_on, start_on, to_plan_since), id";

/// Somebody else's home is told to nobody.
const SESSIONS: &str = "select s.*, coalesce(s.home_of = $2, false) as at_home,
      case when coalesce(s.home_of = $2, true) then s.place else '' end as told_place,
      exists (select from enrolment e where e.district = $1 and e.session = s.id and e.person = $2) as enrolled,
      coalesce((select a.status from attendance a where a.district = $1 and a.session = s.id and a.person = $2), 0)
        as attended
    from session s
    where s.district = $1 and (s.home_of = $2
      or exists (select from enrolment e where e.district = $1 and e.session = s.id and e.person = $2)
      or exists (select from attendance a where a.district = $1 and a.session = s.id and a.person = $2))
    order by s.start_on, s.start_at, s.id";

async fn rows(tx: &mut DistrictTx, person: Uuid, statement: &'static str) -> Result<Vec<PgRow>, sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query(statement).bind(district.as_str()).bind(person).fetch_all(tx.rows()).await
}

fn meeting(row: &PgRow) -> Result<Held, sqlx::Error> {
    let status = FirstMeetingStatus::try_from(row.try_get::<i32, _>("status")?).unwrap_or_default();
    let (held_on, start_on) = (day_text(row, "held_on")?, day_text(row, "start_on")?);
    let meeting = Held::of("first-meeting", if held_on.is_empty() { start_on } else { held_on })
        .text("programme", row.try_get::<String, _>("programme")?)
        .code("status", status.as_str_name())
        .text("time", row.try_get::<String, _>("start_at")?);
    // The place can be the participant's home, and what the meeting has to provide for is hers.
    if !row.try_get::<bool, _>("is_hers")? {
        return Ok(meeting);
    }
    let needs: MeetingNeeds = message(row, "needs")?;
    Ok(meeting
        .text("place", row.try_get::<String, _>("place")?)
        .number("children-in-childcare", needs.children_in_childcare)
        .text("interpreter-language", needs.interpreter_language)
        .number("failed-attempts", count(row, "failed_attempts")?))
}

fn session(row: &PgRow) -> Result<Held, sqlx::Error> {
    let kind = SessionKind::try_from(row.try_get::<i32, _>("kind")?).unwrap_or_default();
    let status = SessionStatus::try_from(row.try_get::<i32, _>("status")?).unwrap_or_default();
    let attended = AttendanceStatus::try_from(row.try_get::<i32, _>("attended")?).unwrap_or_default();
    Ok(Held::of("session", day_text(row, "start_on")?)
        .text("programme", row.try_get::<String, _>("programme")?)
        .code("session", kind.as_str_name())
        .text("title", row.try_get::<String, _>("name")?)
        .text("time", row.try_get::<String, _>("start_at")?)
        .text("place", row.try_get::<String, _>("told_place")?)
        .code("status", status.as_str_name())
        .yes("at-home", row.try_get("at_home")?)
        .yes("enrolled", row.try_get("enrolled")?)
        .code("attended", attended.as_str_name()))
}
