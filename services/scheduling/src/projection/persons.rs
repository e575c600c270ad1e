use ::projection::{ApplyError, Entry, Projection};
use database::DistrictTx;
use eventlog::Recorded;
use proto::referrals::v1::person_event::Event;
use uuid::Uuid;

/// What referrals calls a person in its subjects.
const PERSON: &str = "person";

/// The lane over referrals: whom the district knows, and by which ids. Takes everything personal of an erased person out of every row.
#[derive(Debug)]
pub(crate) struct Persons;

impl Projection for Persons {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind != PERSON {
            return Ok(());
        }
        for row in Entry::all(commit) {
            match row.event.decode()? {
                Event::Registered(_) => know(tx, commit.id).await?,
                Event::ErasureOrdered(_) => blank(tx, commit.id).await?,
                Event::Absorbed(absorbed) => alias::follow(tx, row, &absorbed).await?,
                Event::Corrected(_)
                | Event::RoleTaken(_)
                | Event::HouseholdRecorded(_)
                | Event::ConsentGranted(_)
                | Event::ConsentWithdrawn(_)
                | Event::NoticeDue(_)
                | Event::NoticeGiven(_)
                | Event::ContactNoted(_)
                | Event::ToldApart(_)
                | Event::ErasureProposed(_)
                | Event::Kept(_)
                | Event::MergedInto(_)
                | Event::ErasureStepDone(_)
                | Event::Erased(_) => {}
            }
        }
        Ok(())
    }
}

async fn know(tx: &mut DistrictTx, person: Uuid) -> Result<(), sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query("insert into known_person (district, id) values ($1, $2) on conflict do nothing")
        .bind(district.as_str())
        .bind(person)
        .execute(tx.rows())
        .await
        .map(drop)
}

async fn blank(tx: &mut DistrictTx, person: Uuid) -> Result<(), sqlx::Error> {
    let statements = [
        "update first_meeting set place = '', needs = '' where district = $1 and person = $2",
        "update session set place = '' where district = $1 and home_of = $2",
    ];
    erasure::blank(tx, person, &statements).await
}
