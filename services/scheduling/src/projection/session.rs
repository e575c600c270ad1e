use ::projection::{ApplyError, count, id, ids, optional_id};
use database::DistrictTx;
use proto::scheduling::v1::{
    AttendanceCorrected, AttendanceRecorded, Headcount, PersonAttendance, PrivatePlace, SessionMoved, SessionPlanned,
    SessionStatus as S, session_event::Event,
};
use uuid::Uuid;

use super::{Row, start};

impl Row<'_> {
    pub(super) async fn session(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Planned(planned) => self.session_planned(tx, planned).await,
            Event::Confirmed(_) => {
                let confirm = "update session set status = $3 where district = $1 and id = $2";
                self.set(tx, confirm, i32::from(S::Confirmed)).await
            }
            Event::Moved(moved) => self.session_moved(tx, moved).await,
            Event::Cancelled(cancelled) => {
                let cancel = "update session set status = 3, cancel_reason = $3 where district = $1 and id = $2";
                self.set(tx, cancel, cancelled.reason).await
            }
            Event::Enrolled(enrolled) => {
                let enrol = "insert into enrolment (district, session, person) values ($1, $2, $3)";
                self.set(tx, enrol, id(&enrolled.person_id)?).await
            }
            Event::EnrolmentCancelled(cancelled) => {
                let cancel = "delete from enrolment where district = $1 and session = $2 and person = $3";
                self.set(tx, cancel, id(&cancelled.person_id)?).await
            }
            Event::AttendanceRecorded(recorded) => self.recorded(tx, recorded).await,
            Event::AttendanceCorrected(corrected) => self.corrected(tx, corrected).await,
        }
    }

    /// One statement about the session: $1 district, $2 session, $3 the value.
    async fn set<'q, T>(&self, tx: &mut DistrictTx, statement: &'static str, value: T) -> Result<(), ApplyError>
    where
        T: sqlx::Encode<'q, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + 'q,
    {
        self.about(statement).bind(value).execute(tx.rows()).await?;
        Ok(())
    }

    async fn session_planned(&self, tx: &mut DistrictTx, planned: &SessionPlanned) -> Result<(), ApplyError> {
        let (start_on, start_at) = start(planned.start.as_ref())?;
        let home: PrivatePlace = self.open(tx, planned.private_place.as_ref()).await?;
        let home_of = match &planned.private_place {
            Some(sealed) => Some(id(&sealed.person_id)?),
            None => None,
        };
        self.about(
            "insert into session (district, id, kind, programme, group_id, series, name, theme, start_on, start_at,
               duration, place, home_of, status, counts_only, capacity)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(planned.kind)
        .bind(&planned.programme_id)
        .bind(optional_id(&planned.group_id)?)
        .bind(optional_id(&planned.series_id)?)
        .bind(&planned.name)
        .bind(&planned.theme)
        .bind(start_on)
        .bind(start_at)
        .bind(count(planned.duration_minutes))
        .bind(if home_of.is_some() { home.text } else { planned.place.clone() })
        .bind(home_of)
        .bind(planned.status)
        .bind(planned.counts_only)
        .bind(planned.capacity.map(i64::from))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn session_moved(&self, tx: &mut DistrictTx, moved: &SessionMoved) -> Result<(), ApplyError> {
        let (start_on, start_at) = start(moved.start.as_ref())?;
        let home: PrivatePlace = self.open(tx, moved.private_place.as_ref()).await?;
        let home_of = match &moved.private_place {
            Some(sealed) => Some(id(&sealed.person_id)?),
            None => None,
        };
        self.about(
            "update session set start_on = $3, start_at = $4, duration = $5, place = $6, home_of = coalesce($7, home_of)
             where district = $1 and id = $2",
        )
        .bind(start_on)
        .bind(start_at)
        .bind(count(moved.duration_minutes))
        .bind(if home_of.is_some() { home.text } else { moved.place.clone() })
        .bind(home_of)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn recorded(&self, tx: &mut DistrictTx, recorded: &AttendanceRecorded) -> Result<(), ApplyError> {
        self.present(tx, &recorded.persons).await?;
        self.counted(tx, &recorded.unnamed.unwrap_or_default()).await?;
        let held = "update session set held = true, children_in_childcare = $3 where district = $1 and id = $2";
        self.set(tx, held, count(recorded.children_in_childcare)).await
    }

    async fn corrected(&self, tx: &mut DistrictTx, corrected: &AttendanceCorrected) -> Result<(), ApplyError> {
        let removed = ids(&corrected.removed_person_ids)?;
        let remove = "delete from attendance where district = $1 and session = $2 and person = any($3)";
        self.set(tx, remove, removed).await?;
        self.present(tx, &corrected.persons).await?;
        if let Some(unnamed) = &corrected.unnamed {
            self.counted(tx, unnamed).await?;
        }
        if let Some(children) = corrected.children_in_childcare {
            let childcare = "update session set children_in_childcare = $3 where district = $1 and id = $2";
            self.set(tx, childcare, count(children)).await?;
        }
        Ok(())
    }

    async fn present(&self, tx: &mut DistrictTx, persons: &[PersonAttendance]) -> Result<(), ApplyError> {
        let ids = persons.iter().map(|person| id(&person.person_id)).collect::<Result<Vec<Uuid>, _>>()?;
        let statuses: Vec<i32> = persons.iter().map(|person| person.status).collect();
        self.about(
            "insert into attendance (district, session, person, status)
             select $1, $2, * from unnest($3::uuid[], $4::int[])
             on conflict (district, session, person) do update set status = excluded.status",
        )
        .bind(ids)
        .bind(statuses)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn counted(&self, tx: &mut DistrictTx, unnamed: &Headcount) -> Result<(), ApplyError> {
        self.about(
            "update session set women = $3, men = $4, others = $5, children = $6 where district = $1 and id = $2",
        )
        .bind(count(unnamed.women))
        .bind(count(unnamed.men))
        .bind(count(unnamed.others))
        .bind(count(unnamed.children))
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}
