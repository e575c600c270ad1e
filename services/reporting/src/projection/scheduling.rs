use ::projection::{ApplyError, BadField, Entry, Projection, day, id};
use database::DistrictTx;
use eventlog::Recorded;
use proto::scheduling::v1::{
    Headcount, LocalStart, PersonAttendance, first_meeting_event::Event as MeetingEvent,
    session_event::Event as SessionEvent,
};

/// Rows from the commits of scheduling. Opens nothing.
#[derive(Debug)]
pub(crate) struct OfScheduling;

impl Projection for OfScheduling {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for row in Entry::all(commit) {
            match commit.kind.as_str() {
                "first-meeting" => first_meeting(tx, row).await?,
                "session" => session(tx, row).await?,
                // A series is a plan; what came of it are its sessions.
                _ => {}
            }
        }
        Ok(())
    }
}

async fn first_meeting(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.decode()? {
        MeetingEvent::Opened(opened) => {
            row.about("insert into first_meeting_fact (district, meeting, match) values ($1, $2, $3)")
                .bind(id(&opened.match_id)?)
                .execute(tx.rows())
                .await?;
        }
        MeetingEvent::Held(held) => {
            row.about("update first_meeting_fact set held_on = $3 where district = $1 and meeting = $2")
                .bind(day(&held.held_on)?)
                .execute(tx.rows())
                .await?;
        }
        MeetingEvent::Planned(_)
        | MeetingEvent::Replanned(_)
        | MeetingEvent::NotHeld(_)
        | MeetingEvent::CalledOff(_) => {}
    }
    Ok(())
}

async fn session(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.decode()? {
        SessionEvent::Planned(planned) => {
            row.about(
                "insert into session_fact (district, session, kind, programme, on_day)
                 values ($1, $2, $3, $4, $5)",
            )
            .bind(planned.kind)
            .bind(&planned.programme_id)
            .bind(starts_on(planned.start.as_ref())?)
            .execute(tx.rows())
            .await?;
        }
        SessionEvent::Moved(moved) => {
            row.about("update session_fact set on_day = $3 where district = $1 and session = $2")
                .bind(starts_on(moved.start.as_ref())?)
                .execute(tx.rows())
                .await?;
        }
        SessionEvent::AttendanceRecorded(recorded) => {
            headcount(tx, row, recorded.unnamed.unwrap_or_default()).await?;
            childcare(tx, row, recorded.children_in_childcare).await?;
            persons(tx, row, &recorded.persons).await?;
        }
        SessionEvent::AttendanceCorrected(corrected) => {
            if let Some(unnamed) = corrected.unnamed {
                headcount(tx, row, unnamed).await?;
            }
            if let Some(children) = corrected.children_in_childcare {
                childcare(tx, row, children).await?;
            }
            for removed in &corrected.removed_person_ids {
                row.about("delete from attendance_fact where district = $1 and session = $2 and person = $3")
                    .bind(id(removed)?)
                    .execute(tx.rows())
                    .await?;
            }
            persons(tx, row, &corrected.persons).await?;
        }
        // Held or not is told by the attendance; a seat is not a presence.
        SessionEvent::Confirmed(_)
        | SessionEvent::Cancelled(_)
        | SessionEvent::Enrolled(_)
        | SessionEvent::EnrolmentCancelled(_) => {}
    }
    Ok(())
}

async fn headcount(tx: &mut DistrictTx, row: Entry<'_>, unnamed: Headcount) -> Result<(), ApplyError> {
    row.about(
        "update session_fact set held = true, women = $3, men = $4, others = $5, children = $6
         where district = $1 and session = $2",
    )
    .bind(i64::from(unnamed.women))
    .bind(i64::from(unnamed.men))
    .bind(i64::from(unnamed.others))
    .bind(i64::from(unnamed.children))
    .execute(tx.rows())
    .await?;
    Ok(())
}

async fn childcare(tx: &mut DistrictTx, row: Entry<'_>, children: u32) -> Result<(), ApplyError> {
    row.about("update session_fact set childcare = $3 where district = $1 and session = $2")
        .bind(i64::from(children))
        .execute(tx.rows())
        .await?;
    Ok(())
}

async fn persons(tx: &mut DistrictTx, row: Entry<'_>, persons: &[PersonAttendance]) -> Result<(), ApplyError> {
    for person in persons {
        row.about(
            "insert into attendance_fact (district, session, person, status) values ($1, $2, $3, $4)
             on conflict (district, session, person) do update set status = excluded.status",
        )
        .bind(id(&person.person_id)?)
        .bind(person.status)
        .execute(tx.rows())
        .await?;
    }
    Ok(())
}

fn starts_on(start: Option<&LocalStart>) -> Result<jiff_sqlx::Date, BadField> {
    day(start.map(|start| start.date.as_str()).unwrap_or_default())
}
