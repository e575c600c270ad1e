use std::time::Duration;

use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Context, Recorded, Refused, StreamName};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use proto::{referrals::v1::person_event::Event, scheduling::v1::SessionCancelReason};
use scheduling_domain::{Session, SessionCommand, SessionRejection};
use tokio::time::Instant;
use uuid::Uuid;

use super::by;

/// What referrals calls a person in its subjects.
const PERSON: &str = "person";
/// How long one attempt waits for this service's own rows.
const WITHIN: Duration = Duration::from_secs(5);

/// Who is being erased gives up her seats in sessions of days to come; guidance at her home is called off. Who has two
/// seats in one, because two records of hers were merged, gives up one. Sessions until then stay as they are: who was
/// there may still have to be recorded.
#[derive(Debug)]
pub(crate) struct LeaveSessions {
    pub(crate) app: App,
}

impl Process for LeaveSessions {
    const NAME: &'static str = "leave-sessions";
    const KINDS: &'static [&'static str] = &[PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let order = by::<Self>(commit, 0, recorded.occurred_on);
            let seats = match recorded.decode()? {
                Event::ErasureOrdered(_) => self.seats_after(commit, order.env.today).await?,
                Event::Absorbed(_) => self.second_seats_after(commit, order.env.today).await?,
                _ => continue,
            };
            for Seat { session, person, at_home } in seats {
                let command = if at_home {
                    SessionCommand::Cancel { reason: SessionCancelReason::Other }
                } else {
                    SessionCommand::CancelEnrolment { person_id: person }
                };
                let mut by = order.clone();
                by.command = by.command.step(&session.to_string());
                match self.app.log.execute::<Session>(&by, session, &command).await {
                    Ok(done) => written = done.sequence.max(written),
                    // Settled since the rows were read.
                    Err(Refused::Rejected(SessionRejection::Cancelled | SessionRejection::AlreadyHeld)) => {}
                    Err(refused) => return Err(refused.into()),
                }
            }
        }
        Ok(written)
    }
}

/// A seat that is given up.
#[derive(sqlx::FromRow)]
struct Seat {
    session: Uuid,
    person: Uuid,
    /// The session is at her home.
    at_home: bool,
}

impl LeaveSessions {
    /// Sessions after a day in which the person has a seat.
    async fn seats_after(&self, commit: &Recorded, day: Date) -> Result<Vec<Seat>, ReactError> {
        let seats = "select s.id as session, e.person, s.home_of is not null as at_home from session s
             join enrolment e on e.district = $1 and e.session = s.id and e.person = $2
             where s.district = $1 and s.start_on > $3 and s.status <> 3 and not s.held order by s.id";
        self.seats(commit, day, seats).await
    }

    /// Seats by a record that was merged, where she has one by another of hers.
    async fn second_seats_after(&self, commit: &Recorded, day: Date) -> Result<Vec<Seat>, ReactError> {
        let until = Instant::now() + WITHIN;
        self.app.rows_as_new_as(&commit.stream, until).await.map_err(ReactError::retry)?;
        let seats = concat!(
            "select s.id as session, e.person, false as at_home from session s
             join enrolment e on e.district = $1 and e.session = s.id and e.person in (",
            alias::also!("$2"),
            ") where s.district = $1 and s.start_on > $3 and s.status <> 3 and not s.held and s.home_of is null
               and exists (select from enrolment o where o.district = $1 and o.session = s.id and o.person < e.person
                           and o.person in (select $2::uuid union all ",
            alias::also!("$2"),
            ") union select from enrolment o where o.district = $1 and o.session = s.id and o.person = $2)
             order by s.id, e.person"
        );
        self.seats(commit, day, seats).await
    }

    async fn seats(&self, commit: &Recorded, day: Date, seats: &'static str) -> Result<Vec<Seat>, ReactError> {
        let district = &commit.stream.district;
        let own = StreamName::new(Context::Scheduling, district.clone());
        self.app.rows_as_new_as(&own, Instant::now() + WITHIN).await.map_err(ReactError::retry)?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        sqlx::query_as(seats)
            .bind(district.as_str())
            .bind(commit.id)
            .bind(day.to_sqlx())
            .fetch_all(tx.rows())
            .await
            .map_err(ReactError::retry)
    }
}
