use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use eventlog::Recorded;
use proto::referrals::v1::person_event::Event;
use uuid::Uuid;

/// What referrals calls a person in its subjects.
const PERSON: &str = "person";

/// The lane over referrals: takes everything personal of an erased person out of every row.
#[derive(Debug)]
pub(crate) struct Erasures;

impl Projection for Erasures {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind != PERSON {
            return Ok(());
        }
        for recorded in &commit.events {
            match recorded.decode()? {
                Event::ErasureOrdered(_) => blank(tx, commit.id).await?,
                Event::Registered(_)
                | Event::Corrected(_)
                | Event::RoleTaken(_)
                | Event::HouseholdRecorded(_)
                | Event::ConsentGranted(_)
                | Event::ConsentWithdrawn(_)
                | Event::NoticeDue(_)
                | Event::NoticeGiven(_)
                | Event::ContactNoted(_)
                | Event::ErasureStepDone(_)
                | Event::Erased(_) => {}
            }
        }
        Ok(())
    }
}

/// Whether a person's erasure was ordered. Holds off the erasure's own blanking until this transaction has written,
/// so that it finds what is about to be written.
pub(super) async fn is_erased(tx: &mut DistrictTx, person: Uuid) -> Result<bool, sqlx::Error> {
    lock(tx, person, "select pg_advisory_xact_lock_shared(hashtextextended($1 || $2::text, 0))").await?;
    let district = tx.district().clone();
    sqlx::query_scalar("select exists (select from erased_person where district = $1 and person = $2)")
        .bind(district.as_str())
        .bind(person)
        .fetch_one(tx.rows())
        .await
}

/// Random ids, statuses and times stay: they are what figures count.
async fn blank(tx: &mut DistrictTx, person: Uuid) -> Result<(), sqlx::Error> {
    lock(tx, person, "select pg_advisory_xact_lock(hashtextextended($1 || $2::text, 0))").await?;
    let district = tx.district().clone();
    for statement in [
        "insert into erased_person (district, person) values ($1, $2) on conflict do nothing",
        "update first_meeting set place = '', needs = '' where district = $1 and person = $2",
        "update session set place = '' where district = $1 and home_of = $2",
    ] {
        sqlx::query(statement).bind(district.as_str()).bind(person).execute(tx.rows()).await?;
    }
    Ok(())
}

async fn lock(tx: &mut DistrictTx, person: Uuid, statement: &'static str) -> Result<(), sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query(statement).bind(district.as_str()).bind(person).execute(tx.rows()).await.map(drop)
}
